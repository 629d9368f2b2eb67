"""Histories of one clock, for the scalar reading and for SQL."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import duckdb
from hypothesis import strategies as st

from engine.backends.columnar.timed.clock import clock_ctes
from engine.backends.columnar.timed.openings import calendar_ctes
from engine.backends.columnar.timed.terms import SECOND, ClockTerms
from engine.temporal.clocks import read_clock
from engine.temporal.clocks.reading import ClockReading, ClockRules, Interval, Mark, Marks
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import timetable_of
from tests.temporal.clocks.calendars import OFFICE

ZONE = ZoneInfo("Asia/Shanghai")
AHEAD = 8 * 3600
FIRST = dt.datetime(2026, 4, 27, 8, tzinfo=ZONE)
TYPES = ("start", "stop", "cancel", "reopen", "wait", "resume", "hold", "release")
_IN_SECONDS = (Unit.SECONDS, Unit.WORKING_SECONDS)


class Event(NamedTuple):
    type: str
    at: dt.datetime
    id: str


History = tuple[Event, ...]
"""Of one case."""

INSTANTS = st.builds(
    lambda hours, minutes: FIRST + dt.timedelta(hours=hours, minutes=minutes * 30),
    st.integers(0, 24 * 18),
    st.integers(0, 1),
)
HISTORIES = st.lists(
    st.tuples(st.sampled_from((*TYPES, "start", "start", "wait", "resume")), INSTANTS), max_size=9
).map(lambda events: tuple(Event(kind, at, f"e{number}") for number, (kind, at) in enumerate(events)))


class Clock(NamedTuple):
    target: TimeSpan
    rules: ClockRules

    def read(self, history: History, now: dt.datetime) -> ClockReading:
        """As the scalar executor reads it."""
        marks = {
            kind: tuple(sorted(Mark(e.at, e.id) for e in history if e.type == kind and e.at <= now)) for kind in TYPES
        }
        return read_clock(
            self.rules,
            Marks(
                starts=marks["start"],
                stops=marks["stop"],
                cancels=marks["cancel"],
                pauses=(Interval(marks["wait"], marks["resume"]), Interval(marks["hold"], marks["release"])),
                reopens=marks["reopen"],
                targets=((FIRST, self.target),),
            ),
            timetable_of(OFFICE),
            now,
            ZONE,
        )

    def terms(self) -> ClockTerms:
        amount = int(self.target.amount) * (SECOND if self.target.unit in _IN_SECONDS else 1)
        return ClockTerms(
            starts="type = 'start'",
            stops="type = 'stop'",
            cancels="type = 'cancel'",
            reopens="type = 'reopen'",
            pauses=(("type = 'wait'", "type = 'resume'"), ("type = 'hold'", "type = 'release'")),
            parts=0,
            gaps=self.rules.reopens == "pause",
            unit=self.target.unit,
            amount=amount,
            ahead=AHEAD,
            calendar=OFFICE,
        )


def micros(at: dt.datetime) -> int:
    return (at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


class Reading(NamedTuple):
    """What both sides tell of a case."""

    state: str
    started: int | None = None
    stopped: int | None = None
    due: int | None = None
    elapsed: Decimal | None = None
    remaining: Decimal | None = None
    provisional: bool = False


def scalar(clock: Clock, history: History, now: dt.datetime) -> Reading:
    read = clock.read(history, now)
    if not (read.started and read.due and read.elapsed and read.remaining):
        return Reading(read.state)
    stopped = micros(read.stopped.at) if read.stopped else None
    amounts = (read.elapsed.amount, read.remaining.amount)
    return Reading(read.state, micros(read.started.at), stopped, micros(read.due), *amounts, read.provisional)


def columnar(clock: Clock, histories: list[History], now: dt.datetime) -> list[Reading]:
    """As SQL reads the clock of every case."""
    ctes = (*calendar_ctes(OFFICE, AHEAD, now.date(), 60), *clock_ctes(clock.terms(), micros(now)))
    query = f"WITH {', '.join(f'{cte.name} AS ({cte.select})' for cte in ctes)} SELECT * FROM readings"
    with duckdb.connect() as connection:
        connection.execute('CREATE TABLE events ("case" INT, id VARCHAR, moment BIGINT, "key" VARCHAR[], type VARCHAR)')
        rows: list[Any] = [
            (number, event.id, micros(event.at), [], event.type)
            for number, history in enumerate(histories)
            for event in history
            if event.at <= now
        ]
        if rows:
            connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", rows)
        found = {row[0]: _reading(row[2:], clock) for row in connection.execute(query).fetchall()}
    return [found.get(number, Reading("not-started")) for number in range(len(histories))]


def _reading(row: tuple[Any, ...], clock: Clock) -> Reading:
    state, started, stopped, due, elapsed, remaining, provisional = row
    size = SECOND if clock.target.unit in _IN_SECONDS else 1
    return Reading(state, started, stopped, due, Decimal(elapsed) / size, Decimal(remaining) / size, provisional)
