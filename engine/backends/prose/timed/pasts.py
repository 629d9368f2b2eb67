"""The clocks of a trace, each with what tells its past, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.timed.notes import Past
from engine.ir.program import Timed
from engine.ir.trace import ClockTrace
from engine.temporal.clocks import to_come
from engine.temporal.timetable import timetable_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.timed.instants import Tongue
    from engine.ir.trace import ClockLife, Trace
    from engine.model.text import Text
    from engine.temporal.clocks.reading import Reached


def pasts(trace: Trace, tongue: Tongue) -> Iterator[tuple[str, Past]]:
    """What a clock is called, and its past, of every clock that has started."""
    titles = rung_titles(trace, tongue)
    for step in own_clocks(trace):
        rungs = tuple(titles.get(rung.name, "") for rung in step.clock.rungs)
        for life in step.lives:
            past = past_of(life, rungs, trace, tongue)
            if past:
                yield label(step.clock.title, life.key, tongue), past


def own_clocks(trace: Trace) -> list[ClockTrace]:
    """The policy's own clocks, not those of a policy that it reads from."""
    return [step for step in trace.steps if isinstance(step, ClockTrace) and "::" not in step.clock.name]


def past_of(life: ClockLife, rungs: tuple[str, ...], trace: Trace, tongue: Tongue) -> Past | None:
    if life.rules is None or life.marks is None or trace.now is None or life.reading.started is None:
        return None
    table = timetable_of(life.calendar) if life.calendar else None
    return Past(life.reading, life.rules, life.marks, table, rungs, trace.now, tongue)


def rungs_to_come(life: ClockLife, trace: Trace, tongue: Tongue) -> tuple[Reached, ...]:
    """The rungs that a clock will reach where nothing happens, in the order of time."""
    past = past_of(life, (), trace, tongue)
    return to_come(past.rules, past.marks, past.table, past.now, tongue.zone) if past else ()


def step_titles(trace: Trace, tongue: Tongue) -> dict[str, str]:
    """What clocks, ladders and schedules are called, by their names."""
    steps = (step for step in trace.program.steps if isinstance(step, Timed))
    return {step.name: step.title.in_language(tongue.lang) for step in steps}


def rung_titles(trace: Trace, tongue: Tongue) -> dict[str, str]:
    """What rungs are called, by their names."""
    return {rule.id: rule.title.in_language(tongue.lang) for rule in trace.program.rules if rule.rung}


def label(title: Text, key: tuple[str, ...], tongue: Tongue) -> str:
    """What a clock, a ladder or a schedule of a key is called."""
    name = title.in_language(tongue.lang)
    return tongue.say("keyed", title=name, key=tongue.say("separator").join(key)) if key else name


def event_titles(trace: Trace, tongue: Tongue) -> dict[str, str]:
    """What the events of the history are called, by their ids."""
    titles = {event.name: event.title.in_language(tongue.lang) for event in trace.program.events}
    return {event.id: titles.get(event.type, event.type) for event in trace.events}
