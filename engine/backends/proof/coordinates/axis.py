"""A column of facts cut into atoms, between any two of which some condition may change, and within none.

First the intervals between neighbouring cuts, ascending; then named values, one each; then any other value; then null.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.feel.values import Value


class Cut(NamedTuple):
    """A place between values: just before `at`, or just after it. None: before all values, or after all of them."""

    at: Fraction | None
    after: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """`cuts`: n + 1 of them bound n intervals; where values stand on a grid of `step`, a cut is always just before one.

    `quantity`: what positions mean: number, day, instant, a span's unit; empty for values without order.
    """

    quantity: str
    cuts: tuple[Cut, ...] = ()
    step: Fraction | None = None
    values: tuple[Value, ...] = ()
    others: bool = False
    null: bool = False

    @property
    def intervals(self) -> int:
        return max(len(self.cuts) - 1, 0)

    @property
    def size(self) -> int:
        """How many atoms there are."""
        return self.intervals + len(self.values) + self.others + self.null
