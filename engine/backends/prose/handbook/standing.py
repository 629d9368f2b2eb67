"""How the clocks, ladders and schedules of an example stand at the instant of its decision."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.backends.prose.amounts import moment_text
from engine.backends.prose.handbook.parts import Pair, Pairs, text
from engine.backends.prose.timed.instants import airy, day_words, tongue
from engine.backends.prose.timed.pasts import label
from engine.backends.prose.timed.readings import sentence
from engine.backends.prose.timed.schedules import MOST_TO_COME, occurrence_words
from engine.ir.trace import ClockTrace, LadderTrace, ScheduleTrace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.prose.handbook.speech import Speech
    from engine.backends.prose.timed.instants import Tongue
    from engine.ir.trace import StepTrace, Trace
    from engine.temporal.schedules.occurrences import Occurrence

_END_OF_DAY = dt.time.max


def now_pair(trace: Trace, speech: Speech) -> tuple[Pair, ...]:
    """`此刻：2026-03-02 12:00`, where something goes by it; the end of a day is that day."""
    if trace.now is None or not any(map(_is_timed, trace.steps)):
        return ()
    local = trace.now.astimezone(speech.words.zone)
    told = local.date().isoformat() if local.time() == _END_OF_DAY else moment_text(local, speech.words.zone)
    return (Pair(text(speech.say("now")), (text(told),)),)


def standing(trace: Trace, speech: Speech) -> tuple[Pairs, ...]:
    """Clocks that have started, ladders that have counted something, what schedules plan."""
    here = tongue(speech.lang, speech.words.zone)
    pairs = tuple(Pair(text(title), tuple(map(text, said))) for title, said in _standing(trace, here))
    return (Pairs(pairs, "facts", text(speech.say("standing"))),) if pairs else ()


def _is_timed(step: StepTrace) -> bool:
    return isinstance(step, ClockTrace | LadderTrace | ScheduleTrace)


def _standing(trace: Trace, tongue: Tongue) -> Iterator[tuple[str, Sequence[str]]]:
    for step in trace.steps:
        match step:
            case ClockTrace(clock, lives):
                begun = (life for life in lives if life.reading.started)
                yield from ((label(clock.title, life.key, tongue), [sentence(life.reading, tongue)]) for life in begun)
            case LadderTrace(ladder, lives):
                counted = (life for life in lives if life.reading.count)
                yield from (
                    (label(ladder.title, life.key, tongue), _count(life.reading.count, tongue)) for life in counted
                )
            case ScheduleTrace(schedule, plans):
                planned = (plan for plan in plans if plan[1])
                yield from ((label(schedule.title, key, tongue), _plan(plan, tongue)) for key, plan in planned)
            case _:
                pass


def _count(count: int, tongue: Tongue) -> list[str]:
    return [airy(tongue.say("count", count=count), tongue)]


def _plan(plan: Sequence[Occurrence], tongue: Tongue) -> list[str]:
    """What has come and the next few; how many more."""
    to_come = sum(occurrence.state == "upcoming" for occurrence in plan)
    left_out = max(0, to_come - MOST_TO_COME)
    told = [_occurrence(occurrence, tongue) for occurrence in plan[: len(plan) - left_out]]
    return [*told, airy(tongue.say("more_to_come", count=left_out), tongue)] if left_out else told


def _occurrence(occurrence: Occurrence, tongue: Tongue) -> str:
    day, more = day_words(occurrence.date, tongue), occurrence_words(occurrence, tongue)
    return airy(tongue.say("occurrence", day=day, state=tongue.say(occurrence.state), told=more), tongue)
