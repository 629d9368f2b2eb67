"""Why a rung's rule applies or not: who reached it and when, or how far they have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.timed.instants import airy, day_words, moment_words
from engine.backends.prose.timed.notes import point_words
from engine.backends.prose.timed.pasts import event_titles, label, rungs_to_come
from engine.backends.prose.timed.readings import sentence
from engine.ir.trace import ClockTrace, LadderTrace, ScheduleTrace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.prose.timed.instants import Tongue
    from engine.ir.trace import Trace
    from engine.temporal.clocks.reading import Reached

STATES = {"then": "due", "missed": "missed"}
"""The state of the occurrences that a schedule's rung is about."""


def rung_reasons(trace: Trace, tongue: Tongue) -> dict[str, list[str]]:
    """The lines of every rung's rule, by its id."""
    found: dict[str, list[str]] = {}
    for step in trace.steps:
        match step:
            case ClockTrace():
                found |= _of_clock(step, trace, tongue)
            case LadderTrace():
                titles = event_titles(trace, tongue)
                rungs = enumerate(step.ladder.rungs)
                found |= {rung.name: _of_ladder(step, place, titles, tongue) for place, rung in rungs}
            case ScheduleTrace():
                rungs_of = step.schedule.rungs
                found |= {rung.name: _of_schedule(step, STATES[rung.kind], tongue) for rung in rungs_of}
            case _:
                pass
    return {name: [airy(line, tongue) for line in lines] for name, lines in found.items()}


def _of_clock(step: ClockTrace, trace: Trace, tongue: Tongue) -> dict[str, list[str]]:
    ahead = [rungs_to_come(life, trace, tongue) for life in step.lives]
    return {rung.name: _of_rung(step, place, ahead, tongue) for place, rung in enumerate(step.clock.rungs)}


def _of_rung(step: ClockTrace, place: int, ahead: Sequence[tuple[Reached, ...]], tongue: Tongue) -> list[str]:
    """Where nobody has reached it how every clock stands, and when it will be reached; so for the others."""
    reached, stands = [], []
    for life, to_come in zip(step.lives, ahead, strict=True):
        name = label(step.clock.title, life.key, tongue)
        at = next((moment_words(rung.at, tongue) for rung in to_come if rung.rung == place), "")
        stands.append(tongue.say("not_reached", name=name, stand=sentence(life.reading, tongue), at=at))
        point = life.rules.rungs[place] if life.rules else None
        what = point_words(point, name, tongue) if point else ""
        moments = [moment_words(rung.at, tongue) for rung in life.reading.reached if rung.rung == place]
        reached += [tongue.say("reached_at", what=what, moment=moment) for moment in moments if what]
    return reached or stands


def _of_ladder(step: LadderTrace, place: int, titles: dict[str, str], tongue: Tongue) -> list[str]:
    reached, stands = [], []
    for life in step.lives:
        name = label(step.ladder.title, life.key, tongue)
        stands.append(tongue.say("counted_so_far", name=name, count=life.reading.count))
        for reach in (reach for reach in life.reading.reached if reach.rung == place):
            event, moment = titles.get(reach.event, reach.event), moment_words(reach.at, tongue)
            reached.append(tongue.say("struck_at", name=name, count=reach.count, event=event, moment=moment))
    return reached or stands


def _of_schedule(step: ScheduleTrace, state: str, tongue: Tongue) -> list[str]:
    reached, stands = [], []
    for key, plan in step.plans:
        name = label(step.schedule.title, key, tongue)
        stands.append(tongue.say(f"none_{state}", name=name))
        days = [day_words(occurrence.date, tongue) for occurrence in plan if occurrence.state == state]
        if days:
            told = tongue.say("separator").join(days)
            reached.append(tongue.say(f"occurrences_{state}", name=name, days=told))
    return reached or stands
