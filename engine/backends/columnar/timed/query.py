"""A program's clocks and ladders as one SELECT over a table of events, or over one with a column per type of event.

Its rows are those of `engine.backends.columnar.timed.answer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import sqlglot

from engine.backends.columnar.query import parse_types
from engine.backends.columnar.refusal import Refusals, Refused
from engine.backends.columnar.timed.answer import columns as answer_columns
from engine.backends.columnar.timed.cases import ROWS, cases_of, params_of
from engine.backends.columnar.timed.clocks import Reach, clock_select, no_time, reach_of, rules_of
from engine.backends.columnar.timed.faults import event_faults, faults_select, lacking, listed
from engine.backends.columnar.timed.history import Source, history_select, rows_select, told_select
from engine.backends.columnar.timed.ladders import Setting, ladder_select, no_period
from engine.backends.columnar.timed.openings import Cte, calendar_ctes
from engine.backends.columnar.timed.patterns import Reader, fields_read
from engine.backends.columnar.timed.wall import micros
from engine.diagnostics import Diagnostic, PolicyError
from engine.ir.program import Clock, Ladder, Schedule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.columnar.timed.cases import Cases
    from engine.feel.types import Type
    from engine.ir.program import Program
    from engine.temporal.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Query:
    """`select`: right only where there are no `refusals`. `facts`: the columns of facts that it reads."""

    select: str
    refusals: tuple[Diagnostic, ...]
    facts: tuple[str, ...]


def timed_sql(program: Program, now: dt.datetime, source: str = "events") -> str:
    """One SELECT in DuckDB's dialect over the relation `source`, as of `now`.

    Its columns: "case", "id", "type", "at" (TIMESTAMP WITH TIME ZONE), and of their own types the data of the events
    and the facts that are read. Raises `PolicyError` with what SQL can't do exactly, by step and line.
    """
    found = timed_query(program, now, source)
    if found.refusals:
        raise PolicyError(found.refusals)
    select = sqlglot.parse_one(found.select, dialect="duckdb").sql(dialect="duckdb", pretty=True)
    return f"/* {_title(program, found, now)} */\n{select}"


def timed_query(program: Program, now: dt.datetime, source: str, columns: Mapping[str, str] | None = None) -> Query:
    """`columns`: the relation's columns with their types."""
    steps, refusals = clocks_and_ladders(program), Refusals()
    if not steps:
        return Query("", tuple(_nothing_to_read(program)), ())
    types = parse_types(columns) if columns is not None else None
    cases = cases_of(program, steps, types, refusals)
    earlier = tuple(_earlier(program, cases))
    read = {each: static for reader in earlier for each, static in _fields(reader.program).items()} | _fields(program)
    reader = Reader(program, cases.scope, refusals)
    found = [_read(step, reader, earlier, now) for step in steps]
    table = Source(source, types, program, read)
    asked = [each for each in found if each]
    ctes = [*_case_ctes(table, cases, now), *_calendar_ctes(asked, now)]
    ctes.append(Cte("faults", faults_select(table, cases.facts, [fault for each in asked for fault in each.faults])))
    return Query(_select(ctes, asked), refusals.sorted(), tuple(fact.name for fact in cases.facts))


class _Asked(NamedTuple):
    """A step's SELECT, those of its faults, and how far it looks into which calendars."""

    select: str
    faults: tuple[str, ...] = ()
    reaches: tuple[tuple[Calendar, Reach], ...] = ()


def _fields(program: Program) -> dict[tuple[str, str], Type]:
    return fields_read(program, clocks_and_ladders(program))


def _earlier(program: Program, cases: Cases) -> Iterator[Reader]:
    """The periods before, the earliest first; of what a case has they know the facts. What they refuse isn't told."""
    before = program.before
    if before:
        yield from _earlier(before, cases)
        scope = params_of(before)
        for (kind, name), term in cases.scope.terms.items():
            if kind == "fact":
                scope = scope.bind(kind, name, term)
        yield Reader(before, scope, Refusals())


