"""When a course reaches its rungs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.temporal.arithmetic import add
from engine.temporal.clocks.due import counted_in, exact, seconds_of, settled
from engine.temporal.clocks.pauses import freed
from engine.temporal.clocks.reading import Offset, Reached, Share
from engine.temporal.span import TimeSpan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from engine.temporal.clocks.due import Course, Place
    from engine.temporal.clocks.reading import Mark, RungPoint


DUE = Share(Decimal(1))
"""The rung at the due instant."""


def rungs_of(course: Course, rungs: Sequence[RungPoint | None], start: Mark) -> Iterator[Reached]:
    """When each rung has its effect, were the course to go on as it is; without those that there aren't (None)."""
    for index, rung in enumerate(rungs):
        if rung:
            at, due = settled(course, _place(course, rung))
            yield Reached(index, freed(at, course.pauses), start, due.at)


def _place(course: Course, rung: RungPoint) -> Place:
    """Where a rung lies. A share of a target in days is one of the time from the start to the due instant."""
    match rung:
        case Share(part) if part == 1:
            return lambda due, _: due
        case Share(part):
            return _share(course, part)
        case Offset(span):
            return lambda due, _: add(course.table, due, span).at if span.amount else due


def _share(course: Course, part: Decimal) -> Place:
    unit, left = counted_in(course.target), part * seconds_of(course)
    if course.used:
        left -= exact(course.used * Fraction(seconds_of(course)))

    def place(_: dt.datetime, paused: Decimal) -> dt.datetime:
        seconds = left + paused
        return add(course.table, course.since, TimeSpan(unit, seconds)).at if seconds else course.since

    return place
