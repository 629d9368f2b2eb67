"""The points of a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.timed.points import amounts, brought, calendar, intervals, keys, patterns, plain
from engine.feel.values import TimeSpan, Unit
from engine.temporal.clocks.reading import Share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.proof.timed.points import Point, Told
    from engine.ir.timed import Clock

BY_CALENDAR = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})


def clock_points(clock: Clock, told: Told) -> Iterator[Point]:
    """A shorter target is stricter. The calendar is a point only where something is counted in working time."""
    targets = list(amounts("within", clock.within, told, "lower"))
    yield from targets
    spans = [target.value for target in targets] + [
        rung.at.span for rung in clock.rungs if not isinstance(rung.at, Share)
    ]
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
        yield from brought(f"at {rung.name.removeprefix(clock.name + '.')}", rung.name, told)
