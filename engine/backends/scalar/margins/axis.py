"""A fact's values as points on a line, and the neighbourhoods into which critical points cut it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.backends.scalar.margins.lines import DAY, EPOCH, INSTANT, NUMBER, position
from engine.feel.types import Kind
from engine.feel.values import ARITHMETIC, TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.feel.types import Type
    from engine.feel.values import Value

FAR = 10**12
"""How far from zero the search goes on a grid that has no bounds."""


@dataclass(frozen=True, slots=True)
class Axis:
    """`step`: the distance of neighbours (None: dense). `low`, `high`: inclusive ends (None: open)."""

    quantity: str
    """Of the values, and so of the lines along the axis: see `lines`."""
    value: Callable[[Fraction], Value]
    step: Fraction | None
    low: Fraction | None = None
    high: Fraction | None = None
    usual: float | None = None
    """A usual distance, where values have no magnitude of their own."""

    def position(self, value: Value) -> Fraction | None:
        """Where a value stands; None for one that isn't on this axis: null, or a span of another unit."""
        found = position(value)
        return found[1] if found and found[0] == self.quantity else None


class Target(NamedTuple):
    """The place of a neighbourhood nearest to where a fact stands.

    `sample` is a position inside; `bound` its near end, which itself is inside only where `side` is "at".
    """

    sample: Fraction
    bound: Fraction
    side: Literal["at", "below", "above"]


def axis_of(fact_type: Type) -> Axis | None:
    """The axis of a fact of this type; None where its values aren't on one line."""
    build = _AXES.get(fact_type.kind)
    return build(fact_type) if build else None


def span_axis(unit: Unit) -> Axis:
    """Spans of one unit. Those that aren't clock time are whole, and reach as far as dates do."""
    axis = Axis(str(unit), lambda at: TimeSpan(unit, to_decimal(at)), None)
    if unit not in _YEAR:
        return axis
    reach = Fraction(100 * _YEAR[unit])
    return replace(axis, step=Fraction(1), low=-reach, high=reach, usual=float(_YEAR[unit]))


_YEAR = {Unit.DAYS: 365, Unit.WORKING_DAYS: 250, Unit.MONTHS: 12}


def count_axis() -> Axis:
    """Lengths of a list."""
    return Axis(NUMBER, int, Fraction(1), Fraction(0), Fraction(10_000), 10.0)


def to_decimal(at: Fraction) -> Decimal:
    """The decimal of a position, plainly written; 34 digits where it has more."""
    quotient = ARITHMETIC.divide(Decimal(at.numerator), Decimal(at.denominator))
    whole = quotient == quotient.to_integral_value() and abs(quotient) < FAR
    return quotient.quantize(Decimal(1)) if whole else quotient


def _numeric(fact_type: Type) -> Axis:
    step = None if fact_type.scale is None else Fraction(1, 10**fact_type.scale)
    low, high = (None if bound is None else Fraction(bound) for bound in (fact_type.low, fact_type.high))
    if fact_type.kind is Kind.PERCENT and low is high is None:
        low, high = Fraction(0), Fraction(1)
    return Axis(NUMBER, to_decimal, step, low, high)


def _days(_: Type) -> Axis:
    first, last = dt.date(1900, 1, 1).toordinal(), dt.date(2199, 12, 31).toordinal()
    return Axis(DAY, lambda at: dt.date.fromordinal(int(at)), Fraction(1), Fraction(first), Fraction(last), 365.0)


def _instants(_: Type) -> Axis:
    first, last = (
        Fraction(int((dt.datetime(year, 1, 1, tzinfo=dt.UTC) - EPOCH).total_seconds())) for year in (1900, 2200)
    )
    return Axis(INSTANT, lambda at: EPOCH + dt.timedelta(seconds=int(at)), Fraction(1), first, last, 365 * 86400.0)


_AXES: dict[Kind, Callable[[Type], Axis]] = {
    Kind.NUMBER: _numeric,
    Kind.MONEY: _numeric,
    Kind.PERCENT: _numeric,
    Kind.DATE: _days,
    Kind.DATE_TIME: _instants,
}


def targets(axis: Axis, cuts: Iterable[Fraction], here: Fraction | None) -> list[Target]:
    """The nearest place of every neighbourhood that `cuts` make, by distance from `here` (None: in ascending order).

    A neighbourhood is a cut or the open stretch between two; nothing that is compared at the cuts changes within one.
    """
    found = [target for target in _neighbourhoods(axis, cuts, here) if target and _possible(axis, target)]
    if here is None:
        return sorted(found, key=lambda target: target.sample)
    return sorted(found, key=lambda target: (abs(target.bound - here), target.side != "at"))


def _possible(axis: Axis, target: Target) -> bool:
    """Whether there is such a place: an open stretch at the very end of the axis has none."""
    return _within(axis, target.sample) and (target.side == "at" or target.sample != target.bound)


def _within(axis: Axis, at: Fraction) -> bool:
    return (axis.low is None or at >= axis.low) and (axis.high is None or at <= axis.high)


def _neighbourhoods(axis: Axis, cuts: Iterable[Fraction], here: Fraction | None) -> Iterator[Target | None]:
    inside = sorted(cut for cut in set(cuts) if _within(axis, cut))
    yield from (Target(cut, cut, "at") for cut in inside if _on_grid(axis, cut))
    for low, high in pairwise([None, *inside, None]):
        above_here = low is not None and (here is None or low >= here)
        below_here = high is not None and (here is None or high <= here)
        if low is not None and above_here:
            yield _above(axis, low, high)
        elif high is not None and below_here:
            yield _below(axis, low, high)


def _on_grid(axis: Axis, at: Fraction) -> bool:
    return axis.step is None or (at / axis.step).denominator == 1


def _above(axis: Axis, low: Fraction, high: Fraction | None) -> Target | None:
    """The stretch from `low` (exclusive) up to `high` (exclusive; None: up to the axis's end)."""
    if axis.step is not None:
        nearest = (floor(low / axis.step) + 1) * axis.step
        return Target(nearest, nearest, "at") if high is None or nearest < high else None
    end = high if high is not None else axis.high
    return Target(low + 1 if end is None else (low + end) / 2, low, "above")


def _below(axis: Axis, low: Fraction | None, high: Fraction) -> Target | None:
    if axis.step is not None:
        nearest = (ceil(high / axis.step) - 1) * axis.step
        return Target(nearest, nearest, "at") if low is None or nearest > low else None
    end = low if low is not None else axis.low
    return Target(high - 1 if end is None else (high + end) / 2, high, "below")
