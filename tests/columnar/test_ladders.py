"""Ladders in SQL read every history as pure Python does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.columnar.ladders import ladder_sql
from engine.backends.columnar.refusal import Refused
from engine.diagnostics import Place, Span
from engine.feel.typed import Const, Expression, Field, Ref
from engine.feel.types import BOOLEAN, NUMBER, SPAN, STRING, Kind, Type
from engine.ir import timed
from engine.ir.program import EventType, Ladder, Program, Text
from engine.model.parts import EventInterval, EventPattern
from engine.temporal.clocks.reading import Mark
from engine.temporal.ladders import PythonCorrelator
from engine.temporal.ladders.reading import Between, Consecutive, Reach, Reset, Rolling
from engine.temporal.span import Unit
from tests.temporal.ladders.any_history import INSTANTS, LADDERS, ZONES, History, histories

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.feel.typed import Expr
    from engine.temporal.ladders.reading import LadderReading

AT = (0, 1)
NOWHERE = Span("policies/base/a.yaml", 1, 1, 1, 1)
NAMELESS = Text("", "")
EVENT = Type(Kind.CONTEXT)
FIELDS = (("of", STRING), ("month", STRING), ("fails", BOOLEAN), ("project", STRING))
TYPES = tuple(EventType(name, NAMELESS, FIELDS) for name in ("strike", "appeal", "reset", "open", "close", "off", "on"))
READ = PythonCorrelator()
Entry = tuple[int, str, dt.datetime, int]
Row = tuple[str, str, str, dt.datetime, str | None, str | None, bool | None, str | None]


def expression(root: Expr) -> Expression:
    return Expression(root, "text", Place("policies/base/a.yaml", ((0, 1, 1),)))


def data(name: str, static: Type) -> Expression:
    return expression(Field(Ref("event", "local", EVENT, AT), name, static.or_null(), AT))


def pattern(event: str, where: Expression | None = None) -> EventPattern:
    return EventPattern(event, where, NOWHERE)


def ladder(history: History, per: tuple[str, ...] = ()) -> Ladder:
    consecutive = isinstance(history.window, Consecutive)
    rungs = [
        timed.LadderRung(f"l.{number}", one.test, expression(Const(Decimal(one.count), NUMBER, AT)), EVENT)
        for number, one in enumerate(history.thresholds)
    ]
    return Ladder(
        "l", NAMELESS, per, (pattern("strike", data("fails", BOOLEAN) if consecutive else None),), window(history),
        (pattern("appeal"),), (pattern("reset"),), (EventInterval(pattern("off"), pattern("on"), NOWHERE),),
        "python", tuple(rungs), EVENT, (), NOWHERE,
    )  # fmt: skip


def window(history: History) -> timed.Window:
    match history.window:
        case None | Between():
            return timed.Between(EventInterval(pattern("open"), pattern("close"), NOWHERE))
        case Rolling(span):
            return timed.Rolling(expression(Const(span, SPAN, AT)))
        case Consecutive(unit):
            return timed.Consecutive(unit, data("month", STRING))
        case _:
            return timed.AllTime()


def program(history: History) -> Program:
    return Program(
        "p", "base", NAMELESS, "CNY", history.zone.key, None, None, True, None, TYPES, (), (), (), (), ()
    )  # fmt: skip


def rows(history: History, case: str = "a", project: str = "") -> Iterator[Row]:
    """The events of a case; those of a project have its name before theirs."""
    for strike in history.strikes:
        month = None if strike.period is None else f"{strike.period // 12:04}-{strike.period % 12 + 1:02}"
        yield case, project + strike.id, "strike", strike.at, None, month, strike.counts, project
    marks: dict[str, Iterable[Reset | Mark]] = {
        "reset": history.resets,
        "off": history.excused.opens,
        "on": history.excused.closes,
        "open": history.opened.opens,
        "close": history.opened.closes,
    }
    for kind, events in marks.items():
        for event in (Mark(one.at, one.id) for one in events):
            name = event.id if kind in {"open", "close"} else f"{kind} {event.id}"
            yield case, project + name, kind, event.at, None, None, None, project
    for number, removal in enumerate(history.removals):
        yield case, f"{project}appeal {number}", "appeal", removal.at, project + removal.of, None, None, project


def asked(query: str, events: Iterable[Row], cases: list[tuple[str, dt.datetime]]) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute("""
            SET TimeZone = 'America/New_York';
            CREATE TABLE events
                ("case" TEXT, id TEXT, type TEXT, "at" TIMESTAMPTZ, "of" TEXT, month TEXT, fails BOOLEAN, project TEXT);
            CREATE TABLE cases ("case" TEXT, now TIMESTAMPTZ)""")
        written = [list(row) for row in events]
        if written:
            connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", written)
        connection.executemany("INSERT INTO cases VALUES (?, ?)", [list(case) for case in cases])
        return connection.execute(query).fetchall()


def told(reading: LadderReading, project: str = "") -> tuple[int, list[Entry], list[Entry]]:
    def entries(reaches: Iterable[Reach]) -> list[Entry]:
        return [(one.rung, f"{project}{one.event}", one.at.astimezone(dt.UTC), one.count) for one in reaches]

    return reading.count, entries(reading.reached), entries(reading.revoked)


def in_sql(row: tuple[Any, ...]) -> tuple[int, list[Entry], list[Entry]]:
    *_, count, reached, revoked = row
    return count, [_entry(one) for one in reached], [_entry(one) for one in revoked]


def _entry(one: dict[str, Any]) -> Entry:
    return one["rung"], one["event"], one["at"].astimezone(dt.UTC), one["count"]


def sql_of(history: History, per: tuple[str, ...] = ()) -> str | None:
    """The query; None where it is refused, since days and months are the wall clock's and the zone's clocks change."""
    by_the_clock = isinstance(history.window, Rolling) and history.window.span.unit is not Unit.SECONDS
    if by_the_clock and history.zone == ZONES[1]:
        with pytest.raises(Refused, match="GJ552"):
            ladder_sql(ladder(history, per), program(history))
        return None
    return ladder_sql(ladder(history, per), program(history)).sql("duckdb")


ALIKE = LADDERS.flatmap(lambda one: st.lists(histories(st.just(one)), min_size=1, max_size=8))
"""Several histories of one ladder."""


@settings(max_examples=50, deadline=None)
@given(ALIKE, st.lists(INSTANTS, min_size=8, max_size=8))
def test_sql_reads_as_python_does(alike: list[History], nows: list[dt.datetime]) -> None:
    query = sql_of(alike[0])
    if query:
        events = [row for case, history in enumerate(alike) for row in rows(history, str(case))]
        read = asked(query, events, [(str(case), now) for case, now in enumerate(nows)])
        found = {row[0]: in_sql(row) for row in read}
        wanted = {str(case): told(history.read(READ, nows[case])) for case, history in enumerate(alike)}
        assert {case: found[case] for case in wanted} == wanted


@settings(max_examples=30, deadline=None)
@given(ALIKE, INSTANTS)
def test_each_key_has_a_ladder_of_its_own(alike: list[History], now: dt.datetime) -> None:
    query = sql_of(alike[0], ("project",))
    if query:
        events = [row for place, history in enumerate(alike) for row in rows(history, "a", f"p{place} ")]
        found = {row[1]: in_sql(row) for row in asked(query, events, [("a", now)])}
        readings = {f"p{place} ": history.read(READ, now) for place, history in enumerate(alike)}
        assert {key: told(readings[key], key) for key in found} == found
        assert not [
            key for key, reading in readings.items() if key not in found and reading.count + len(reading.reached)
        ]
