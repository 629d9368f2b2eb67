"""Cuts ranked by whole numbers, since fractions compare and hash ten times as slowly.

On a grid a cut's rank is the number of the first place behind it; where values are dense, twice its numerator over a
common denominator, and one more behind the value itself. A fraction that no decimal equals, such as 1/3, is no value:
nothing lies between before and after it, which have one rank.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.axis import Cut

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST, LAST = Cut(None), Cut(None, after=True)
"""Before all values, and after all of them; they have no rank."""


class Ranking(NamedTuple):
    """`step`: of the grid, None where values are dense; `common`: then the denominator that all cuts share."""

    step: Fraction | None
    common: int

    def has(self, at: Fraction) -> bool:
        """Whether a place has a rank of its own: on a grid, that of the next place on it."""
        return self.step is not None or not self.common % at.denominator

    def rank(self, at: Fraction, after: bool) -> int:
        over, under = at.numerator, at.denominator
        if self.step is None:
            return 2 * over * self.common // under + (after and _is_decimal(under))
        over, under = over * self.step.denominator, under * self.step.numerator
        return over // under + 1 if after else -(-over // under)

    def cut(self, rank: int) -> Cut:
        if self.step is None:
            return Cut(Fraction(rank >> 1, self.common), bool(rank & 1))
        return Cut(rank * self.step)


def ranking_of(cuts: Iterable[Cut], step: Fraction | None) -> Ranking:
    """The ranking in which each of the cuts has a rank of its own, unless no value lies between them."""
    if step:
        return Ranking(step, 0)
    return Ranking(None, lcm(*{cut.at.denominator for cut in cuts if cut.at is not None}))


def _is_decimal(denominator: int) -> bool:
    """Whether fractions of it end when they are written as decimals."""
    return denominator == 1 or pow(10, denominator.bit_length(), denominator) == 0
