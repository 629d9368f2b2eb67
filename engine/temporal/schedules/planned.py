"""The dates that a schedule plans: offsets and recurrences, the rest-day rule, grace."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from engine.late import room
from engine.temporal.arithmetic import add, nth_workday
from engine.temporal.civil import plus_months
from engine.temporal.schedules.occurrences import Landmark
from engine.temporal.span import Unit
from engine.temporal.timetable import is_working

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from engine.temporal.schedules.occurrences import RestDay
    from engine.temporal.schedules.recurrence import Recurrence
    from engine.temporal.span import TimeSpan
    from engine.temporal.timetable import Timetable

_IN_SECONDS = frozenset({Unit.SECONDS, Unit.WORKING_SECONDS})
_AN_INSTANT = dt.timedelta(microseconds=1)


def offset(anchor: Landmark, span: TimeSpan, table: Timetable, zone: ZoneInfo) -> dt.date:
    """The day that lies a span after an anchor, or (negative) before it. Months clamp; hours count from the event."""
    amount = int(span.amount)
    match span.unit:
        case Unit.DAYS:
            return anchor.day + dt.timedelta(amount)
        case Unit.MONTHS:
            return plus_months(anchor.day, amount)
        case Unit.WORKING_DAYS:
            return nth_workday(table, anchor.day, amount)
        case Unit.SECONDS | Unit.WORKING_SECONDS:
            start = anchor.at or dt.datetime.combine(anchor.day, dt.time(), zone)
            return add(table, start, span).at.astimezone(zone).date()


def recurring(every: Recurrence, after: dt.date, table: Timetable) -> Iterator[dt.date]:
    """The days after a day on which a recurrence falls, ascending and endless; steps are counted from that day."""
    days = _by_rule(every.rule, after) if every.rule else _steps(every, after)
    return filter(lambda day: is_working(table, day), days) if every.working else days


def _by_rule(rule: str, after: dt.date) -> Iterator[dt.date]:
    start = dt.datetime.combine(after + dt.timedelta(1), dt.time())
    with suppress(ValueError):  # the calendar's last day
        yield from (instant.date() for instant in room("rrule").rrulestr(rule, dtstart=start))


def _steps(every: Recurrence, after: dt.date) -> Iterator[dt.date]:
    with suppress(OverflowError):  # the calendar's last day
        for times in count(1):
            yield plus_months(after, times * every.months) + dt.timedelta(times * every.days)


def moved(day: dt.date, rest_day: RestDay, table: Timetable) -> dt.date | None:
    """Where the rest-day rule puts a planned day; None where it leaves it out."""
    if rest_day == "keep" or is_working(table, day):
        return day
    match rest_day:
        case "next":
            return nth_workday(table, day, 1)
        case "previous":
            return nth_workday(table, day, -1)
        case "skip":
            return None


def last_day(day: dt.date, grace: TimeSpan, table: Timetable) -> dt.date:
    """The last day of grace after a day; hours are counted from its end, and a day that has begun counts as a whole."""
    end = dt.datetime.combine(day + dt.timedelta(1), dt.time(), table.zone)
    if grace.unit in _IN_SECONDS:
        moment = add(table, end, grace).at.astimezone(table.zone) - _AN_INSTANT
        return max(moment.date(), day)
    return offset(Landmark(day), grace, table, table.zone)
