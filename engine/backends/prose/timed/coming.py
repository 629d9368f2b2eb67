"""What makes another rule apply with no fact changed: time that passes, one strike more, a day that comes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.prose.timed.instants import airy, day_words, is_nothing, moment_words, span_words
from engine.backends.prose.timed.pasts import label, rungs_to_come, step_titles
from engine.ir.trace import ClockTrace, LadderTrace, ScheduleTrace
from engine.temporal.span import TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.timed.instants import Tongue
    from engine.ir.trace import Coming, RuleTrace, Trace

_A_MOMENT = dt.timedelta.resolution
_MOMENTS = dt.timedelta(seconds=1) // _A_MOMENT


def coming(trace: Trace, tongue: Tongue) -> list[str]:
    """A line per clock, ladder and schedule (and key): the next rung, and what it takes to get there.

    Then a line per rule that is no rung and reads a clock or a count.
    """
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
    lines += _of_rules(trace, tongue)
    return [airy(line, tongue) for line in lines]


def rule_coming(rule: RuleTrace, trace: Trace, tongue: Tongue) -> list[str]:
    """What comes to one rule, told beside it."""
    names, lines = step_titles(trace, tongue), []
    for found in rule.margin.coming if rule.margin else ():
        name = names[found.step] if found.more else ""
        lines.append(
            tongue.say("begins_then" if found.begins else "ends_then", when=_when(found, trace, tongue), name=name)
        )
    return [airy(line, tongue) for line in lines]


def _of_rules(trace: Trace, tongue: Tongue) -> Iterator[str]:
    names = step_titles(trace, tongue)
    for found in trace.margin.coming if trace.margin else ():
        phrase, when = "would_begin" if found.begins else "would_end", _when(found, trace, tongue)
        yield tongue.say(phrase, when=when, name=names[found.step], rule=found.rule)


def _when(found: Coming, trace: Trace, tongue: Tongue) -> str:
    if found.at and trace.now:
        return _passing(trace.now, found.at, tongue)
    return tongue.say("more_strikes", count=found.more)


def _passing(now: dt.datetime, at: dt.datetime, tongue: Tongue) -> str:
    """`再过1小时（到 2026-03-09（周一）18:00）`."""
    passing = TimeSpan(Unit.SECONDS, Decimal((at - now) // _A_MOMENT) / _MOMENTS)
    phrase = "passes_now" if is_nothing(passing) else "passes"
    return tongue.say(phrase, span=span_words(passing, tongue), moment=moment_words(at, tongue))


def _of_clock(step: ClockTrace, trace: Trace, tongue: Tongue) -> Iterator[str]:
    for life in step.lives:
        for rung in rungs_to_come(life, trace, tongue)[:1]:
            assert trace.now is not None  # noqa: S101 - else nothing is known to come
            yield tongue.say(
                "would_begin",
                when=_passing(trace.now, rung.at, tongue),
                name=label(step.clock.title, life.key, tongue),
                rule=step.clock.rungs[rung.rung].name,
            )


def _of_ladder(step: LadderTrace, tongue: Tongue) -> Iterator[str]:
    rungs = step.ladder.rungs
    for life in step.lives:
        ahead = [
            (threshold.count, place) for place, threshold in enumerate(life.thresholds) if threshold.test != "below"
        ]
        nearest = min((found for found in ahead if found[0] > life.reading.count), default=None)
        if nearest and len(rungs) == len(life.thresholds):
            more, name = nearest[0] - life.reading.count, label(step.ladder.title, life.key, tongue)
            when = tongue.say("more_strikes", count=more)
            yield tongue.say("would_begin", when=when, name=name, rule=rungs[nearest[1]].name)


def _of_schedule(step: ScheduleTrace, tongue: Tongue) -> Iterator[str]:
    rule = next((rung.name for rung in step.schedule.rungs if rung.kind == "then"), None)
    for key, plan in step.plans if rule else ():
        days = (occurrence.date for occurrence in plan if occurrence.state == "upcoming")
        day = min(days, default=None)
        if day:
            name = label(step.schedule.title, key, tongue)
            when = tongue.say("on_day", day=day_words(day, tongue))
            yield tongue.say("would_begin", when=when, name=name, rule=rule)
