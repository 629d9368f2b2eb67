"""Axes from the cuts of all conditions that are laid on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.axis import Axis, Cut
from engine.backends.proof.coordinates.quantities import QUANTITIES, UNORDERED
from engine.backends.proof.coordinates.ranks import FIRST, LAST, Ranking, ranking_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from fractions import Fraction

    from engine.feel.values import Value

Ends = tuple["Fraction | None", "Fraction | None"]


class Rest(NamedTuple):
    """What there is besides intervals: values by name, any value that isn't named, null."""

    values: Sequence[Value] = ()
    others: bool = False
    null: bool = False


NOTHING_ELSE = Rest()


def axis_of(
    quantity: str,
    cuts: Collection[Cut] = (),
    *,
    step: Fraction | None = None,
    ends: Ends = (None, None),
    rest: Rest = NOTHING_ELSE,
) -> Axis:
    """The axis on which nothing changes but at the cuts; those that leave no value between them become one.

    `step`: the distance of neighbouring values, counted from 0; None: the quantity's own, which for numbers and clock
    times is none. `ends`: the least and the greatest value, both included; None: the quantity's own, if it has any.
    Cuts beyond them are left out. A quantity without order has only `rest`, its values in the order wanted.

    Raises:
        ValueError: where the ends have no value between them.

    """
    if quantity == UNORDERED:
        return Axis(quantity, (), None, tuple(rest.values), rest.others, rest.null)
    kind = QUANTITIES[quantity]
    low, high = (own if end is None else end for own, end in zip((kind.first, kind.last), ends, strict=True))
    bounds = (FIRST if low is None else Cut(low), LAST if high is None else Cut(high, after=True))
    ranking = ranking_of((*cuts, *bounds), step or kind.step)
    return Axis(quantity, _ascending(cuts, bounds, ranking), ranking.step, tuple(rest.values), rest.others, rest.null)


def _ascending(cuts: Collection[Cut], bounds: tuple[Cut, Cut], ranking: Ranking) -> tuple[Cut, ...]:
    low, high = (None if bound.at is None else ranking.rank(bound.at, bound.after) for bound in bounds)
    if low is not None and high is not None and low >= high:
        msg = f"no value from {bounds[0].at} to {bounds[1].at}"
        raise ValueError(msg)
    ranks = {ranking.rank(at, after) for at, after in cuts if at is not None}
    inside = sorted(rank for rank in ranks if (low is None or rank > low) and (high is None or rank < high))
    ends = (bound if rank is None else ranking.cut(rank) for bound, rank in zip(bounds, (low, high), strict=True))
    return (next(ends), *map(ranking.cut, inside), next(ends))


def around(at: Fraction) -> tuple[Cut, Cut]:
    """The cuts before and after a value: where something may change at the value itself, too."""
    return Cut(at), Cut(at, after=True)
