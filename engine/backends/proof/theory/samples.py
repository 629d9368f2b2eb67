"""Values worth trying: of what is left of a column the plainest, its ends, some further off; of a type a plain one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.axis import Axis, Cut
from engine.backends.proof.coordinates.quantities import position, value_at
from engine.backends.proof.coordinates.samples import OTHER, plainest, sample
from engine.backends.proof.theory.linear.runs import measured, places
from engine.feel.types import Kind
from engine.feel.values import TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.proof.theory.linear.bounds import Number
    from engine.backends.proof.theory.linear.runs import Run
    from engine.feel.types import Type
    from engine.feel.values import Value

FEW, MANY = 3, 64
"""Runs that are tried, and places up to which all of them are."""
POWERS = tuple(Fraction(10) ** power for power in (*range(10), -1, -2, -3, -4, -5, -6))
EMPTY = Decimal(0)


class Sample(NamedTuple):
    """`complete`: there are no other values."""

    values: tuple[Value, ...]
    complete: bool


def plain_places(axis: Axis, unit: Fraction, runs: Iterable[Run]) -> Iterator[Number]:
    """Of each of the first runs the plainest place, then the ends."""
    first = [*islice(runs, FEW)]
    yield from dict.fromkeys(chain((plain_place(axis, unit, run) for run in first), *map(_ends, first)))


def far_places(axis: Axis, unit: Fraction, runs: Sequence[Run]) -> Iterator[Number]:
    """The plainest, then ever further off from it: by 1, 10, 100 and on, by parts of them; the ends last."""
    first = runs[:FEW]
    plain = [plain_place(axis, unit, run) for run in first]
    far = [(at + power / unit, run.high) for power in POWERS for at, run in zip(plain, first, strict=True)]
    within = (at for at, high in far if (high is None or at < high) and (axis.step is None or at.denominator == 1))
    yield from dict.fromkeys(chain(plain, map(_whole, within), *map(_ends, first)))


def plain_place(axis: Axis, unit: Fraction, run: Run) -> Number:
    """The plainest place of a run, as a value is told."""
    low, low_open, high, high_open = measured(run, unit)
    until = None if high is None else Fraction(high) + (axis.step or 0)
    cuts = (
        Cut(None if low is None else Fraction(low), low_open),
        Cut(until, high is None or (axis.step is None and not high_open)),
    )
    found = plainest(Axis(axis.quantity, cuts, axis.step), 0) / unit
    return _whole(found)


def _whole(place: Number) -> Number:
    return place.numerator if place.denominator == 1 else place


def _ends(run: Run) -> Iterator[Number]:
    if run.low is not None and not run.low_open:
        yield run.low
    if run.high is not None and not run.high_open:
        yield run.high


def values_in(axis: Axis, unit: Fraction, mask: int) -> Sample:
    """Values of the atoms in `mask`; null last."""
    runs = places(axis, mask, unit).runs
    told = [*_places(axis, unit, runs)]
    ordered = [value_at(axis.quantity, place * unit) for place in told]
    named = [
        sample(axis, atom) for atom in range(axis.intervals, axis.size) if mask >> atom & 1 and not _apart(axis, atom)
    ]
    rest = axis.others and mask >> axis.intervals + len(axis.values) & 1
    return Sample((*ordered, *named), not rest and _counted(axis, runs) == len(told))


def far_values_in(axis: Axis, unit: Fraction, mask: int) -> Sample:
    """The same, but after the plainest those that are ever further off from it."""
    found = values_in(axis, unit, mask)
    far = (value_at(axis.quantity, place * unit) for place in far_places(axis, unit, places(axis, mask, unit).runs))
    return found._replace(values=tuple(dict.fromkeys((*far, *found.values))))


def _apart(axis: Axis, atom: int) -> bool:
    """Whether an atom stands for the spans of other units, for which there is another axis."""
    return bool(axis.intervals) and axis.others and atom == axis.intervals + len(axis.values)


def _places(axis: Axis, unit: Fraction, runs: Sequence[Run]) -> Iterable[Number]:
    """All of them where they are few: the plainest first."""
    plain = [*plain_places(axis, unit, runs)]
    count = _counted(axis, runs)
    if count is None or count > MANY:
        return dict.fromkeys([*plain, *islice(far_places(axis, unit, runs), 2 * len(POWERS))])
    return dict.fromkeys([*plain, *(at for run in runs for at in range(ceil(run.low or 0), floor(run.high or 0) + 1))])


def _counted(axis: Axis, runs: Iterable[Run]) -> int | None:
    """How many places there are; None: no number of them."""
    total = 0
    for run in runs:
        if run.low is None or run.high is None or (axis.step is None and run.low != run.high):
            return None
        total += int(run.high - run.low) + 1
    return total


def plain_value(kind: Type) -> Value:
    """A plain value of a type."""
    match kind.kind:
        case Kind.BOOLEAN:
            return False
        case Kind.ENUM:
            return kind.values[0]
        case Kind.DATE:
            return dt.date(2020, 1, 1)
        case Kind.DATE_TIME:
            return dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        case Kind.TIME:
            return dt.time(9)
        case Kind.SPAN:
            return TimeSpan(kind.unit or Unit.SECONDS, Decimal(0))
        case Kind.LIST:
            return ()
        case Kind.CONTEXT:
            return {name: None if field.optional else plain_value(field) for name, field in kind.fields}
        case _ if kind.is_numeric:
            return _within(kind)
        case _:
            return OTHER


def _within(kind: Type) -> Decimal:
    """Zero, or the bound that is nearest to it."""
    return max(kind.low or EMPTY, EMPTY) if kind.high is None else min(max(kind.low or kind.high, EMPTY), kind.high)


def has(axis: Axis, mask: int, value: Value) -> bool:
    """Whether a value lies in one of the atoms in `mask`."""
    atom = _atom_of(axis, value)
    return atom is not None and bool(mask >> atom & 1)


def _atom_of(axis: Axis, value: Value) -> int | None:
    """The atom of a value; None for one beyond the axis's ends."""
    if value is None:
        return axis.size - 1 if axis.null else None
    found = position(value)
    if found and found[0] == axis.quantity:
        return next((atom for atom in range(axis.intervals) if _between(axis.cuts[atom : atom + 2], found[1])), None)
    if value in axis.values:
        return axis.intervals + axis.values.index(value)
    return axis.intervals + len(axis.values) if axis.others else None


def _between(cuts: Sequence[Cut], at: Fraction) -> bool:
    low, high = cuts
    above = low.at is None or at > low.at or (at == low.at and not low.after)
    return above and (high.at is None or at < high.at or (at == high.at and high.after))
