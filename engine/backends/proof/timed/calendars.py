"""When a calendar is open, however it is written: what differs makes a difference on some day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.feel.values import TimeSpan, Unit
from engine.temporal.calendar import round_the_clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable

    from engine.feel.values import Value
    from engine.temporal.calendar import Calendar, Hours


CALENDAR = "calendar"
"""The point that a calendar is."""


class Openings(NamedTuple):
    """`special`: days that aren't as their weekday is, with their hours."""

    zone: str
    weekly: tuple[Hours, ...]
    special: frozenset[tuple[dt.date, Hours]]

    def since(self, day: dt.date) -> Openings:
        """What still comes."""
        return self._replace(special=frozenset(each for each in self.special if each[0] >= day))


def openings(calendar: Calendar) -> Openings:
    days = {
        each.day: each.hours for part in (calendar.holidays, calendar.workdays, calendar.overrides) for each in part
    }
    special = frozenset((day, hours) for day, hours in days.items() if calendar.weekly[day.weekday()] != hours)
    return Openings(calendar.zone, calendar.weekly, special)


def is_always_open(found: Hashable) -> bool:
    return isinstance(found, Openings) and found == openings(round_the_clock(found.zone))


def in_real_time(span: Value, calendar: Calendar | None) -> Value:
    """Working hours where every hour is one as hours; anything else as it is."""
    if not isinstance(span, TimeSpan) or calendar is None or span.unit is not Unit.WORKING_SECONDS:
        return span
    return TimeSpan(Unit.SECONDS, span.amount) if is_always_open(openings(calendar)) else span
