"""Narrowing a box by what must hold in it: each comparison bounds each of its columns by what the others can give.

Bounds consistency, as constraint solvers have it. What is left may still be empty; what is taken away holds no case.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from engine.backends.proof.theory.linear.bounds import extremes, hulls_of
from engine.backends.proof.theory.linear.runs import Run

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from engine.backends.proof.theory.linear.bounds import Box, Number
    from engine.backends.proof.theory.linear.comparison import Constraint

ROUNDS = 12
"""Narrowing may go on for ever (`x < y` and `y < x` without bounds); what it leaves then is the solver's."""


def narrowed(box: Box, constraints: Sequence[Constraint], grids: Container[int]) -> Box | None:
    """The box without places that no case can have; None where nothing is left. `grids`: columns of whole numbers."""
    sides = [side for constraint in constraints for side in _sides(constraint)]
    for _ in range(ROUNDS):
        before = box
        for terms, constant, strict in sides:
            for column, factor in terms:
                smaller = _narrowed(box, terms, constant, strict, column, factor, column in grids)
                if smaller is None:
                    return None
                box = smaller
        if box == before:
            break
    return box


def _sides(constraint: Constraint) -> Iterator[tuple[tuple[tuple[int, int], ...], int, bool]]:
    """As sums that are below zero, strictly or not; an inequality (`!=`) bounds nothing."""
    terms, constant, bound = constraint
    if bound != "!=":
        yield terms, constant, bound == "<"
    if bound == "=":
        yield tuple((column, -factor) for column, factor in terms), -constant, False


def _narrowed(
    box: Box, terms: tuple[tuple[int, int], ...], constant: int, strict: bool, column: int, factor: int, on_grid: bool
) -> Box | None:
    """By `factor * column < -(the least that the rest can be)`."""
    rest = [term for term in terms if term[0] != column]
    least, reached, _, _ = extremes(rest, constant, hulls_of({other: box[other] for other, _ in rest}))
    if least is None:
        return box
    limit = Fraction(-least, 1) / factor
    open_ = strict or not reached
    bound = _at_most(limit, open_, on_grid) if factor > 0 else _at_least(limit, open_, on_grid)
    left = tuple(run for each in box[column] if (run := _common(each, bound)) is not None)
    return None if not left else box if left == box[column] else {**box, column: left}


def _at_most(limit: Fraction, open_: bool, on_grid: bool) -> Run:
    if on_grid:
        return Run(None, False, ceil(limit) - 1 if open_ else floor(limit), False)
    return Run(None, False, limit, open_)


def _at_least(limit: Fraction, open_: bool, on_grid: bool) -> Run:
    if on_grid:
        return Run(floor(limit) + 1 if open_ else ceil(limit), False, None, False)
    return Run(limit, open_, None, False)


def _common(one: Run, other: Run) -> Run | None:
    """What both have; None for nothing."""
    low, low_open = _tighter(one.low, one.low_open, other.low, other.low_open, 1)
    high, high_open = _tighter(one.high, one.high_open, other.high, other.high_open, -1)
    empty = low is not None and high is not None and (low > high or (low == high and (low_open or high_open)))
    return None if empty else Run(low, low_open, high, high_open)


def _tighter(
    one: Number | None, one_open: bool, other: Number | None, other_open: bool, sign: int
) -> tuple[Number | None, bool]:
    """The end that leaves less: the greater low end (`sign` 1), the lesser high end (-1)."""
    if one is None or other is None:
        return (other, other_open) if one is None else (one, one_open)
    if one == other:
        return one, one_open or other_open
    return (one, one_open) if (one - other) * sign > 0 else (other, other_open)
