"""A program's clocks as SQL terms. What SQL can't do exactly is refused, by clock and line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from engine.backends.columnar.coercion import Words, read
from engine.backends.columnar.instants import settled_clock
from engine.backends.columnar.nodes import call, quoted, struct
from engine.backends.columnar.query import select_text
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.stages import Pipeline
from engine.backends.columnar.terms import Term, constant
from engine.backends.columnar.timed.openings import local_day
from engine.backends.columnar.timed.terms import IN_SECONDS, SECOND, ClockTerms
from engine.backends.columnar.widths import sql_type, stored
from engine.feel.typed import Const, Ref
from engine.feel.types import DATE, DATE_TIME, STRING, Kind, Type
from engine.feel.values import TimeSpan
from engine.feel.walk import references
from engine.ir.program import Clock
from engine.temporal.calendar import round_the_clock
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.backends.columnar.refusal import Refusals
    from engine.ir.program import EventType, Program
    from engine.ir.timed import EventPattern

NOWHERE = "FALSE"
EVENT = "event"


class Reader(NamedTuple):
    """A program's words for the columns of an events table. `ahead`: seconds that its wall clock is before UTC."""

    program: Program
    columns: Mapping[str, exp.DataType] | None
    ahead: int
    built: Pipeline


def clock_terms(
    program: Program, columns: Mapping[str, exp.DataType] | None, refusals: Refusals
) -> dict[str, ClockTerms]:
    """The clocks by name, in the program's order, without those that are refused. `columns`: of the events table."""
    reader = _reader(program, columns, refusals)
    found = {}
    for clock in program.steps:
        if isinstance(clock, Clock):
            refusals.item = clock.name
            terms = refusals.attempt(clock.span, partial(_terms, clock, reader))
            if terms:
                found[clock.name] = terms
    return found


def _reader(program: Program, columns: Mapping[str, exp.DataType] | None, refusals: Refusals) -> Reader:
    since = settled_clock(program.zone)
    built = Pipeline(refusals)
    for param in program.params:
        try:
            built.scope = built.scope.bind("param", param.name, constant(param.value, param.type))
        except Refused:
            continue  # it is refused where it is read
    return Reader(program, columns, since.ahead if since else 0, built)


def _terms(clock: Clock, reader: Reader) -> ClockTerms:
    target = _target(clock, reader)
    if target.unit is not Unit.SECONDS and settled_clock(reader.program.zone) is None:
        raise Refused("GJ543", zone=reader.program.zone)
    zone, calendars = reader.program.zone, reader.program.calendars
    calendar = next((each for each in calendars if each.id == clock.calendar), round_the_clock(zone))
    return ClockTerms(
        starts=_any(clock.starts, reader),
        stops=_any(clock.stops, reader),
        cancels=_any(clock.cancels, reader),
        reopens=_any(clock.reopens, reader),
        pauses=tuple(
            (_one(pause.opens, reader), _one(pause.closes, reader) if pause.closes else NOWHERE)
            for pause in clock.pauses
        ),
        parts=len(clock.per),
        gaps=clock.reopens_as == "pause",
        unit=target.unit,
        amount=int(target.amount * SECOND) if target.unit in IN_SECONDS else int(target.amount),
        ahead=reader.ahead,
        calendar=calendar,
    )


def _target(clock: Clock, reader: Reader) -> TimeSpan:
    """The target, where it is the same for every case. Raises `Refused`."""
    match clock.within.root:
        case Const(value=TimeSpan() as target):
            return target
        case Ref(kind="param", name=name):
            value = next(param.value for param in reader.program.params if param.name == name)
            if isinstance(value, TimeSpan):
                return value
        case _:
            pass
    raise Refused("GJ541", within=clock.within.text)


def _any(patterns: Iterable[EventPattern], reader: Reader) -> str:
    return " OR ".join(_one(pattern, reader) for pattern in patterns) or NOWHERE


def _one(pattern: EventPattern, reader: Reader) -> str:
    """A pattern as a condition over the events table."""
    of_type = f"type = {select_text(exp.Literal.string(pattern.event))}"
    if pattern.where is None:
        return of_type
    strange = next((ref for ref in references(pattern.where.root) if ref.kind not in {"param", "local"}), None)
    if strange:
        reader.built.refusals.add_in(pattern.where, Refused("GJ542", strange.at, name=strange.name))
        raise Refused
    kind = next(event for event in reader.program.events if event.name == pattern.event)
    scope = reader.built.scope
    reader.built.scope = scope.bind("local", EVENT, _event(kind, reader))
    try:
        condition = reader.built.read(pattern.where)
    finally:
        reader.built.scope = scope
    return f"({of_type} AND {select_text(condition.sql)} IS TRUE)"


def _event(kind: EventType, reader: Reader) -> Term:
    """An event of a type as expressions see it."""
    entries = {name: (static, sql) for name, static, sql in _entries(kind, reader)}
    fields = tuple((name, static) for name, (static, _) in entries.items())
    return Term(struct([(name, sql) for name, (_, sql) in entries.items()]), Type(Kind.CONTEXT, fields=fields))


def _entries(kind: EventType, reader: Reader) -> Iterator[tuple[str, Type, exp.Expr]]:
    day: exp.Expr = exp.maybe_parse(local_day("moment", reader.ahead), dialect="duckdb")
    yield "id", STRING, quoted("id")
    yield "type", STRING, quoted("type")
    yield "at", DATE_TIME, call("MAKE_TIMESTAMPTZ", quoted("moment"))
    yield "date", DATE, day
    for name, declared in (("by", STRING), *kind.fields):
        static = stored(declared.required()).or_null()
        sql = _column(name, static, reader)
        yield name, static, exp.func("COALESCE", sql, day) if name == "date" else sql


def _column(name: str, static: Type, reader: Reader) -> exp.Expr:
    """Data that no column holds is null."""
    if reader.columns is None:
        return quoted(name)
    if name not in reader.columns:
        return exp.cast(exp.null(), sql_type(static))
    return read(quoted(name), reader.columns[name], static, Words({}, reader.program.zone)).value
