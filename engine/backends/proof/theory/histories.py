"""Small histories worth trying: events that give facts their values, start and stop clocks, count on ladders."""

from __future__ import annotations

import datetime as dt
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from engine.backends.proof.theory.columns import full
from engine.backends.proof.theory.fields import NOT_STARTED, STATE
from engine.backends.proof.theory.patterns import about, data_of
from engine.backends.proof.theory.samples import has
from engine.ir.program import Clock, Ladder, Timed
from engine.ir.timed import Between

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.space import Evaluator, Space
    from engine.backends.proof.theory.links import Links
    from engine.feel.values import Value
    from engine.ir.program import Program
    from engine.ir.timed import EventPattern

    Event = Mapping[str, Any]


class Happening(NamedTuple):
    """What happened how long ago; `ladder`: which counts it."""

    ago: dt.timedelta
    pattern: EventPattern
    ladder: Ladder | None = None


TRIES = 200
MORNING, EVENING = dt.time(9), dt.time(18)
FIRST = 101
"""Numbers of events that are only there for clocks and ladders."""
AGO = (
    dt.timedelta(hours=2),
    dt.timedelta(minutes=10),
    *(dt.timedelta(days=days) for days in (1, 4, 20, 400)),
    dt.timedelta(hours=-5, minutes=-30),
)
"""How long ago clocks are let start; the last just before the end of the day, as of which cases are decided."""
SHORTLY = dt.timedelta(hours=1)
APART = (dt.timedelta(hours=1), dt.timedelta(days=31))
"""How far events that a ladder counts are apart."""
STRIKES = 8


def events_of_facts(
    space: Space, facts: Mapping[str, Value], as_of: dt.date
) -> tuple[dict[str, Value], tuple[Event, ...]]:
    """The facts that are told as such, and the events that tell the others: those that all sides have from one."""
    told: dict[str, Value] = dict(facts)
    data: dict[str, dict[str, Value]] = {}
    for name, value in facts.items():
        sources = {fact.source for side in space.sides for fact in side.program.facts if fact.name == name}
        source = sources.pop() if len(sources) == 1 else None
        if source is not None:
            data.setdefault(source.event, {})[source.field] = told.pop(name, value)
    at = dt.datetime.combine(as_of, MORNING, _zone(space))
    return told, tuple(_event(number, kind, at, fields) for number, (kind, fields) in enumerate(data.items(), 1))


def steps_asked(links: Links, box: Box) -> tuple[Timed, ...]:
    """The clocks, ladders and schedules of whose fields the box leaves not all values."""
    steps = {step.name: step for side in links.space.sides for step in side.program.steps if isinstance(step, Timed)}
    asked = [
        name for name, places in links.fields.items() if any(box[p] != full(links.columns.axes[p]) for p in places)
    ]
    return tuple(steps[name] for name in asked if name in steps)


def idle(links: Links, box: Box) -> bool:
    """Whether the box takes what clocks and ladders are without any event."""
    return all(
        has(links.columns.axes[place], box[place], _idle(str(links.columns.subjects[place].detail)))
        for places in links.fields.values()
        for place in places
    )


def _idle(field: str) -> Value:
    return NOT_STARTED if field == STATE else 0 if field == "count" else None


def histories(space: Space, steps: Sequence[Timed], as_of: dt.date, evaluate: Evaluator) -> Iterator[tuple[Event, ...]]:
    """Combinations of what may have happened to each step, fewest events first for each."""
    program, now = space.sides[0].program, dt.datetime.combine(as_of, EVENING, _zone(space))
    for chosen in islice(product(*(tuple(_of_step(step)) for step in steps)), TRIES):
        happened = sorted((one for part in chosen for one in part), key=lambda one: -one.ago)
        yield tuple(
            _event(number, one.pattern.event, now - one.ago, _data(one, now - one.ago, program, evaluate))
            for number, one in enumerate(happened, FIRST)
        )


def is_tried(event: Event) -> bool:
    """Whether it is there only for clocks and ladders."""
    return int(str(event["id"])[1:]) >= FIRST


def _of_step(step: Timed) -> Iterator[tuple[Happening, ...]]:
    yield ()
    match step:
        case Clock():
            for ago, start in product(AGO, step.starts[:1]):
                yield from _of_clock(step, Happening(ago, start))
        case Ladder():
            opening = _opening(step)
            for apart, times in product(APART, range(1, STRIKES + 1)):
                strikes = (Happening(apart * place, step.counts[0], step) for place in range(times))
                yield (*strikes, *(Happening(apart * times, pattern) for pattern in opening))
        case _:
            return


def _of_clock(clock: Clock, start: Happening) -> Iterator[tuple[Happening, ...]]:
    """Started; then stopped soon or just now, cancelled, or paused."""
    yield (start,)
    soon = min(SHORTLY, start.ago / 2)
    for stop, ago in product(clock.stops[:1], (start.ago - soon, soon)):
        yield start, Happening(ago, stop)
    for other in (*clock.cancels[:1], *(pause.opens for pause in clock.pauses[:1])):
        yield start, Happening(soon, other)


def _opening(ladder: Ladder) -> tuple[EventPattern, ...]:
    """What has to happen before anything counts."""
    return (ladder.window.stretch.opens,) if isinstance(ladder.window, Between) else ()


def _data(one: Happening, at: dt.datetime, program: Program, evaluate: Evaluator) -> dict[str, Value]:
    fields = next((dict(kind.fields) for kind in program.events if kind.name == one.pattern.event), {})
    told = about(one.ladder, fields, at) if one.ladder else {}
    return data_of(one.pattern, program, evaluate) | told


def _event(number: int, kind: str, at: dt.datetime, data: Mapping[str, Value]) -> Event:
    return {"id": f"e{number}", "type": kind, "at": at, **data}


def _zone(space: Space) -> ZoneInfo:
    return ZoneInfo(space.sides[0].program.zone)
