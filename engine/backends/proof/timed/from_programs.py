"""Programs of several sides -> what their clocks, ladders, schedules and calendars say differently."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from engine.backends.proof.timed.calendars import CALENDAR, Openings, is_always_open
from engine.backends.proof.timed.cases import case_by_case
from engine.backends.proof.timed.clocks import clock_points
from engine.backends.proof.timed.ladders import ladder_points
from engine.backends.proof.timed.points import Point, told
from engine.backends.proof.timed.rungs import beside
from engine.backends.proof.timed.schedules import schedule_points
from engine.backends.proof.timed.showing import Standing, shown, stated
from engine.ir.differences import TimedDifference
from engine.ir.program import Clock, Ladder, Schedule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from engine.backends.proof.space import Evaluator
    from engine.backends.proof.timed.points import Told
    from engine.ir.program import Program, Timed

SEVERAL = 2
WHOLE = ""
"""The point of a step that some sides have and others haven't."""
_KINDS: dict[type[Timed], Literal["clock", "ladder", "schedule"]] = {
    Clock: "clock",
    Ladder: "ladder",
    Schedule: "schedule",
}


def timed_differences(
    programs: Sequence[Program | None], evaluate: Evaluator, as_of: dt.date
) -> tuple[TimedDifference, ...]:
    """Every point at which not all sides say the same, in the order of their steps; the first side is the baseline.

    None: a side that hasn't the policy; it says nothing, and differs in nothing. A step that a side hasn't is one
    difference, with the point `WHOLE`; those that have it are compared with one another.
    """
    sides = [told(program, evaluate) if program else None for program in programs]
    steps = [_steps(side) if side else {} for side in sides]
    zones = [side.program.zone for side in sides if side]
    names = dict.fromkeys(chain.from_iterable(steps))
    having = {name: [found.get(name) for found in steps] for name in names}
    standings = ((name, Standing(sides, having[name], as_of, ZoneInfo(zones[0]))) for name in names)
    return tuple(chain.from_iterable(_of_step(name, standing) for name, standing in standings))


def _steps(side: Told) -> dict[str, Timed]:
    return {step.name: step for step in side.program.steps if isinstance(step, Clock | Ladder | Schedule)}


def _of_step(name: str, standing: Standing) -> Iterator[TimedDifference]:
    pairs = standing.having
    if any(side and not pair for side, pair in zip(standing.sides, pairs, strict=True)):
        whole = [pair and Point(WHOLE, name, name, span=pair[1].span, cites=pair[1].cites) for pair in pairs]
        yield _difference(name, WHOLE, whole, standing)
    points = [{point.key: point for point in _points(*pair)} if pair else {} for pair in pairs]
    points = [points[0], *(beside(points[0], other) for other in points[1:])]
    for key in dict.fromkeys(chain.from_iterable(points)):
        for case, said in case_by_case(key, tuple(found.get(key) for found in points)):
            if _differ(key, [point for point, pair in zip(said, pairs, strict=True) if pair]):
                yield _difference(name, case, said, standing)


def _differ(key: str, said: Sequence[Point | None]) -> bool:
    """Not where the very same span is worth something else on other calendars: the calendar is a point of its own.

    One that is always open is none.
    """
    if key == CALENDAR and all(point is None or is_always_open(point.effect) for point in said):
        return False
    if len({point and point.worth for point in said}) < SEVERAL:
        return False
    return any(point is None or point.value is None for point in said) or len({repr(p and p.value) for p in said}) > 1


def _points(side: Told, step: Timed) -> Iterator[Point]:
    match step:
        case Clock():
            return clock_points(step, side)
        case Ladder():
            return ladder_points(step, side)
        case Schedule():
            return schedule_points(step, side)


def _difference(name: str, key: str, said: Sequence[Point | None], standing: Standing) -> TimedDifference:
    step = next(step for step in standing.steps if step)
    found = shown(key, said, standing)
    sides = tuple(stated(index, said, found, standing) for index in range(len(said)))
    same = _same_in_effect(said, standing)
    return TimedDifference(name, _KINDS[type(step)], step.title, key, sides, found.start, same)


def _same_in_effect(said: Sequence[Point | None], standing: Standing) -> bool:
    """Calendars that are open alike from the day on, however they are written."""
    told = [point.effect for point, step in zip(said, standing.steps, strict=True) if point and step]
    return len({each.since(standing.as_of) for each in told if isinstance(each, Openings)}) == 1 and len(told) == len(
        [step for step in standing.steps if step]
    )
