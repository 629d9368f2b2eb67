"""Instants and spans: when a span from an instant ends, and how much of a unit lies between two instants.

The five units are five rules. Real time and working time are counted to the microsecond. Days are counted without the
start's own, and end when they end: calendar days and months at 24:00, working days at their close of business. Months
clamp. Going back, an instant at 24:00 belongs to the day that it ends. Parts of days and months are rounded down.
Nothing moves by 0.

Raises NeverOpen where the calendar has no opening left, OverflowError outside the years 1 to 9999.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from math import floor
from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.civil import date_of, midnight, plus_months, whole_months
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.uneven import MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.temporal.timetable import Place, Timetable

_SECOND = 1_000_000


class Answer(NamedTuple):
    """An instant in the calendar's zone. `provisional`: it needed a day after the calendar's `valid_through`."""

    at: dt.datetime
    provisional: bool


class Counted(NamedTuple):
    """An amount of a unit: of seconds, or of whole days or months."""

    amount: Decimal
    provisional: bool


def add(table: Timetable, start: dt.datetime, span: TimeSpan) -> Answer:
    """When a span that begins at `start` ends; where a negative one begins that ends there."""
    if not span.amount:
        return Answer(start.astimezone(table.zone), provisional=False)
    return _ADDED[span.unit](table, start, span.amount)


def elapsed(table: Timetable, start: dt.datetime, end: dt.datetime, unit: Unit) -> Counted:
    """How much of a unit lies between two instants; negative where the end comes first.

    Days and months count when they are over: from an instant to what `add` makes of it and n of them it is n.
    """
    return _ELAPSED[unit](table, start, end)


def next_opening(table: Timetable, start: dt.datetime) -> Answer:
    """The first open instant from `start` on: `start`, where that is open. Closing isn't."""
    openings, here = table.place(start)
    there = openings.find(openings.until(here))
    if not openings.cover(there[0]):
        table.around(here[0], there[0])
        return next_opening(table, start)
    return Answer(openings.instant(there), there[0] > table.through)


def nth_workday(table: Timetable, day: dt.date, n: int) -> dt.date:
    """The n-th working day after a day, or before it (n < 0), which itself doesn't count; the 0th is the day."""
    return date_of(_nth_workday(table, day.toordinal(), n)) if n else day


def workdays_between(table: Timetable, after: dt.date, through: dt.date) -> int:
    """How many working days come after one day, up to and including another; negative where that comes first."""
    workdays = table.around(after.toordinal(), through.toordinal()).workdays
    return workdays.until(through.toordinal() + 1) - workdays.until(after.toordinal() + 1)


def _add_seconds(table: Timetable, start: dt.datetime, amount: Decimal) -> Answer:
    moved = start.astimezone(dt.UTC) + dt.timedelta(microseconds=int(amount * _SECOND))
    return Answer(moved.astimezone(table.zone), provisional=False)


def _add_working_seconds(table: Timetable, start: dt.datetime, amount: Decimal) -> Answer:
    """Forward, the earliest instant by which the time is used up: at closing. Back, the latest: at opening."""
    openings, here = table.place(start)
    micros = int(amount * _SECOND)
    if not micros:
        return Answer(start.astimezone(table.zone), provisional=False)
    there = openings.ahead(here, micros)
    if not openings.first <= there[0] <= openings.last:
        table.around(here[0], there[0])
        return _add_working_seconds(table, start, amount)
    return Answer(openings.instant(there), table.through < max(here[0], there[0]))


def _add_days(table: Timetable, start: dt.datetime, amount: Decimal) -> Answer:
    return _end_of(table, _own_day(table, start, amount) + floor(amount))


def _add_working_days(table: Timetable, start: dt.datetime, amount: Decimal) -> Answer:
    own = _own_day(table, start, amount)
    day = _nth_workday(table, own, floor(amount))
    openings = table.around(day)
    _, closes = openings.on(day)[-1]
    return Answer(openings.instant((day, closes)), max(own, day) > table.through)


def _add_months(table: Timetable, start: dt.datetime, amount: Decimal) -> Answer:
    return _end_of(table, plus_months(date_of(_own_day(table, start, amount)), floor(amount)).toordinal())


_ADDED: dict[Unit, Callable[[Timetable, dt.datetime, Decimal], Answer]] = {
    Unit.SECONDS: _add_seconds,
    Unit.WORKING_SECONDS: _add_working_seconds,
    Unit.DAYS: _add_days,
    Unit.WORKING_DAYS: _add_working_days,
    Unit.MONTHS: _add_months,
}


def _own_day(table: Timetable, start: dt.datetime, amount: Decimal) -> int:
    """The start's own day, which isn't counted."""
    _, (day, passed) = table.place(start)
    return day if passed or amount > 0 else day - 1


def _nth_workday(table: Timetable, day: int, n: int) -> int:
    openings = table.around(day)
    workdays = openings.workdays
    found, _ = workdays.find(workdays.until(day + 1) + n - 1 if n > 0 else workdays.until(day) + n)
    if not openings.cover(found):
        table.around(day, found)
        return _nth_workday(table, day, n)
    return found


def _end_of(table: Timetable, day: int) -> Answer:
    return Answer(midnight(day + 1, table.zone).astimezone(table.zone), provisional=False)


def _seconds(table: Timetable, start: dt.datetime, end: dt.datetime) -> Counted:
    return Counted(_in_seconds((end.astimezone(dt.UTC) - start.astimezone(dt.UTC)) // MICROSECOND), provisional=False)


def _working_seconds(table: Timetable, start: dt.datetime, end: dt.datetime) -> Counted:
    _, since = table.place(start)
    openings, until = table.place(end)
    if not openings.cover(since[0]):
        openings = table.around(since[0], until[0])
    found = openings.until(until) - openings.until(since)
    return Counted(_in_seconds(found), max(since, until)[0] > table.through)


def _days(table: Timetable, start: dt.datetime, end: dt.datetime) -> Counted:
    (first, _), (last, _), sign = _in_order(table, start, end)
    return Counted(Decimal(sign * max(last - first - 1, 0)), provisional=False)


def _working_days(table: Timetable, start: dt.datetime, end: dt.datetime) -> Counted:
    (first, _), (last, passed), sign = _in_order(table, start, end)
    openings = table.around(first, last)
    hours, workdays = openings.on(last), openings.workdays
    over = last + 1 if hours and hours[-1][1] <= passed else last
    return Counted(Decimal(sign * max(workdays.until(over) - workdays.until(first + 1), 0)), last > table.through)


def _months(table: Timetable, start: dt.datetime, end: dt.datetime) -> Counted:
    (first, _), (last, _), sign = _in_order(table, start, end)
    found = whole_months(date_of(first), date_of(last - 1)) if first < last else 0
    return Counted(Decimal(sign * found), provisional=False)


_ELAPSED: dict[Unit, Callable[[Timetable, dt.datetime, dt.datetime], Counted]] = {
    Unit.SECONDS: _seconds,
    Unit.WORKING_SECONDS: _working_seconds,
    Unit.DAYS: _days,
    Unit.WORKING_DAYS: _working_days,
    Unit.MONTHS: _months,
}


def _in_order(table: Timetable, start: dt.datetime, end: dt.datetime) -> tuple[Place, Place, int]:
    (_, since), (_, until) = table.place(start), table.place(end)
    return (since, until, 1) if since <= until else (until, since, -1)


def _in_seconds(micros: int) -> Decimal:
    seconds, rest = divmod(micros, _SECOND)
    return Decimal(micros).scaleb(-6).normalize() if rest else Decimal(seconds)
