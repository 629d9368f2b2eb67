"""When a target is used up, and how much of it is.

What is paused moves the due instant on by what would have counted: working time for targets in working hours and
working days, else real time.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.arithmetic import Counted, add, elapsed, workdays_between
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import day_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.temporal.arithmetic import Answer
    from engine.temporal.clocks.pauses import Halt
    from engine.temporal.timetable import Timetable

    Place = Callable[[dt.datetime, Decimal], dt.datetime]
    """Where an instant lies, given the due instant and how many seconds of pauses have moved it."""

NO_TIME = Decimal(0)
NOTHING = Fraction(0)
_A_MOMENT = dt.timedelta(microseconds=1)
_IN_WORKING_TIME = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})
_IN_SECONDS = frozenset({Unit.SECONDS, Unit.WORKING_SECONDS})


class Course(NamedTuple):
    """What is counted against one target: from `since` to `until`, half-open, without the pauses, which lie within.

    `origin`: from where the target is counted, earlier than `since` where a share of it is credited (`used`).
    `first`: the due instant, were there no pauses. `paused`: up to the end of each pause the seconds of all.
    """

    table: Timetable
    target: TimeSpan
    origin: dt.datetime
    since: dt.datetime
    until: dt.datetime
    used: Fraction
    first: Answer
    pauses: tuple[Halt, ...]
    paused: tuple[Decimal, ...]


class Used(NamedTuple):
    """What of a target is used up, and what remains (negative: overdue), in its unit; of months in days."""

    elapsed: TimeSpan
    remaining: TimeSpan
    provisional: bool


def counted_in(target: TimeSpan) -> Unit:
    """What a target and its pauses are counted in: seconds, working or real."""
    return Unit.WORKING_SECONDS if target.unit in _IN_WORKING_TIME else Unit.SECONDS


def course_of(
    table: Timetable, target: TimeSpan, since: dt.datetime, until: dt.datetime, pauses: tuple[Halt, ...]
) -> Course:
    """The course of a target that is counted from `since` on."""
    first = add(table, since, target)
    return Course(table, target, since, since, until, NOTHING, first, pauses, _paused(table, target, pauses))


def credited(
    before: Course, target: TimeSpan, since: dt.datetime, until: dt.datetime, pauses: tuple[Halt, ...]
) -> Course:
    """The course of a target of which the same share is used up at `since` as of the one before."""
    table, used = before.table, share_used(before)
    course = course_of(table, target, before.origin, until, pauses)
    left = exact((1 - used) * Fraction(seconds_of(course)))
    return course._replace(since=since, used=used, first=add(table, since, TimeSpan(counted_in(target), left)))


def _paused(table: Timetable, target: TimeSpan, pauses: tuple[Halt, ...]) -> tuple[Decimal, ...]:
    unit = counted_in(target)
    return tuple(accumulate(elapsed(table, since, until, unit).amount for since, until in pauses))


def exact(seconds: Fraction) -> Decimal:
    """Seconds to the microsecond, the least that an instant knows."""
    return Decimal(round(seconds * 1_000_000)) / 1_000_000


def seconds_of(course: Course) -> Decimal:
    """The seconds, working or real, that the whole target comes to."""
    table, target = course.table, course.target
    if target.unit in _IN_SECONDS:
        return target.amount
    return elapsed(table, course.origin, add(table, course.origin, target).at, counted_in(target)).amount


def settled(course: Course, place: Place) -> tuple[dt.datetime, Answer]:
    """An instant that hangs on the due instant, and the due instant as it stands then.

    A pause moves both on if it begins no later than either.
    """
    due, at = course.first, place(course.first.at, NO_TIME)
    for pause, paused in zip(course.pauses, course.paused, strict=True):
        if pause.since > min(at, due.at):
            break
        due = _moved(course, paused)
        at = place(due.at, paused)
    return at, due


def _moved(course: Course, paused: Decimal) -> Answer:
    if not paused:
        return course.first
    return add(course.table, course.first.at, TimeSpan(counted_in(course.target), paused))


def due_of(course: Course) -> Answer:
    """The due instant: every pause that begins no later moves it on."""
    return settled(course, lambda due, _: due)[1]


def share_used(course: Course) -> Fraction:
    """The share of the target that is used up at the end of a course; more than 1 where it is overdue."""
    return course.used + Fraction(_seconds_counted(course)[0]) / Fraction(seconds_of(course))


def used_of(course: Course, due: dt.datetime) -> Used:
    """What is used up at the end of a course."""
    if course.target.unit in _IN_SECONDS:
        return _time_used(course)
    return _days_used(course, due)


def _time_used(course: Course) -> Used:
    unit, whole = course.target.unit, course.target.amount
    counted, provisional = _seconds_counted(course)
    used = counted + exact(course.used * Fraction(whole)) if course.used else counted
    return Used(TimeSpan(unit, used), TimeSpan(unit, whole - used), provisional)


def _seconds_counted(course: Course) -> tuple[Decimal, bool]:
    counted = elapsed(course.table, course.since, course.until, counted_in(course.target))
    return counted.amount - (course.paused[-1] if course.paused else NO_TIME), counted.provisional


def _days_used(course: Course, due: dt.datetime) -> Used:
    """Days after today that end by the due instant; once it has passed, the days after its own up to today."""
    table, now = course.table, course.until
    unit = Unit.DAYS if course.target.unit is Unit.MONTHS else course.target.unit
    left = elapsed(table, now, due, unit) if now <= due else _days_over(table, due, now, unit)
    used = max(NO_TIME, _days_of(course, unit) - left.amount)
    return Used(TimeSpan(unit, used), TimeSpan(unit, left.amount), left.provisional)


def _days_over(table: Timetable, due: dt.datetime, now: dt.datetime, unit: Unit) -> Counted:
    last, today = ((instant.astimezone(table.zone)).date() for instant in (due - _A_MOMENT, now))
    if unit is Unit.DAYS:
        return Counted(Decimal((last - today).days), provisional=False)
    return Counted(Decimal(-workdays_between(table, last, today)), day_of(table, today).provisional)


def _days_of(course: Course, unit: Unit) -> Decimal:
    """The days of a target, those of one in months too."""
    target, table = course.target, course.table
    if target.unit is unit:
        return target.amount
    return elapsed(table, course.origin, add(table, course.origin, target).at, unit).amount
