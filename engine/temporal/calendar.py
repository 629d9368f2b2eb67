"""A calendar as data: when people work. What it is good for is computed by `engine.temporal.timetable`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

Window = tuple[int, int]
"""An opening: seconds after midnight by the wall clock, half-open; 86400 is 24:00."""

Hours = tuple[Window, ...]
"""A day's openings, ascending and apart; none: closed."""


class SpecialDay(NamedTuple):
    """A day that isn't like its weekday. `name`, `english`: why, as the owner wrote it (`元旦`), else empty."""

    day: dt.date
    hours: Hours
    name: str = ""
    english: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When people work. What stands first wins: overrides, make-up working days, holidays, the week.

    `weekly`: seven, Monday's first. `holidays` are closed: their hours are empty. `valid_through`: the last day that
    the special days are known for; what needs a later one is provisional. None: nothing special can come.
    """

    id: str
    zone: str
    weekly: tuple[Hours, ...]
    holidays: tuple[SpecialDay, ...] = ()
    workdays: tuple[SpecialDay, ...] = ()
    overrides: tuple[SpecialDay, ...] = ()
    valid_through: dt.date | None = None
    cites: tuple[str, ...] = ()
    source: str = ""


_ALL_DAY: Hours = ((0, 86400),)


def round_the_clock(zone: str) -> Calendar:
    """The calendar of a zone in which every hour is a working hour: what real time and calendar days need."""
    return Calendar(id="round-the-clock", zone=zone, weekly=(_ALL_DAY,) * 7)


ROUND_THE_CLOCK = round_the_clock("UTC")
