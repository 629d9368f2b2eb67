"""A value out of an atom: the plainest one, so that an example reads well."""

from __future__ import annotations

from itertools import count
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import QUANTITIES, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.backends.proof.coordinates.axis import Axis
    from engine.feel.values import Value

OTHER = "other"
"""A text that stands for any that isn't named; with a number where it is named itself."""


class Stretch(NamedTuple):
    """Positions between two places, each of them included or not; None: without bound."""

    low: Fraction | None
    with_low: bool
    high: Fraction | None
    with_high: bool

    def has(self, at: Fraction) -> bool:
        above = self.low is None or at > self.low or (self.with_low and at == self.low)
        return above and (self.high is None or at < self.high or (self.with_high and at == self.high))


def sample(axis: Axis, atom: int, near: Fraction | None = None) -> Value:
    """The plainest value of an atom: see `plainest`; for any other text, one that isn't named; None for null.

    A number is a Decimal, an instant in UTC.

    Raises:
        IndexError: where the axis has no such atom.

    """
    if not 0 <= atom < axis.size:
        raise IndexError(atom)
    if atom < axis.intervals:
        return value_at(axis.quantity, plainest(axis, atom, near))
    named = atom - axis.intervals
    if named < len(axis.values):
        return axis.values[named]
    return None if axis.null and atom == axis.size - 1 else _other(axis)


def _other(axis: Axis) -> str:
    return next(text for n in count(1) if (text := OTHER if n == 1 else f"{OTHER} {n}") not in axis.values)


def plainest(axis: Axis, atom: int, near: Fraction | None = None) -> Fraction:
    """Where the plainest value of an interval stands.

    `near` itself (None: 0, or the first day of 2020) where it is inside; else the end towards it, where that is inside
    and written shortly; else the multiple nearest to it of the coarsest round unit that has one inside.
    """
    kind = QUANTITIES[axis.quantity]
    stretch = stretch_of(axis, atom)
    near = kind.usual if near is None else near
    near = near if axis.step is None else near // axis.step * axis.step
    if stretch.has(near):
        return near
    upwards = stretch.low is not None and near <= stretch.low
    end, inside = (stretch.low, stretch.with_low) if upwards else (stretch.high, stretch.with_high)
    assert end is not None  # noqa: S101  `near` is on its other side
    if inside and not end % kind.short:
        return end
    found = (_beyond(end / unit, inside, upwards) * unit for unit in round_units(axis))
    return next(at for at in found if stretch.has(at))


def _beyond(times: Fraction, inside: bool, upwards: bool) -> int:
    """The whole number next to an end: at it, where the end is inside."""
    if upwards:
        return ceil(times) if inside else floor(times) + 1
    return floor(times) if inside else ceil(times) - 1


def round_units(axis: Axis) -> Iterator[Fraction]:
    """Units of round values, coarse to fine: those of the quantity, then tenths; on a grid down to its step."""
    plain = QUANTITIES[axis.quantity].plain
    tenths = (plain[-1] / 10**power for power in count(1))
    if axis.step is None:
        yield from plain
        yield from tenths
        return
    yield from (unit for unit in plain if unit > axis.step and not unit % axis.step)
    while (unit := next(tenths)) > axis.step:
        if not unit % axis.step:
            yield unit
    yield axis.step


def stretch_of(axis: Axis, atom: int) -> Stretch:
    """The positions of an interval; on a grid with both its ends."""
    low, high = axis.cuts[atom], axis.cuts[atom + 1]
    if axis.step is None or high.at is None:
        return Stretch(low.at, not low.after, high.at, high.after)
    return Stretch(low.at, True, high.at - axis.step, True)
