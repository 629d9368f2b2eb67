"""Which places of a column an atom mask leaves: runs of whole numbers of the column's unit."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.proof.coordinates.axis import Axis, Cut


class Run(NamedTuple):
    """An interval; None: without bound. The places of a column on a grid stand at whole numbers, ends inside."""

    low: int | Fraction | None
    low_open: bool
    high: int | Fraction | None
    high_open: bool


class Places(NamedTuple):
    """`runs`: ascending, apart. `null`: it may be null. `elsewhere`: it may be a span of another unit."""

    runs: tuple[Run, ...]
    null: bool
    elsewhere: bool


def unit_of(axis: Axis) -> Fraction:
    """In what places are counted, so that all cuts are whole."""
    if axis.step is not None:
        return axis.step
    return Fraction(1, lcm(*(cut.at.denominator for cut in axis.cuts if cut.at is not None)))


def places(axis: Axis, mask: int, unit: Fraction) -> Places:
    """Of the atoms in `mask`."""
    intervals = (1 << axis.intervals) - 1
    null = 1 << axis.size - 1 if axis.null else 0
    return Places(tuple(_runs(axis, mask & intervals, unit)), bool(mask & null), bool(mask & ~intervals & ~null))


def hull(found: tuple[Run, ...]) -> Run:
    """From the first run's low end to the last one's high end."""
    first, last = found[0], found[-1]
    return first if len(found) == 1 else Run(first.low, first.low_open, last.high, last.high_open)


def measured(run: Run, unit: Fraction) -> Run:
    """The positions of a run's places."""
    low, high = (None if end is None else end * unit for end in (run.low, run.high))
    return Run(low, run.low_open, high, run.high_open)


def _runs(axis: Axis, mask: int, unit: Fraction) -> Iterator[Run]:
    """Neighbouring atoms are one run; on a grid a run without a place in it is none."""
    while mask:
        first = (mask & -mask).bit_length() - 1
        rest = ~(mask >> first)
        length = (rest & -rest).bit_length() - 1
        run = _run(axis.cuts[first], axis.cuts[first + length], unit, on_grid=axis.step is not None)
        if run.low is None or run.high is None or run.low <= run.high:
            yield run
        mask &= ~(((1 << length) - 1) << first)


def _run(start: Cut, end: Cut, unit: Fraction, *, on_grid: bool) -> Run:
    low = None if start.at is None else start.at / unit
    high = None if end.at is None else end.at / unit
    if not on_grid:
        return Run(_whole(low), start.after, _whole(high), not end.after)
    above = None if low is None else low.__floor__() + 1 if start.after else low.__ceil__()
    below = None if high is None else high.__floor__() if end.after else high.__ceil__() - 1
    return Run(above, False, below, False)


def _whole(place: Fraction | None) -> int | Fraction | None:
    return place if place is None or place.denominator != 1 else place.numerator
