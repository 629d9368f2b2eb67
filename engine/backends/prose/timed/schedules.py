"""What schedules plan, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.layout import indented
from engine.backends.prose.timed.instants import airy, day_column, day_words, moment_words
from engine.backends.prose.timed.pasts import label
from engine.diagnostics.width import columns
from engine.ir.trace import ScheduleTrace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.timed.instants import Tongue
    from engine.ir.trace import Trace
    from engine.temporal.schedules.occurrences import Occurrence

MOST_TO_COME = 6
"""Occurrences to come that are told one by one."""


def schedule_lines(trace: Trace, tongue: Tongue) -> list[str]:
    """Per schedule and key its occurrences; of those to come the next few."""
    own = (step for step in trace.steps if isinstance(step, ScheduleTrace) and "::" not in step.schedule.name)
    return [line for step in own for line in _lines(step, tongue)]


def _lines(step: ScheduleTrace, tongue: Tongue) -> Iterator[str]:
    for key, plan in step.plans:
        yield label(step.schedule.title, key, tongue)
        yield from indented(_occurrences(plan, tongue) or [tongue.say("nothing_planned")])


def _occurrences(plan: tuple[Occurrence, ...], tongue: Tongue) -> list[str]:
    to_come = [occurrence for occurrence in plan if occurrence.state == "upcoming"]
    left_out = to_come[MOST_TO_COME:]
    told = columns(_cells(occurrence, tongue) for occurrence in plan if occurrence not in left_out)
    return [*told, tongue.say("more_to_come", count=len(left_out))] if left_out else told


def _cells(occurrence: Occurrence, tongue: Tongue) -> tuple[str, ...]:
    return (
        day_column(occurrence.date, tongue),
        tongue.say(occurrence.state),
        airy(occurrence_words(occurrence, tongue), tongue),
    )


def occurrence_words(occurrence: Occurrence, tongue: Tongue) -> str:
    """When it was done, else until when it may be; why it is not on the day that was planned."""
    say = tongue.say
    found = []
    if occurrence.done:
        found.append(say("done_at", moment=moment_words(occurrence.done.at, tongue)))
    elif occurrence.last and occurrence.last != occurrence.date:
        found.append(say("grace_until", last=day_words(occurrence.last, tongue)))
    if occurrence.planned != occurrence.date:
        found.append(say("moved", planned=day_words(occurrence.planned, tongue)))
    if occurrence.provisional:
        found.append(say("provisional"))
    return say("clause_separator").join(found)
