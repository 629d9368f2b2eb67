"""What a difference in time comes to on a calendar: a moment from which the sides arrive at different ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.arithmetic import add
from engine.temporal.calendar import round_the_clock
from engine.temporal.schedules.occurrences import Days, Diary, Landmark, ScheduleRules
from engine.temporal.schedules.plan import plan
from engine.temporal.timetable import timetable_of
from engine.temporal.weeks import NeverOpen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.temporal.arithmetic import Answer
    from engine.temporal.calendar import Calendar
    from engine.temporal.span import TimeSpan

FRIDAY = 4
HOURS = (17, 9, 12, 22)
"""Close of business first: there weekends and nights tell."""
A_YEAR = 366


class Example(NamedTuple):
    """`ends`: where each side arrives, None where it has no such target."""

    start: dt.datetime
    ends: tuple[Answer | None, ...]


class Reckoning(NamedTuple):
    """A span, and the calendar that it is counted on (None: real time and calendar days)."""

    span: TimeSpan
    calendar: Calendar | None


def due_example(sides: Sequence[Reckoning | None], as_of: dt.date, zone: ZoneInfo) -> Example | None:
    """The first moment of a year, from a Friday's close of business on, from which not all sides arrive alike.

    Sides that have no such target don't count.
    """
    tables = [side and timetable_of(side.calendar or round_the_clock(str(zone))) for side in sides]

    def ends(start: dt.datetime) -> tuple[Answer | None, ...]:
        return tuple(
            add(table, start, side.span) if side and table else None for side, table in zip(sides, tables, strict=True)
        )

    try:
        for start in _moments(as_of, zone):
            found = ends(start)
            if len({answer.at for answer in found if answer}) > 1:
                return Example(start, found)
    except (NeverOpen, OverflowError):
        return None
    return None


def _moments(as_of: dt.date, zone: ZoneInfo) -> Iterator[dt.datetime]:
    """Mornings, noons, evenings and nights of a year, from the next Friday's close of business on."""
    first = as_of + dt.timedelta((FRIDAY - as_of.weekday()) % 7)
    for days in range(A_YEAR):
        day = first + dt.timedelta(days)
        yield from (dt.datetime.combine(day, dt.time(hour), zone) for hour in HOURS)


class Planning(NamedTuple):
    """How a side plans, on which calendar."""

    rules: ScheduleRules
    calendar: Calendar | None
    standing: bool


class Planned(NamedTuple):
    """Where a plan starts from, and of each side the first day that not all have; None where it has no such day."""

    start: dt.datetime
    days: tuple[dt.date | None, ...]


def planned_example(sides: Sequence[Planning | None], as_of: dt.date, zone: ZoneInfo) -> Planned | None:
    """The first day of a year that, taken as the anchor, gives the sides different dates; None: none does."""
    plans = [side and _dates_of(side, zone) for side in sides]
    try:
        for days in range(A_YEAR):
            start = as_of + dt.timedelta(days)
            dates = [each(start) if each else None for each in plans]
            told = [found for found in dates if found is not None]
            if any(found != told[0] for found in told):
                return Planned(dt.datetime.combine(start, dt.time(9), zone), _first_apart(dates))
    except (NeverOpen, OverflowError):
        return None
    return None


def _dates_of(side: Planning, zone: ZoneInfo) -> Callable[[dt.date], tuple[dt.date, ...]]:
    table = timetable_of(side.calendar or round_the_clock(str(zone)))

    def dates(start: dt.date) -> tuple[dt.date, ...]:
        anchors = None if side.standing else (Landmark(start),)
        now = dt.datetime.combine(start, dt.time(9), zone)
        window = Days(start, start + dt.timedelta(A_YEAR))
        told = plan(side.rules, Diary(anchors), window, now, zone, table)
        return tuple(found.date for found in told if not side.standing or found.date >= start)

    return dates


def _first_apart(dates: Sequence[tuple[dt.date, ...] | None]) -> tuple[dt.date | None, ...]:
    """Of each side the earliest date that not all sides have."""
    common = frozenset[dt.date].intersection(*(frozenset(found) for found in dates if found is not None))
    return tuple(next((day for day in found or () if day not in common), None) for found in dates)
