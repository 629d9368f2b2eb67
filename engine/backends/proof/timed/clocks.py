"""The points of a clock."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.proof.timed.calendars import in_real_time
from engine.backends.proof.timed.points import amounts, brought, calendar, intervals, keys, patterns, plain
from engine.feel.values import TimeSpan, Unit
from engine.temporal.clocks.reading import Offset, Share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.proof.timed.points import Point, Told
    from engine.ir.timed import Clock, ClockRung

BY_CALENDAR = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})


def clock_points(clock: Clock, told: Told) -> Iterator[Point]:
    """A shorter target is stricter. The calendar is a point only where something is counted in working time."""
    targets = [_in_real_time(target, clock, told) for target in amounts("within", clock.within, told, "lower")]
    yield from targets
    cases = [case.point for target in targets for case in target.cases] or targets
    spans = [case.value for case in cases] + [rung.at.span for rung in clock.rungs if not isinstance(rung.at, Share)]
    if any(not isinstance(span, TimeSpan) or span.unit in BY_CALENDAR for span in spans):
        yield from calendar(clock.calendar, told, clock.span)
    yield from patterns("starts", clock.starts, told)
    yield from patterns("stops", clock.stops, told)
    yield from patterns("cancels", clock.cancels, told)
    yield from intervals("pauses", clock.pauses, told)
    yield from patterns(f"reopens as {clock.reopens_as}", clock.reopens, told)
    yield from keys(clock.per, clock.span)
    if clock.on_change != "keep":
        yield plain("on_change", clock.on_change, clock.span)
    for rung in clock.rungs:
        found = brought(f"at {rung.name.removeprefix(clock.name + '.')}", rung.name, told)
        yield from (point._replace(place=_place(rung)) for point in found)


def _in_real_time(point: Point, clock: Clock, told: Told) -> Point:
    """Working hours on a calendar that is always open are worth hours."""
    span = in_real_time(point.value, told.calendars.get(clock.calendar))
    cases = tuple(case._replace(point=_in_real_time(case.point, clock, told)) for case in point.cases)
    return point._replace(cases=cases, worth=point.worth if span is point.value else ("value", repr(span)))


def _place(rung: ClockRung) -> tuple[str, Decimal]:
    """Among those counted alike."""
    match rung.at:
        case Share(part):
            return f"{rung.kind} at a share", part
        case Offset(span):
            return f"{rung.kind} by {span.unit}", Decimal(span.amount)
