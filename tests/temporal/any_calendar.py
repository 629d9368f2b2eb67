"""Calendars at random around a day on which some zone's clocks did something odd, and the plainest way to ask them.

Openings, instants and amounts are whole quarters of an hour: to go through a calendar quarter by quarter is exact.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engine.temporal.calendar import Calendar, SpecialDay

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from engine.temporal.calendar import Hours

QUARTER = 900
STEP = dt.timedelta(seconds=QUARTER)
DAY = 86400 // QUARTER
ODD_DAYS = {
    "Asia/Shanghai": dt.date(2026, 2, 14),
    "Europe/Berlin": dt.date(2026, 3, 29),
    "America/New_York": dt.date(2026, 11, 1),
    "America/Sao_Paulo": dt.date(2015, 10, 18),  # no midnight
    "America/Havana": dt.date(2026, 11, 1),  # midnight twice
    "Asia/Tehran": dt.date(2016, 9, 21),  # 23 o'clock twice
    "Australia/Lord_Howe": dt.date(2026, 4, 5),  # by half an hour
    "Africa/Casablanca": dt.date(2026, 2, 15),
    "Pacific/Apia": dt.date(2011, 12, 30),  # no such day
}
WEEKENDS: tuple[Hours, ...] = ((), ())


@st.composite
def hours(draw: DrawFn, least: int = 0) -> Hours:
    edges = sorted(draw(st.sets(st.integers(0, DAY), min_size=2 * least, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple((opens * QUARTER, closes * QUARTER) for opens, closes in pairs)


@st.composite
def calendars(draw: DrawFn) -> Calendar:
    """With an opening every Wednesday at least, so that no search goes far."""
    zone, odd = draw(st.sampled_from(sorted(ODD_DAYS.items())))
    near = st.integers(-5, 5).map(lambda days: odd + dt.timedelta(days))
    special = st.lists(st.tuples(near, hours()), max_size=3, unique_by=lambda found: found[0])
    week = draw(st.lists(hours(), min_size=6, max_size=6))
    return Calendar(
        id="any",
        zone=zone,
        weekly=(*week[:2], draw(hours(least=1)), *week[2:]),
        holidays=tuple(SpecialDay(day, ()) for day, _ in draw(special)),
        workdays=tuple(SpecialDay(*found) for found in draw(special)),
        overrides=tuple(SpecialDay(*found) for found in draw(special)),
    )


@st.composite
def instants(draw: DrawFn, calendar: Calendar) -> dt.datetime:
    """Within some days of the odd one, by the calendar's clock."""
    odd = ODD_DAYS[calendar.zone]
    beginning = dt.datetime(odd.year, odd.month, odd.day, tzinfo=dt.UTC) - dt.timedelta(days=4)
    return (beginning + draw(st.integers(0, 8 * DAY)) * STEP).astimezone(ZoneInfo(calendar.zone))


def is_open(calendar: Calendar, instant: dt.datetime) -> bool:
    """Whether the wall clock shows an hour of opening."""
    shown = instant.astimezone(ZoneInfo(calendar.zone))
    seconds = (shown.hour * 60 + shown.minute) * 60
    return any(opens <= seconds < closes for opens, closes in plain_hours(calendar, shown.date()))


def plain_hours(calendar: Calendar, day: dt.date) -> Hours:
    for special in (*calendar.overrides, *calendar.workdays, *calendar.holidays):
        if special.day == day:
            return special.hours
    return calendar.weekly[day.weekday()]


def plain_working(calendar: Calendar, day: dt.date) -> bool:
    """Whether any quarter of the day is open."""
    zone = ZoneInfo(calendar.zone)
    around = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) - dt.timedelta(days=1)
    quarters = (around + number * STEP for number in range(3 * DAY))
    return any(at.astimezone(zone).date() == day and is_open(calendar, at) for at in quarters)


def plain_elapsed(calendar: Calendar, start: dt.datetime, end: dt.datetime) -> int:
    """The open quarters between two instants, one by one."""
    at, until, found = start.astimezone(dt.UTC), end.astimezone(dt.UTC), 0
    while at < until:
        found += is_open(calendar, at)
        at += STEP
    return found


def plain_add(calendar: Calendar, start: dt.datetime, quarters: int) -> dt.datetime:
    """The end of the last quarter that is used up; back, the beginning of the first."""
    at, step = start.astimezone(dt.UTC), STEP if quarters > 0 else -STEP
    left = abs(quarters)
    while left:
        left -= is_open(calendar, min(at, at + step))
        at += step
    return at
