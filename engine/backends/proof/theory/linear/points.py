"""Points of a box where comparisons hold, found column by column: choose a place, narrow the rest, go on."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from engine.backends.proof.theory.linear.bounds import holds
from engine.backends.proof.theory.linear.narrowing import narrowed
from engine.backends.proof.theory.linear.runs import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from engine.backends.proof.theory.linear.bounds import Box, Number, Point
    from engine.backends.proof.theory.linear.comparison import Constraint

    Choose = Callable[[int, Sequence[Run]], Iterable[Number]]
    """The places of a column worth trying in what is left of it, best first."""


def points(
    box: Box, constraints: Sequence[Constraint], grids: Container[int], choose: Choose, columns: Sequence[int] = ()
) -> Iterator[Point]:
    """Points where all hold, by the places that `choose` offers; none doesn't mean that there is none."""
    for most in settled_in(box, constraints, grids, choose, columns):
        for left in settled_in(most, constraints, grids, choose, sorted(most)):
            point = {column: _only(runs) for column, runs in left.items()}
            if all(holds(constraint, point) for constraint in constraints):
                yield point


def settled_in(
    box: Box, constraints: Sequence[Constraint], grids: Container[int], choose: Choose, columns: Sequence[int]
) -> Iterator[Box]:
    """What is left of the box where these columns have places that `choose` offers."""
    left = narrowed(box, constraints, grids)
    if left is None:
        return
    ahead = [column for column in columns if not is_fixed(left[column])]
    if not ahead:
        yield left
        return
    for place in choose(ahead[0], left[ahead[0]]):
        yield from settled_in(left | {ahead[0]: (at(place),)}, constraints, grids, choose, ahead[1:])


def at(place: Number) -> Run:
    return Run(place, False, place, False)


def is_fixed(runs: Sequence[Run]) -> bool:
    return len(runs) == 1 and runs[0].low is not None and runs[0].low == runs[0].high


def _only(runs: Sequence[Run]) -> Number:
    assert runs[0].low is not None  # noqa: S101  they are fixed
    return runs[0].low


def somewhere(_column: int, runs: Sequence[Run]) -> Iterator[Number]:
    """One place well inside what is left: a whole one that is no end of it, where that can be had."""
    low, low_open, high, _ = max(runs, key=_length)
    if low is None or high is None:
        yield 0 if low is high else floor(high) - 1 if high is not None else ceil(low or 0) + 1
        return
    middle = Fraction(low + high) / 2
    at_low = floor(middle) == low and not low_open
    yield floor(middle) if floor(middle) > low or at_low else middle


def _length(run: Run) -> Number:
    return _ENDLESS if run.low is None or run.high is None else run.high - run.low


_ENDLESS = 10**40
