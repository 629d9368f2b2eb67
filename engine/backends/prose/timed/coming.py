"""What makes another rule apply with no fact changed: time that passes, one strike more, a day that comes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.prose.timed.instants import airy, day_words, moment_words, span_words
from engine.backends.prose.timed.pasts import label, past_of
from engine.ir.trace import ClockTrace, LadderTrace, ScheduleTrace
from engine.temporal.clocks import read_clock
from engine.temporal.span import TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.timed.instants import Tongue
    from engine.ir.trace import ClockLife, Trace
    from engine.temporal.clocks.reading import Reached

A_YEAR = dt.timedelta(days=366)
_SECOND = dt.timedelta(seconds=1)


def coming(trace: Trace, tongue: Tongue) -> list[str]:
    """A line per clock, ladder and schedule (and key): the next rung, and what it takes to get there."""
    lines: list[str] = []
    for step in trace.steps:
        match step:
            case ClockTrace():
                lines += _of_clock(step, trace, tongue)
            case LadderTrace():
                lines += _of_ladder(step, tongue)
            case ScheduleTrace():
                lines += _of_schedule(step, tongue)
            case _:
                pass
    return [airy(line, tongue) for line in lines]


def _of_clock(step: ClockTrace, trace: Trace, tongue: Tongue) -> Iterator[str]:
    for life in step.lives:
        rung = _next(life, trace, tongue)
        if rung and trace.now:
            passing = TimeSpan(Unit.SECONDS, Decimal((rung.at - trace.now) // _SECOND))
            yield tongue.say(
                "would_pass" if passing.amount else "would_pass_now",
                span=span_words(passing, tongue),
                moment=moment_words(rung.at, tongue),
                name=label(step.clock.title, life.key, tongue),
                rule=step.clock.rungs[rung.rung].name,
            )


def _next(life: ClockLife, trace: Trace, tongue: Tongue) -> Reached | None:
    """The rung that comes next where nothing happens; a paused clock reaches none."""
    past = past_of(life, (), trace, tongue)
    if past is None or past.reading.state not in {"running", "breached"} or past.reading.due is None:
        return None
    later = max(past.reading.due, past.now) + A_YEAR
    reached = read_clock(past.rules, past.marks, past.table, later, tongue.zone).reached
    return next((rung for rung in reached if rung.at >= past.now and rung not in past.reading.reached), None)


def _of_ladder(step: LadderTrace, tongue: Tongue) -> Iterator[str]:
    rungs = step.ladder.rungs
    for life in step.lives:
        ahead = [
            (threshold.count, place) for place, threshold in enumerate(life.thresholds) if threshold.test != "below"
        ]
        nearest = min((found for found in ahead if found[0] > life.reading.count), default=None)
        if nearest and len(rungs) == len(life.thresholds):
            more, name = nearest[0] - life.reading.count, label(step.ladder.title, life.key, tongue)
            yield tongue.say("would_strike", count=more, name=name, rule=rungs[nearest[1]].name)


def _of_schedule(step: ScheduleTrace, tongue: Tongue) -> Iterator[str]:
    rule = next((rung.name for rung in step.schedule.rungs if rung.kind == "then"), None)
    for key, plan in step.plans if rule else ():
        days = (occurrence.date for occurrence in plan if occurrence.state == "upcoming")
        day = min(days, default=None)
        if day:
            name = label(step.schedule.title, key, tongue)
            yield tongue.say("would_come", day=day_words(day, tongue), name=name, rule=rule)
