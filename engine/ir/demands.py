"""The data that events must have: what is kept per project can't be told where the project is missing.

Where a type of event has the data by which a step goes, those that the step's pattern means must give it; of periods
that follow one another, the others too: they break a run. Only an appeal needn't, but it must name the strike that it
undoes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.ir.program import Ladder
from engine.ir.timed import Consecutive, patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.ir.program import EventType, Timed
    from engine.ir.timed import EventPattern

STRUCK = "of"
"""The data of an appeal that names the strike which it undoes."""


class Demand(NamedTuple):
    """The data that a step needs of the events that any of the patterns means, all of one type."""

    field: str
    patterns: tuple[EventPattern, ...]


def demands(step: Timed, events: Iterable[EventType]) -> Mapping[str, tuple[Demand, ...]]:
    """By type of event, the data that may not be missing. `events`: the types, with what data they have."""
    declared = {event.name: {name for name, _ in event.fields} for event in events}
    found: dict[str, dict[str, tuple[EventPattern, ...]]] = {}
    for pattern, name in _needed(step):
        if name in declared.get(pattern.event, ()):
            fields = found.setdefault(pattern.event, {})
            fields[name] = (*fields.get(name, ()), pattern)
    return {event: tuple(Demand(*one) for one in fields.items()) for event, fields in found.items()}


def _needed(step: Timed) -> Iterator[tuple[EventPattern, str]]:
    """The patterns, with data by which a step goes."""
    appeals = step.removes if isinstance(step, Ladder) else ()
    told = step.counts if isinstance(step, Ladder) and isinstance(step.window, Consecutive) else ()
    for pattern in patterns(step):
        meant = replace(pattern, where=None) if pattern in told else pattern
        for name in (STRUCK,) if pattern in appeals else step.per:
            yield meant, name
