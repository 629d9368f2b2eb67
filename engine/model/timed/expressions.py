"""What clocks, ladders and schedules read: their expressions, and the patterns of the events that they go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.model.parts import EventInterval, EventPattern
from engine.model.timed.shapes import Between, Clock, Consecutive, Ladder, Rolling, Schedule, SinceRung

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.feel.typed import Expression
    from engine.model.timed.shapes import Timed, Window


def timed_expressions(step: Timed) -> Iterator[Expression]:
    """Every expression of a step: those that are read once for a case, then those that are read for each event."""
    yield from once(step)
    yield from of_events(step)


def once(step: Timed) -> Iterator[Expression]:
    """The expressions that see no event."""
    match step:
        case Clock(within=within):
            yield within
        case Ladder(window=window, rungs=rungs):
            yield from (window.length,) if isinstance(window, Rolling) else ()
            yield from (window.reached,) if isinstance(window, SinceRung) else ()
            yield from (rung.count for rung in rungs)
        case Schedule(anchor=anchor, until=until, at=at, grace=grace):
            yield from (item for item in (anchor, until) if item and not isinstance(item, EventPattern))
            yield from at
            yield from (grace,) if grace else ()


def of_events(step: Timed) -> Iterator[Expression]:
    """The expressions that see an event as the local `event`: conditions of patterns, the period of a window."""
    yield from (pattern.where for pattern in patterns(step) if pattern.where)
    if isinstance(step, Ladder) and isinstance(step.window, Consecutive):
        yield step.window.period


def patterns(step: Timed) -> Iterator[EventPattern]:
    """Every pattern of a step, in its order."""
    match step:
        case Clock():
            yield from (*step.starts, *step.stops, *step.cancels, *_ends(step.pauses), *step.reopens)
        case Ladder():
            yield from (*step.counts, *_of_window(step.window), *step.removes, *step.resets, *_ends(step.excuses))
        case Schedule():
            yield from (item for item in (step.anchor, step.until) if isinstance(item, EventPattern))
            yield from step.done


def _ends(intervals: Iterable[EventInterval]) -> Iterator[EventPattern]:
    for interval in intervals:
        yield interval.opens
        yield from (interval.closes,) if interval.closes else ()


def _of_window(window: Window) -> Iterator[EventPattern]:
    return _ends((window.stretch,) if isinstance(window, Between) else ())
