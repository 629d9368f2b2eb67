"""Looks for facts that reach what no case reaches: around the cases one changed fact away, else two."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from engine.casebook.coverage.nearby import Stand, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence

    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.tracing import Tracer
    from engine.feel.typed import Expression

    Reached = Callable[[Frame], Iterable[Hashable]]
    """The goals that a frame reaches."""

STANDS = 24
"""Around how many cases one fact is changed,"""
PAIRS_OF = 2
"""around how many of them two are,"""
PAIRS = 500
"""and how many pairs of changes are tried at most."""


class Found(NamedTuple):
    """The nearest stand by goal; of a goal that isn't there `certain` says that all others were tried, too."""

    nearest: Mapping[Hashable, Stand]
    certain: bool


UNKNOWN = Found({}, certain=False)


def search(
    tracer: Tracer,
    expressions: Sequence[Expression],
    stands: Sequence[Stand],
    goals: Collection[Hashable],
    reached: Reached,
) -> Found:
    """The nearest stands that reach the goals, as far as the `expressions` make a difference to that."""
    surroundings = Surroundings(tracer, expressions)
    some = stands[:STANDS]
    nearest = _nearest(chain(some, surroundings.around(some)), goals, reached)
    left = [goal for goal in goals if goal not in nearest]
    if not left:
        return Found(nearest, surroundings.certain)
    pairs = list(islice(surroundings.around(surroundings.around(some[:PAIRS_OF])), PAIRS))
    return Found(nearest | _nearest(pairs, left, reached), surroundings.certain and len(pairs) < PAIRS)


def _nearest(stands: Iterable[Stand], goals: Collection[Hashable], reached: Reached) -> dict[Hashable, Stand]:
    """The first of the nearest stands by goal."""
    nearest: dict[Hashable, Stand] = {}
    for stand in stands:
        for goal in reached(stand.frame):
            if goal in goals and (goal not in nearest or stand.away < nearest[goal].away):
                nearest[goal] = stand
    return nearest
