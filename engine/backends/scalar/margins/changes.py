"""A fact's new value to try, with how to tell of it and how near it is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.margins.axis import to_decimal
from engine.ir.trace import Change

if TYPE_CHECKING:
    from engine.backends.scalar.margins.axis import Axis, Target
    from engine.feel.values import Value

DISCRETE = 1.0
"""How near another value of an enum is: as far as a whole range."""
ABSENT = 2.0
"""How near any value is for a fact that is absent now."""


class Candidate(NamedTuple):
    """A change to try: the fact's new value, and how to tell of it."""

    new: Value
    change: Change


def moved(fact: str, axis: Axis, target: Target, here: Value) -> Candidate:
    """The fact moved along its axis; to it, where it stands somewhere else."""
    at = axis.position(here)
    away = None if at is None else abs(target.bound - at)
    distance = None if away is None else to_decimal(away)
    near = DISCRETE if here is not None else ABSENT
    near = near if away is None or at is None else _nearness(axis, away, at)
    change = Change(fact, "value", here, axis.value(target.bound), target.side, distance, near)
    return Candidate(axis.value(target.sample), change)


def to_another(fact: str, here: Value, value: Value) -> Candidate:
    """The fact with another of several values."""
    return Candidate(value, Change(fact, "value", here, value, "at", None, ABSENT if here is None else DISCRETE))


def _nearness(axis: Axis, away: Fraction, at: Fraction) -> float:
    if axis.usual:
        return float(away) / axis.usual
    if axis.low is not None and axis.high is not None and axis.high > axis.low:
        return float(away / (axis.high - axis.low))
    return float(away / max(abs(at), Fraction(1)))
