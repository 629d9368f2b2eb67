"""Any clock: its rules, its history in half hours around a holiday, its target."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engine.temporal.clocks import read_clock, segments
from engine.temporal.clocks.reading import ClockRules
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import timetable_of
from tests.temporal.clocks.calendars import OFFICE
from tests.temporal.clocks.histories import Event, marks_of, rung_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn

    from engine.temporal.clocks.reading import ClockReading, Marks, OnChange, Reopening, Segment

ZONE = ZoneInfo("Asia/Shanghai")
OPENING = timetable_of(OFFICE)
BEGINNING = dt.datetime(2026, 4, 30, 8, tzinfo=ZONE)
SLOTS = 24 * 2 * 9
"""Half hours: from the Thursday before the holiday to the working Saturday after it."""
RUNGS = tuple(
    map(rung_point, ("50%", "80%", "due", "120%", "-2h", "+8 working hours", "-1 working day", "+1 calendar day"))
)
DOES = ("start", "start", "stop", "cancel", "reopen", "renew", "pause", "pause", "resume", "resume")

INSTANTS = st.integers(0, SLOTS).map(lambda slot: BEGINNING + slot * dt.timedelta(minutes=30))
SHORT = st.integers(1, 40)
"""Targets in half hours."""
UNITS = st.sampled_from((Unit.SECONDS, Unit.WORKING_SECONDS))
TARGETS = st.one_of(
    st.builds(lambda unit, amount: TimeSpan(unit, Decimal(amount * 1800)), UNITS, SHORT),
    st.builds(
        lambda unit, amount: TimeSpan(unit, Decimal(amount)),
        st.sampled_from((Unit.DAYS, Unit.WORKING_DAYS)),
        st.integers(1, 6),
    ),
    st.just(TimeSpan(Unit.MONTHS, Decimal(1))),
)
REOPENS: st.SearchStrategy[Reopening] = st.sampled_from(("new cycle", "pause"))


class AnyClock(NamedTuple):
    rules: ClockRules
    history: tuple[Event, ...]
    target: TimeSpan

    def marks(self, now: dt.datetime) -> Marks:
        return marks_of(self.history, self.target, now)

    def read(self, now: dt.datetime) -> ClockReading:
        return read_clock(self.rules, self.marks(now), OPENING, now, ZONE)

    def segments(self, now: dt.datetime) -> tuple[Segment, ...]:
        return segments(self.rules, self.marks(now), OPENING, now, ZONE)


@st.composite
def events(draw: DrawFn) -> Event:
    does = draw(st.sampled_from(DOES))
    what = draw(st.sampled_from(("", "parts"))) if does in {"pause", "resume"} else ""
    return Event(draw(INSTANTS), draw(st.uuids()).hex[:8], does, what)


@st.composite
def clocks(draw: DrawFn, on_change: Sequence[OnChange] = ("keep",)) -> AnyClock:
    """A clock that something starts, with targets of any unit; none of them changes."""
    started = Event(draw(INSTANTS), "0", "start")
    history = (started, *draw(st.lists(events(), max_size=8)))
    rules = ClockRules(draw(REOPENS), draw(st.sampled_from(on_change)), RUNGS)
    return AnyClock(rules, history, draw(TARGETS))
