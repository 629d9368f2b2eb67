"""What a difference at one point comes to: an example on a calendar, and which side is stricter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.timed.calendars import CALENDAR
from engine.backends.proof.timed.clocks import BY_CALENDAR
from engine.backends.proof.timed.examples import (
    Planning,
    Reckoning,
    due_example,
    planned_example,
)
from engine.backends.proof.timed.ladders import ALL
from engine.backends.proof.timed.points import amounts
from engine.backends.proof.timed.rungs import graver
from engine.backends.proof.timed.schedules import spans_of
from engine.feel.values import ARITHMETIC, TimeSpan
from engine.ir.differences import Stated
from engine.ir.program import Clock, Schedule
from engine.temporal.schedules.occurrences import ScheduleRules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from engine.backends.proof.timed.points import Point, Told
    from engine.feel.values import Value
    from engine.ir.differences import Direction
    from engine.ir.program import Timed

DATED = frozenset({"at", "every", "rest_day", "calendar"})
"""Points of a schedule that move its dates."""


class Shown(NamedTuple):
    """The moment that an example begins with, and where each side arrives: an instant, whether provisional."""

    start: dt.datetime | None = None
    ends: Sequence[tuple[dt.datetime, bool] | None] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """One step as all sides have it; None for a side that hasn't."""

    sides: Sequence[Told | None]
    steps: Sequence[Timed | None]
    as_of: dt.date
    zone: ZoneInfo

    @property
    def having(self) -> list[tuple[Told, Timed] | None]:
        pairs = zip(self.sides, self.steps, strict=True)
        return [(side, step) if side and step else None for side, step in pairs]


def shown(key: str, said: Sequence[Point | None], standing: Standing) -> Shown:
    """An example that shows the difference at a point; none where no date tells it."""
    if any(isinstance(step, Clock) for step in standing.steps):
        return _shown_due(key, said, standing)
    if any(isinstance(step, Schedule) for step in standing.steps) and key in DATED:
        return _shown_dates(standing)
    return Shown()


def stated(index: int, said: Sequence[Point | None], found: Shown, standing: Standing) -> Stated | None:
    """What one side says at a point."""
    point = said[index]
    if point is None:
        return None
    due, provisional = (found.ends[index] if found.ends else None) or (None, False)
    direction = _direction(index, said, found, standing)
    return Stated(point.text, point.value, due, provisional, point.span, point.cites, direction)


def _shown_due(key: str, said: Sequence[Point | None], standing: Standing) -> Shown:
    reckonings = [
        _reckoning(key, point, pair) if pair else None for point, pair in zip(said, standing.having, strict=True)
    ]
    example = due_example(reckonings, standing.as_of, standing.zone)
    if example is None:
        return Shown()
    return Shown(example.start, [answer and (answer.at, answer.provisional) for answer in example.ends])


def _reckoning(key: str, point: Point | None, pair: tuple[Told, Timed]) -> Reckoning | None:
    """What the clock counts: the target at the point, or where the calendar is the point, its target."""
    side, clock = pair
    if not isinstance(clock, Clock):
        return None
    span = _counted(clock, side) if key == CALENDAR else point and point.value
    calendar = side.calendars.get(clock.calendar)
    return Reckoning(span, calendar) if isinstance(span, TimeSpan) and span.amount > 0 else None


def _counted(clock: Clock, side: Told) -> Value:
    """A target that goes by the calendar: the first of its cases."""
    targets = list(amounts("within", clock.within, side))
    told = [case.point.value for target in targets for case in target.cases] or [target.value for target in targets]
    return next((span for span in told if isinstance(span, TimeSpan) and span.unit in BY_CALENDAR), None)


def _shown_dates(standing: Standing) -> Shown:
    example = planned_example(list(map(_planning, standing.having)), standing.as_of, standing.zone)
    if example is None:
        return Shown()
    ends = [(dt.datetime.combine(day, dt.time(), standing.zone), False) if day else None for day in example.days]
    return Shown(example.start, ends)


def _planning(pair: tuple[Told, Timed] | None) -> Planning | None:
    if pair is None or not isinstance(pair[1], Schedule):
        return None
    side, schedule = pair[0], pair[1]
    spans = spans_of(schedule, side)
    if spans is None:
        return None
    sign = -1 if schedule.before else 1
    at = tuple(TimeSpan(span.unit, ARITHMETIC.multiply(span.amount, sign)) for span in spans)
    rules = ScheduleRules(at, schedule.every, schedule.rest_day)
    return Planning(rules, side.calendars.get(schedule.calendar), standing=schedule.anchor is None)


def _direction(index: int, said: Sequence[Point | None], found: Shown, standing: Standing) -> Direction:
    """Towards the baseline: by the amounts where they are of one unit, else by where the example arrives.

    Of rungs by where they are and what they bring; a window in which everything counts is the longest.
    """
    point, baseline = said[index], said[0]
    before, after = standing.sides[0], standing.sides[index]
    if point is None or baseline is None or before is None or after is None:
        return "same" if index == 0 else "other"
    if index == 0 or baseline.worth == point.worth:
        return "same"
    if point.brings or baseline.brings:
        return graver(baseline, point, before, after)
    if not point.stricter:
        return "other"
    more = _more(point, baseline, index, found)
    if more is None:
        return "other"
    return "stricter" if more == (point.stricter == "higher") else "milder"


def _more(point: Point, baseline: Point, index: int, found: Shown) -> bool | None:
    """Whether a side's amount is greater than the baseline's; None where that can't be said."""
    if point.key == "window" and ALL in (point.text, baseline.text) and point.stricter == baseline.stricter:
        return point.text == ALL
    mine, theirs = _amount(point), _amount(baseline)
    if mine and theirs and mine[0] == theirs[0]:
        return mine[1] > theirs[1]
    ends = (found.ends[index], found.ends[0]) if found.ends else (None, None)
    return ends[0][0] > ends[1][0] if ends[0] and ends[1] and ends[0] != ends[1] else None


def _amount(point: Point) -> tuple[str, Decimal | int] | None:
    match point.value:
        case TimeSpan(unit, amount):
            return str(unit), amount
        case bool():
            return None
        case int() | Decimal() as number:
            return "number", number
        case _:
            return None
