"""Clocks, ladders and schedules of a policy as steps of a program: the same, with their names as they are there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.ir.timed import Between, Clock, Consecutive, Ladder, Rolling, Schedule, SinceRung, Window
from engine.model.parts import EventInterval, EventPattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.typed import Expression
    from engine.ir.timed import Timed

    Rename = Callable[[Expression], Expression]


def renamed(step: Timed, name: str, rename: Rename) -> Timed:
    """The step under a name, every expression with its names as they are in the program."""
    match step:
        case Clock():
            return _clock(step, name, rename)
        case Ladder():
            return _ladder(step, name, rename)
        case Schedule():
            return _schedule(step, name, rename)


def _clock(clock: Clock, name: str, rename: Rename) -> Clock:
    return replace(
        clock,
        name=name,
        starts=_patterns(clock.starts, rename),
        stops=_patterns(clock.stops, rename),
        cancels=_patterns(clock.cancels, rename),
        pauses=_intervals(clock.pauses, rename),
        reopens=_patterns(clock.reopens, rename),
        within=rename(clock.within),
        rungs=tuple(replace(rung, name=_under(name, rung.name)) for rung in clock.rungs),
    )


def _ladder(ladder: Ladder, name: str, rename: Rename) -> Ladder:
    return replace(
        ladder,
        name=name,
        counts=_patterns(ladder.counts, rename),
        window=_window(ladder.window, rename),
        removes=_patterns(ladder.removes, rename),
        resets=_patterns(ladder.resets, rename),
        excuses=_intervals(ladder.excuses, rename),
        rungs=tuple(replace(rung, name=_under(name, rung.name), count=rename(rung.count)) for rung in ladder.rungs),
    )


def _schedule(schedule: Schedule, name: str, rename: Rename) -> Schedule:
    return replace(
        schedule,
        name=name,
        anchor=_moment(schedule.anchor, rename),
        at=tuple(map(rename, schedule.at)),
        until=_moment(schedule.until, rename),
        done=_patterns(schedule.done, rename),
        grace=rename(schedule.grace) if schedule.grace else None,
        rungs=tuple(replace(rung, name=_under(name, rung.name)) for rung in schedule.rungs),
    )


def _under(step: str, rung: str) -> str:
    """A rung's name under that of its step."""
    return f"{step}.{rung.partition('.')[2]}"


def _window(window: Window, rename: Rename) -> Window:
    match window:
        case Rolling(length):
            return Rolling(rename(length))
        case Between(stretch):
            return Between(_interval(stretch, rename))
        case Consecutive(unit, period):
            return Consecutive(unit, rename(period))
        case SinceRung(reached):
            return SinceRung(rename(reached))
        case _:
            return window


def _moment(moment: EventPattern | Expression | None, rename: Rename) -> EventPattern | Expression | None:
    return _pattern(moment, rename) if isinstance(moment, EventPattern) else moment and rename(moment)


def _pattern(pattern: EventPattern, rename: Rename) -> EventPattern:
    return replace(pattern, where=rename(pattern.where) if pattern.where else None)


def _patterns(patterns: tuple[EventPattern, ...], rename: Rename) -> tuple[EventPattern, ...]:
    return tuple(_pattern(pattern, rename) for pattern in patterns)


def _interval(interval: EventInterval, rename: Rename) -> EventInterval:
    closes = _pattern(interval.closes, rename) if interval.closes else None
    return replace(interval, opens=_pattern(interval.opens, rename), closes=closes)


def _intervals(intervals: tuple[EventInterval, ...], rename: Rename) -> tuple[EventInterval, ...]:
    return tuple(_interval(interval, rename) for interval in intervals)
