"""When a calendar is open, however it is written: what differs makes a difference on some day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.feel.values import TimeSpan, Unit
from engine.temporal.calendar import round_the_clock

if TYPE_CHECKING:
    import datetime as dt

    from engine.feel.values import Value
    from engine.temporal.calendar import Calendar, Hours


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


def in_real_time(span: Value, calendar: Calendar | None) -> Value:
    """Working hours where every hour is one as hours; anything else as it is."""
    if not isinstance(span, TimeSpan) or calendar is None or span.unit is not Unit.WORKING_SECONDS:
        return span
    always = round_the_clock(calendar.zone)
    return TimeSpan(Unit.SECONDS, span.amount) if openings(calendar) == openings(always) else span
