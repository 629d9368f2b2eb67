"""A calendar and those that it builds on, put together: the nearest that states something decides."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from engine.temporal.calendar import Calendar, SpecialDay

if TYPE_CHECKING:
    import datetime as dt

    from engine.model.calendars.stated import DayKind, StatedCalendar, StatedDay
    from engine.temporal.calendar import Hours

_WORKING_WEEK = range(5)
"""Monday to Friday: what make-up days stand in for."""


@dataclass(frozen=True, slots=True)
class DeclaredCalendar:
    """A calendar as its file means it. `line`: what it states itself, then what those state that it builds on."""

    calendar: Calendar
    line: tuple[StatedCalendar, ...]


def declare(line: tuple[StatedCalendar, ...], zone: str) -> DeclaredCalendar:
    """The calendar that a line makes. `zone`: where none of the line names one."""
    days = special_days(line)
    usual = usual_hours(line) or ()
    calendar = Calendar(
        id=line[0].id,
        zone=next((stated.zone for stated in line if stated.zone), zone),
        weekly=week(line),
        holidays=_of_kind("holiday", days, usual),
        workdays=_of_kind("workday", days, usual),
        overrides=_of_kind("override", days, usual),
        valid_through=next((stated.valid_through for stated in line if stated.valid_through), None),
        cites=tuple(dict.fromkeys(chain.from_iterable(stated.cites for stated in line))),
        source=next((stated.source.zh for stated in line if stated.source.zh), ""),
    )
    return DeclaredCalendar(calendar, line)


def week(line: tuple[StatedCalendar, ...]) -> tuple[Hours, ...]:
    """Seven days' hours, Monday's first; a day that nobody states is closed."""
    stated = ({day: one.hours for day, one in each.weekly.items()} for each in reversed(line))
    hours = {day: one for each in stated for day, one in each.items()}
    return tuple(hours.get(day, ()) for day in range(7))


def special_days(line: tuple[StatedCalendar, ...]) -> dict[dt.date, StatedDay]:
    """The special days by date, in order; of a day that several state the nearest is meant, whatever it makes of it."""
    found = {day: stated for each in reversed(line) for day, stated in each.days.items()}
    return dict(sorted(found.items()))


def usual_hours(line: tuple[StatedCalendar, ...]) -> Hours | None:
    """The hours of make-up days: those stated, else those that Monday to Friday share; None where they differ."""
    stated = next((each.usual for each in line if each.usual), None)
    shared = {week(line)[day] for day in _WORKING_WEEK}
    return stated or (shared.pop() if len(shared) == 1 else None) or None


def _of_kind(kind: DayKind, days: dict[dt.date, StatedDay], usual: Hours) -> tuple[SpecialDay, ...]:
    return tuple(
        SpecialDay(day, usual if stated.hours is None else stated.hours, stated.name.zh, stated.name.en)
        for day, stated in days.items()
        if stated.kind == kind
    )
