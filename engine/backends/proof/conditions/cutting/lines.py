"""Straight lines along a fact's axis, and the operators that make lines of lines: exact, or none."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import DAY, INSTANT, NUMBER
from engine.feel.values import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Line(NamedTuple):
    """Where a value stands in its quantity while a fact runs along its axis; `whole`: at whole numbers only."""

    slope: Fraction
    height: Fraction
    quantity: str = NUMBER
    whole: bool = False


NOTHING = Line(Fraction(0), Fraction(0), "nothing")
"""What is null all along: no other line meets it."""


def crossing(a: Line, b: Line) -> Fraction | None:
    """Where two lines meet; None where they don't, or lie on each other, or can't be compared."""
    if a.quantity != b.quantity or a.slope == b.slope:
        return None
    return (b.height - a.height) / (a.slope - b.slope)


def plus(a: Line, b: Line) -> Line:
    if a.quantity != b.quantity:
        return NOTHING
    return Line(a.slope + b.slope, a.height + b.height, a.quantity, a.whole and b.whole)


def negated(a: Line) -> Line:
    return a._replace(slope=-a.slope, height=-a.height)


def minus(a: Line, b: Line) -> Line:
    return plus(a, negated(b))


def _times(a: Line, b: Line) -> Line | None:
    """A line only where one of them is level; months are cut to whole ones."""
    whole = a.whole and b.whole
    if (a.slope and b.slope) or (Unit.MONTHS in (a.quantity, b.quantity) and not whole):
        return None
    quantity = b.quantity if a.quantity == NUMBER else a.quantity
    return Line(a.slope * b.height + b.slope * a.height, a.height * b.height, quantity, whole)


def _over(a: Line, b: Line) -> Line | None:
    if b.slope or a.quantity == Unit.MONTHS or b.quantity not in (NUMBER, a.quantity):
        return None
    if not b.height:
        return NOTHING
    quantity = NUMBER if b.quantity == a.quantity else a.quantity
    return Line(a.slope / b.height, a.height / b.height, quantity)


def _between(a: Line, b: Line) -> Line:
    """From `b` to `a`: whole days of two days, seconds of two instants."""
    apart = minus(a, b)
    return apart._replace(quantity=_APART.get(apart.quantity, apart.quantity))


_APART = {DAY: str(Unit.DAYS), INSTANT: str(Unit.SECONDS)}


def _moved(a: Line, b: Line) -> Line | None:
    """A day moved by whole days, an instant by seconds; other spans move neither evenly."""
    if b.quantity != _APART.get(a.quantity) or not (b.whole or a.quantity == INSTANT):
        return None
    return plus(a, b._replace(quantity=a.quantity))


LINEAR: Mapping[str, Callable[..., Line | None]] = {
    "add": plus,
    "subtract": minus,
    "multiply": _times,
    "divide": _over,
    "divide-or-null": _over,
    "negate": negated,
    "number-of": lambda a: a,
    "number-of-money": lambda a: a,
    "percent-of": lambda a: a,
    "money-of": lambda a: a,
    "date-of-date": lambda a: a,
    "add-spans": plus,
    "subtract-spans": minus,
    "multiply-span": _times,
    "multiply-by-span": _times,
    "divide-span": _over,
    "divide-spans": _over,
    "negate-span": negated,
    "subtract-dates": _between,
    "subtract-date-times": _between,
    "add-date-span": _moved,
    "add-date-time-seconds": _moved,
    "add-date-time-span": _moved,
    "add-span-date": lambda a, b: _moved(b, a),
    "add-span-date-time": lambda a, b: _moved(b, a),
    "subtract-date-span": lambda a, b: _moved(a, negated(b)),
    "subtract-date-time-span": lambda a, b: _moved(a, negated(b)),
}
"""By overload: the line of the result from the lines of the arguments; None where it is none."""