def _nothing_to_read(program: Program) -> Iterator[Diagnostic]:
    """A program with neither clocks nor ladders."""
    for step in program.steps:
        if isinstance(step, Schedule):
            yield Diagnostic("GJ549", step.span, (("item", step.name),))
    if not any(isinstance(step, Schedule) for step in program.steps):
        yield Diagnostic("GJ549", None, (("item", program.policy),))


def _read(step: Clock | Ladder, reader: Reader, earlier: Sequence[Reader], now: dt.datetime) -> _Asked | None:
    """None where it is refused."""
    reader.refusals.item = step.name
    match step:
        case Clock():
            return reader.refusals.attempt(step.span, partial(_clock, step, reader, earlier, now))
        case Ladder():
            return reader.refusals.attempt(step.span, partial(_ladder, step, reader, now))


def _clock(clock: Clock, reader: Reader, earlier: Sequence[Reader], now: dt.datetime) -> _Asked:
    rules = rules_of(clock, reader, earlier)
    terms = [each for period in rules for each in period.terms]
    try:
        reaches = [(each.calendar, found) for each in terms if (found := reach_of(each, now))]
    except ArithmeticError:
        raise Refused("GJ541", within=clock.within.text) from None
    select = clock_select(clock, rules, micros(now))
    no_times = (no_time(clock, each) for each in terms if each.target.per_case)
    return _Asked(select, (*lacking(clock, reader), *no_times), tuple(reaches))


def _ladder(ladder: Ladder, reader: Reader, now: dt.datetime) -> _Asked:
    setting = Setting(ladder, reader, micros(now))
    return _Asked(ladder_select(setting), (*lacking(ladder, reader), *no_period(setting)))


def _case_ctes(source: Source, cases: Cases, now: dt.datetime) -> Iterator[Cte]:
    facts = [fact.name for fact in cases.facts]
    yield Cte(ROWS, rows_select(source, facts))
    yield Cte("told", told_select(source, listed(event_faults(source))))
    yield Cte("cases", cases.select)
    yield Cte("history", history_select(micros(now), facts=bool(facts)))


def _calendar_ctes(asked: Sequence[_Asked], now: dt.datetime) -> Iterator[Cte]:
    """Each calendar once, as far as any step looks."""
    reaches: dict[str, list[tuple[Calendar, Reach]]] = {}
    for calendar, reach in (found for each in asked for found in each.reaches):
        reaches.setdefault(calendar.id, []).append((calendar, reach))
    for found in reaches.values():
        reach = Reach(max(each.back for _, each in found), max(each.ahead for _, each in found))
        yield from calendar_ctes(found[0][0], now.date(), *reach)


def _select(ctes: Sequence[Cte], asked: Sequence[_Asked]) -> str:
    """A case with a fault has no other rows."""
    within = ", ".join(f"{cte.name} AS MATERIALIZED ({cte.select})" for cte in ctes)
    rows = " UNION ALL ".join(f"SELECT * FROM ({each.select})" for each in asked)
    fault = answer_columns({"case": '"case"', "kind": "'fault'", "event": "event", "fault": "fault"})
    return f"""
        WITH {within}
        SELECT * FROM ({rows}) AS answer ANTI JOIN faults ON faults."case" IS NOT DISTINCT FROM answer."case"
        UNION ALL SELECT {fault} FROM faults"""


def clocks_and_ladders(program: Program) -> tuple[Clock | Ladder, ...]:
    """The steps that are read, in the program's order."""
    return tuple(step for step in program.steps if isinstance(step, Clock | Ladder))


def left_out(program: Program) -> tuple[str, ...]:
    """What a history doesn't decide in SQL: rules over facts, and schedules."""
    rules = [rule.id for rule in program.rules if not rule.rung and not rule.revokes]
    return (*rules, *(step.name for step in program.steps if isinstance(step, Schedule)))


def _title(program: Program, found: Query, now: dt.datetime) -> str:
    parts = [f"{program.policy} ({program.branch}), clocks and ladders as of {now.isoformat()}"]
    if found.facts:
        parts.append(f"facts: {', '.join(found.facts)}")
    if names := left_out(program):
        parts.append(f"not decided: {', '.join(names)}")
    return "; ".join(parts).replace("*/", "* /")
