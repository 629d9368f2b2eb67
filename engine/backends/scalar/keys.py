"""Which of several parallel clocks, ladders or schedules an event is about: its key.

An event of a type that has no such data is about every key that agrees with what it has: the end of a project is the
end for each of its foremen. Where the type has the data an event must give it; only an appeal needn't, but it must name
the strike that it undoes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.feel.runtime.texts import text_of
from engine.ir.program import Derived, Ladder, Table
from engine.ir.timed import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.backends.scalar.checked import Event
    from engine.ir.program import Program, Timed

Key = tuple[str, ...]
"""One text per name of a step's `per`."""
PartialKey = tuple[str | None, ...]
"""None: the event doesn't say."""


STRUCK = "of"
"""The data of an appeal that names the strike which it undoes."""


class Demand(NamedTuple):
    """The data that a step needs of every event of a type."""

    step: str
    field: str


def key_of(event: Event, per: Iterable[str]) -> PartialKey:
    values = [event.data.get(name) for name in per]
    return tuple([None if value is None else text_of(value) for value in values])


def demands(program: Program) -> Mapping[str, tuple[Demand, ...]]:
    """By type of event, the data that may not be missing."""
    declared = {event.name: {name for name, _ in event.fields} for event in program.events}
    found: dict[str, dict[Demand, None]] = {}
    for step in program.steps:
        if not isinstance(step, Derived | Table):
            for event, name in _needed(step):
                if name in declared.get(event, ()):
                    found.setdefault(event, {})[Demand(step.name, name)] = None
    return {event: tuple(needed) for event, needed in found.items()}


def _needed(step: Timed) -> Iterator[tuple[str, str]]:
    """Types of events, with data by which a step goes."""
    appeals = step.removes if isinstance(step, Ladder) else ()
    for pattern in patterns(step):
        for name in (STRUCK,) if pattern in appeals else step.per:
            yield pattern.event, name
