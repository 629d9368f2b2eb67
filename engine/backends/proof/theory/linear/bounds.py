"""How low and how high a sum can get in a box, and what that settles: interval arithmetic, in whole numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.theory.linear.runs import Run, hull

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.backends.proof.theory.linear.comparison import Constraint

Number = int | Fraction
Box = dict[int, tuple[Run, ...]]
"""By column: where its value may be, never empty."""
Point = dict[int, Number]
"""By column the place of its value."""


class Extremes(NamedTuple):
    """Of a sum: None without bound; `at_low`: whether the lowest is reached, and not only approached."""

    low: Number | None
    at_low: bool
    high: Number | None
    at_high: bool


def extremes(terms: Iterable[tuple[int, Number]], constant: Number, hulls: Mapping[int, Run]) -> Extremes:
    """Of the sum over a box of intervals. They are exact: each end is that of a corner."""
    low: Number | None = constant
    high: Number | None = constant
    at_low = at_high = True
    for column, factor in terms:
        first, first_open, last, last_open = hulls[column]
        if factor < 0:
            first, first_open, last, last_open = last, last_open, first, first_open
        low = None if low is None or first is None else low + factor * first
        high = None if high is None or last is None else high + factor * last
        at_low, at_high = at_low and not first_open, at_high and not last_open
    return Extremes(low, at_low, high, at_high)


def settled(constraint: Constraint, hulls: Mapping[int, Run]) -> bool | None:
    """Whether it holds everywhere in the box (True), nowhere (False), or it depends."""
    low, at_low, high, at_high = extremes(constraint.terms, constraint.constant, hulls)
    match constraint.bound:
        case "<":
            return _below(low, high, holds_at_high=not at_high, fails_at_low=True)
        case "<=":
            return _below(low, high, holds_at_high=True, fails_at_low=not at_low)
        case "=":
            return _zero(low, at_low, high, at_high)
        case _:
            zero = _zero(low, at_low, high, at_high)
            return None if zero is None else not zero


def _below(low: Number | None, high: Number | None, *, holds_at_high: bool, fails_at_low: bool) -> bool | None:
    if low is not None and (low > 0 or (not low and fails_at_low)):
        return False
    return True if high is not None and (high < 0 or (not high and holds_at_high)) else None


def _zero(low: Number | None, at_low: bool, high: Number | None, at_high: bool) -> bool | None:
    above = low is not None and (low > 0 or (not low and not at_low))
    below = high is not None and (high < 0 or (not high and not at_high))
    return False if above or below else True if low == high == 0 else None


def hulls_of(box: Mapping[int, tuple[Run, ...]]) -> dict[int, Run]:
    return {column: hull(runs) for column, runs in box.items()}


def holds(constraint: Constraint, point: Mapping[int, Number]) -> bool:
    """Whether it holds at a point."""
    total = constraint.constant + sum(factor * point[column] for column, factor in constraint.terms)
    match constraint.bound:
        case "<":
            return total < 0
        case "<=":
            return total <= 0
        case "=":
            return total == 0
        case _:
            return total != 0


def within(runs: Iterable[Run], place: Number) -> bool:
    """Whether a place lies in one of the runs."""
    return any(_inside(run, place) for run in runs)


def _inside(run: Run, place: Number) -> bool:
    above = run.low is None or place > run.low or (place == run.low and not run.low_open)
    return above and (run.high is None or place < run.high or (place == run.high and not run.high_open))
