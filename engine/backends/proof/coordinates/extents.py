"""From atoms back to values: what a box says of each subject."""

from __future__ import annotations

from fractions import Fraction
from itertools import compress
from math import prod
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.masks import cell_of_mask, mask_of
from engine.backends.proof.coordinates.quantities import value_at
from engine.backends.proof.coordinates.samples import round_units
from engine.ir.regions import Between, Extent, Region

if TYPE_CHECKING:
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.coordinates.axis import Axis
    from engine.backends.proof.space import Column, Space
    from engine.feel.values import Value


def region_of(space: Space, box: Box) -> Region:
    """A box as a region without a witness; subjects that may be anything, of what cases can be, are left out."""
    never = _never(space)
    pairs = list(zip(space.columns, box, strict=True))
    bound = [pair for number, pair in enumerate(pairs) if pair[1] | never.get(number, 0) != _all(pair[0].axis)]
    extents = (extent_of(column, mask) for column, mask in bound)
    share = prod((share_of(column.axis, mask) for column, mask in bound), start=Fraction(1))
    return Region(tuple(extent for extent in extents if extent), None, share)


def _never(space: Space) -> dict[int, int]:
    """By column the atoms that no case has, whatever its other facts: who takes all others takes all there are."""
    alone = (part for part in space.outside if len(part) == 1)
    found: dict[int, int] = {}
    for column, cell in (entry for part in alone for entry in part.items()):
        found[column] = found.get(column, 0) | mask_of(cell)
    return found


def _all(axis: Axis) -> int:
    return (1 << axis.size) - 1


def extent_of(column: Column, mask: int) -> Extent | None:
    """What a subject may be; None where it may be anything.

    An interval that reaches an end of the axis is told without that bound. On a grid an end is told as the rounder of
    the last value inside and the first one outside: below 80.00 rather than up to 79.99, but up to 2024-12-31.
    """
    axis = column.axis
    if mask == _all(axis):
        return None
    named = range(axis.intervals, axis.intervals + len(axis.values))
    taken = [bool(mask >> atom & 1) for atom in named]
    others = axis.others and bool(mask >> named.stop & 1)
    return Extent(
        column.subject,
        tuple(between_of(axis, low, high) for low, high in cell_of_mask(mask & ((1 << axis.intervals) - 1))),
        tuple(compress(axis.values, taken)),
        others=others,
        null=axis.null and bool(mask >> (axis.size - 1) & 1),
        besides=tuple(value for value, is_taken in zip(axis.values, taken, strict=True) if others and not is_taken),
    )


def between_of(axis: Axis, first: int, until: int) -> Between:
    """The values of the intervals from `first` to before `until`."""
    low, low_open = (None, False) if first == 0 else _low(axis, first)
    high, high_open = (None, False) if until == axis.intervals else _high(axis, until)
    return Between(low, low_open, high, high_open)


def _low(axis: Axis, cut: int) -> tuple[Value, bool]:
    inside = _at(axis, cut)
    if axis.step is None:
        return value_at(axis.quantity, inside), axis.cuts[cut].after
    before = inside - axis.step
    is_open = _roundness(axis, before) < _roundness(axis, inside)
    return value_at(axis.quantity, before if is_open else inside), is_open


def _high(axis: Axis, cut: int) -> tuple[Value, bool]:
    outside = _at(axis, cut)
    if axis.step is None:
        return value_at(axis.quantity, outside), not axis.cuts[cut].after
    inside = outside - axis.step
    is_open = _roundness(axis, outside) < _roundness(axis, inside)
    return value_at(axis.quantity, outside if is_open else inside), is_open


def _at(axis: Axis, cut: int) -> Fraction:
    at = axis.cuts[cut].at
    assert at is not None  # noqa: S101  only an axis's own ends are without bound
    return at


def _roundness(axis: Axis, at: Fraction) -> int:
    """Which round unit it is a multiple of: 0 for the coarsest."""
    return next(rank for rank, unit in enumerate(round_units(axis)) if not at % unit)


def share_of(axis: Axis, mask: int) -> Fraction:
    """How much of an axis a mask takes: all atoms count alike, but intervals by width where the axis has two ends."""
    intervals = mask & ((1 << axis.intervals) - 1)
    return (_width(axis, intervals) * axis.intervals + (mask ^ intervals).bit_count()) / Fraction(axis.size)


def _width(axis: Axis, mask: int) -> Fraction:
    """Which part of all intervals a mask takes."""
    if not mask:
        return Fraction(0)
    first, last = axis.cuts[0].at, axis.cuts[-1].at
    if first is None or last is None or first == last:
        return Fraction(mask.bit_count(), axis.intervals)
    wide = (_at(axis, until) - _at(axis, low) for low, until in cell_of_mask(mask))
    return sum(wide, Fraction(0)) / (last - first)
