"""The clocks of a program as one SELECT over a table of events, or over one with a column per type of event.

Per case and clock (and key, where the clock is kept `per` something) comes a row: state, started, due, elapsed,
remaining. "elapsed" and "remaining" are in "unit": seconds, working-seconds, days or working-days.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlglot

from engine.backends.columnar.files import literal
from engine.backends.columnar.query import parse_types
from engine.backends.columnar.refusal import Refusals
from engine.backends.columnar.rows import quote
from engine.backends.columnar.timed.clock import clock_ctes
from engine.backends.columnar.timed.from_program import clock_terms
from engine.backends.columnar.timed.history import history_select
from engine.backends.columnar.timed.openings import Cte, calendar_ctes
from engine.backends.columnar.timed.terms import IN_SECONDS, IN_WORKING_TIME, SECOND
from engine.diagnostics import PolicyError
from engine.ir.program import Clock
from engine.temporal.arithmetic import add
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import timetable_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlglot import exp

    from engine.backends.columnar.timed.terms import ClockTerms
    from engine.ir.program import Program

    Columns = Mapping[str, exp.DataType]

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def clocks_sql(
    program: Program, now: dt.datetime, source: str = "events", columns: Mapping[str, str] | None = None
) -> str:
    """One SELECT over the relation `source`, in DuckDB's dialect.

    `columns`: the relation's columns with their types; None: "case", "id", "type", "at" (TIMESTAMP WITH TIME ZONE) and
    the data of the events in its own types. Raises `PolicyError` with what SQL can't do exactly, by clock and line.
    """
    types = parse_types(columns) if columns is not None else None
    refusals = Refusals()
    found = clock_terms(program, types, refusals)
    _refuse_changes(program, found, types, refusals)
    if refused := refusals.sorted():
        raise PolicyError(refused)
    clocks = {step.name: step for step in program.steps if isinstance(step, Clock)}
    rows = (_rows(clocks[name], terms, now, types) for name, terms in found.items())
    history = history_select(program, source, types, micros(now))
    text = f'WITH history AS ({history}), cases AS (SELECT DISTINCT "case" FROM history) {" UNION ALL ".join(rows)}'
    return sqlglot.parse_one(text, dialect="duckdb").sql(dialect="duckdb", pretty=True)


def micros(instant: dt.datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // dt.timedelta(microseconds=1)


def _refuse_changes(
    program: Program, found: Mapping[str, ClockTerms], columns: Columns | None, refusals: Refusals
) -> None:
    """A running clock keeps the rules of its start: one that was another before can't be read by one query."""
    earlier = program.before
    while earlier:
        before = clock_terms(earlier, columns, Refusals()) if earlier.in_force else {}
        for clock in program.steps:
            if isinstance(clock, Clock) and clock.name in found and before.get(clock.name) != found[clock.name]:
                refusals.report.add("GJ544", clock.span, item=clock.name, since=program.since)
        earlier = earlier.before


def _rows(clock: Clock, terms: ClockTerms, now: dt.datetime, columns: Columns | None) -> str:
    """A row for every case; of a clock that is kept `per` something one for every key that has started it."""
    ctes = [Cte("events", f'SELECT *, {_key(clock, columns)} AS "key" FROM history')]
    if terms.unit in IN_WORKING_TIME:
        ctes += calendar_ctes(terms.calendar, terms.ahead, now.date(), _reach(terms, now))
    ctes += clock_ctes(terms, micros(now))
    within = ", ".join(f"{cte.name} AS ({cte.select})" for cte in ctes)
    size = SECOND if terms.unit in IN_SECONDS else 1
    unit = Unit.DAYS if terms.unit is Unit.MONTHS else terms.unit
    return f"""
        SELECT "case", {literal(clock.name)} AS clock, r."key", coalesce(state, 'not-started') AS state,
               make_timestamptz(started) AS started, make_timestamptz(stopped) AS stopped, make_timestamptz(due) AS due,
               {_amount("elapsed", size)}, {_amount("remaining", size)},
               CASE WHEN state IS NOT NULL THEN {literal(unit)} END AS unit, coalesce(provisional, FALSE) AS provisional
        FROM cases {"JOIN" if clock.per else "LEFT JOIN"} (WITH {within} SELECT * FROM readings) AS r USING ("case")"""


def _amount(name: str, size: int) -> str:
    """Exact: whole days, or seconds with microseconds."""
    if size == 1:
        return f"CAST({name} AS DECIMAL(18, 6)) AS {name}"
    return f"CAST({name} AS DECIMAL(18, 0)) * 0.000001 AS {name}"


def _key(clock: Clock, columns: Columns | None) -> str:
    """What an event says of the clock's `per`: nothing where there is no such column."""
    parts = ("NULL" if columns and name not in columns else f"CAST({quote(name)} AS VARCHAR)" for name in clock.per)
    return f"[{', '.join(parts)}]::VARCHAR[]"


def _reach(terms: ClockTerms, now: dt.datetime) -> int:
    """Days from now to the due day of a clock that starts now."""
    amount = Decimal(terms.amount)
    span = TimeSpan(terms.unit, amount / SECOND if terms.unit in IN_SECONDS else amount)
    return (add(timetable_of(terms.calendar), now, span).at.date() - now.date()).days + 1
