"""A clock's cycles with all that is counted in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.calendar import round_the_clock
from engine.temporal.clocks.courses import courses_of, targets_of
from engine.temporal.clocks.cycles import cycles_of
from engine.temporal.clocks.pauses import by_time, pauses_of
from engine.temporal.timetable import timetable_of

if TYPE_CHECKING:
    import datetime as dt
    from zoneinfo import ZoneInfo

    from engine.temporal.clocks.cycles import Cycle
    from engine.temporal.clocks.due import Course
    from engine.temporal.clocks.pauses import Pause
    from engine.temporal.clocks.reading import ClockRules, Marks
    from engine.temporal.timetable import Timetable


class Run(NamedTuple):
    """A cycle up to its end or now: its pauses, in the order of time with its gaps among them, and its courses.

    The last course is what the cycle is held against now; None: it has no target.
    """

    cycle: Cycle
    until: dt.datetime
    pauses: tuple[Pause, ...]
    courses: list[Course | None]


def runs_of(rules: ClockRules, marks: Marks, table: Timetable | None, now: dt.datetime, zone: ZoneInfo) -> list[Run]:
    """The cycles of a clock, in the order of time."""
    hours, pauses = table or _round_the_clock(zone.key), pauses_of(marks.pauses)
    runs = []
    for cycle in cycles_of(marks, rules.reopens):
        end = cycle.end.at if cycle.end else None
        off = tuple(sorted((*pauses, *cycle.gaps), key=by_time)) if cycle.gaps else pauses
        targets = targets_of(marks.targets, cycle.start.at, end)
        runs.append(Run(cycle, end or now, off, courses_of(hours, targets, off, rules.on_change, end or now)))
    return runs


@cache
def _round_the_clock(zone: str) -> Timetable:
    return timetable_of(round_the_clock(zone))
