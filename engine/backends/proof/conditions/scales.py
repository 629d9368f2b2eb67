"""On what scales the values of a type lie: none for what has no order, one for each unit for a span."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import DAY, INSTANT, QUANTITIES, UNORDERED, quantity_of, value_at
from engine.feel.types import NUMERIC, Kind
from engine.feel.values import Unit

if TYPE_CHECKING:
    from engine.feel.types import Type
    from engine.feel.values import Value

HANDFUL = 12
"""Values of a number that are told one by one where it is compared with another fact: marks, months of a year."""
_CENTURY = {DAY: Fraction(36_525), INSTANT: Fraction(36_525 * 86_400)}


class Scale(NamedTuple):
    """A quantity, the grid that values stand on (None: dense), the least and the greatest (None: without end)."""

    quantity: str
    step: Fraction | None
    low: Fraction | None
    high: Fraction | None


def scales_of(type_: Type) -> tuple[Scale, ...]:
    if type_.kind is Kind.SPAN:
        units = (type_.unit,) if type_.unit else tuple(Unit)
        return tuple(_whole(str(unit)) for unit in units)
    quantity = quantity_of(type_)
    if quantity == UNORDERED:
        return ()
    return (_numeric(type_, quantity) if type_.kind in NUMERIC else _whole(quantity),)


def _whole(quantity: str) -> Scale:
    """All that there is of a quantity; of days and instants what is a century away from the calendar's ends.

    Nearer to them a date that is moved would fall off the calendar: true of no case that anybody has.
    """
    kind = QUANTITIES[quantity]
    margin = _CENTURY.get(quantity)
    if margin and kind.first is not None and kind.last is not None:
        return Scale(quantity, kind.step, kind.first + margin, kind.last - margin)
    return Scale(quantity, kind.step, kind.first, kind.last)


def _numeric(type_: Type, quantity: str) -> Scale:
    """A percent that declares no bounds lies between 0 and 1."""
    low, high = (None if bound is None else Fraction(bound) for bound in (type_.low, type_.high))
    if type_.kind is Kind.PERCENT and low is high is None:
        low, high = Fraction(0), Fraction(1)
    return Scale(quantity, None if type_.scale is None else Fraction(1, 10**type_.scale), low, high)


def finite_values(type_: Type) -> tuple[Value, ...] | None:
    """The values of a type that has but a few by name, null left out."""
    match type_.kind:
        case Kind.BOOLEAN:
            return (False, True)
        case Kind.ENUM:
            return type_.values
        case _:
            return None


def handful(type_: Type) -> tuple[Value, ...] | None:
    """The values of a type that has so few, by name or on a grid, null left out."""
    named = finite_values(type_)
    if named is not None or type_.kind not in NUMERIC:
        return named
    _, step, low, high = _numeric(type_, "")
    if step is None or low is None or high is None or high - low > HANDFUL * step:
        return None
    steps = range(ceil(low / step), floor(high / step) + 1)
    return tuple(value_at(quantity_of(type_), at * step) for at in steps)
