"""When so many working hours are over, on China's calendar with a midday break, beside businesstimedelta.

The spans begin on the eve of Spring Festival, half an hour before closing: what ends before closing needs no calendar.
An hour from any time of a year mostly ends in the opening that it begins in: the least that a calendar is asked for. It
is shown without an aim: both sides then do little more than tell the time, and ours is not a hundred times theirs.

The peer is the one that can say the same: several windows a day, single days off, and the closing at which a target is
used up. (pandas' CustomBusinessHour, better kept, takes whole hours only and gives the next opening.) Its last release
is of 2019. Make-up days are beyond its rules, so it is told a week of seven working days and every day off.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.benchmark import Benchmark, Measured, rates
from engine.temporal.arithmetic import add
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import is_working
from engine.workshop.calendars import work_calendars

if TYPE_CHECKING:
    from engine.temporal.timetable import Timetable

ROOT = Path(__file__).parent.parent
PEER = "businesstimedelta"
TIMES = 100
YEAR = 250 * 8
HOURS = {"1 hour": 1, "8 hours": 8, "1 month": YEAR // 12, "1 year": YEAR, "5 years": 5 * YEAR}
FIRST, LAST = dt.date(2021, 1, 1), dt.date(2026, 12, 31)
EVE = dt.datetime.fromisoformat("2021-02-10T17:30")


@cache
def office() -> Timetable:
    """The office hours of the policies: 9 to 12 and 13 to 18 o'clock."""
    return work_calendars(ROOT / "policies")["office"].table


@cache
def peer() -> tuple[Any, Any]:
    """Its way to say how long, and the rules of the same office."""
    library, table = import_module("businesstimedelta"), office()
    days = (FIRST + dt.timedelta(n) for n in range((LAST - FIRST).days + 1))
    off = frozenset(day for day in days if not is_working(table, day))
    told: dict[str, Any] = {"tz": import_module("pytz").timezone(table.zone.key)}
    every_day = told | {"working_days": range(7)}
    work = library.WorkDayRule(dt.time(9), dt.time(18), **every_day)
    lunch = library.LunchTimeRule(dt.time(12), dt.time(13), **every_day)
    return library.BusinessTimeDelta, library.Rules([work, lunch, library.HolidayRule(off, **told)])


def beside(hours: int) -> Measured:
    """One due instant after another, each side known to find the same."""
    table, (delta, rules) = office(), peer()
    start = EVE.replace(tzinfo=table.zone)
    ours, theirs = TimeSpan(Unit.WORKING_SECONDS, Decimal(hours * 3600)), delta(rules, hours=hours)
    if add(table, start, ours).at != start + theirs:
        msg = f"the two disagree on {hours} hours: {add(table, start, ours).at} and {start + theirs}"
        raise AssertionError(msg)
    found = rates(partial(_added, table, start, ours), lambda: start + theirs, 1, "due times/s")
    return Measured(found.ours * TIMES, found.theirs, found.unit, found.ratio * TIMES)


def at_any_time() -> Measured:
    """An hour of work from every 37th hour of a year: nights, breaks and weekends too; least there is to gain."""
    table, (delta, rules) = office(), peer()
    first = dt.datetime.combine(FIRST, dt.time.min, table.zone)
    starts = [first + n * dt.timedelta(hours=37) for n in range(365 * 24 // 37)]
    ours, theirs = TimeSpan(Unit.WORKING_SECONDS, Decimal(3600)), delta(rules, hours=1)
    return rates(
        lambda: [add(table, start, ours) for start in starts],
        lambda: [start + theirs for start in starts],
        len(starts),
        "due times/s",
    )


def far_beside_near() -> Measured:
    """Five years ahead, beside one hour ahead."""
    table = office()
    start = EVE.replace(tzinfo=table.zone)
    far, near = (TimeSpan(Unit.WORKING_SECONDS, Decimal(HOURS[name] * 3600)) for name in ("5 years", "1 hour"))
    return rates(partial(_added, table, start, far), partial(_added, table, start, near), TIMES, "due times/s")


def _added(table: Timetable, start: dt.datetime, span: TimeSpan) -> None:
    for _ in range(TIMES):
        add(table, start, span)


BENCHMARKS = (
    *(
        Benchmark(f"due after {name} of work", PEER, 100, "least", partial(beside, hours))
        for name, hours in HOURS.items()
    ),
    Benchmark("due after 1 hour of work at any time", PEER, None, "least", at_any_time),
    Benchmark("due after 5 years of work", "1 hour of work", 0.7, "least", far_beside_near),
)
