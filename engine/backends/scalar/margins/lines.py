"""Straight lines along a fact's axis, and the operators that make lines of lines: exact, or none.

A number, a span, a day and an instant each have a position on a line of their own quantity: `position`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.values import TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.feel.values import Value

NUMBER, DAY, INSTANT = "number", "day", "instant"
"""Quantities besides the units of spans. What differs in quantity has no order and no sum: that is null."""
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Line(NamedTuple):
    slope: Fraction
    height: Fraction
    quantity: str = NUMBER


def position(value: Value) -> tuple[str, Fraction] | None:
    """The quantity and where the value stands in it; None for what isn't on a line.

    A span stands at its amount, a day at its ordinal, an instant at the seconds since 1970.
    """
    match value:
        case bool():
            return None
        case int() | Decimal():
            return NUMBER, Fraction(value)
        case TimeSpan(unit, amount):
            return str(unit), Fraction(amount)
        case dt.datetime():
            elapsed = value - EPOCH
            return INSTANT, elapsed.days * 86400 + elapsed.seconds + Fraction(elapsed.microseconds, 10**6)
        case dt.date():
            return DAY, Fraction(value.toordinal())
        case _:
            return None


NOTHING = Line(Fraction(0), Fraction(0), "nothing")
"""What is null all along: no other line meets it."""


def plus(a: Line, b: Line) -> Line:
    return Line(a.slope + b.slope, a.height + b.height, a.quantity) if a.quantity == b.quantity else NOTHING


def negated(a: Line) -> Line:
    return Line(-a.slope, -a.height, a.quantity)


def minus(a: Line, b: Line) -> Line:
    return plus(a, negated(b))


def _times(a: Line, b: Line) -> Line | None:
    """A line only where one of them is level; months are cut to whole ones."""
    if (a.slope and b.slope) or Unit.MONTHS in (a.quantity, b.quantity):
        return None
    quantity = b.quantity if a.quantity == NUMBER else a.quantity
    return Line(a.slope * b.height + b.slope * a.height, a.height * b.height, quantity)


def _over(a: Line, b: Line) -> Line | None:
    if b.slope or not b.height or a.quantity == Unit.MONTHS or b.quantity not in (NUMBER, a.quantity):
        return None
    quantity = NUMBER if b.quantity == a.quantity else a.quantity
    return Line(a.slope / b.height, a.height / b.height, quantity)


def _between(a: Line, b: Line) -> Line:
    """From `b` to `a`: whole days of two days, seconds of two instants."""
    apart = minus(a, b)
    return apart._replace(quantity=str(_APART.get(apart.quantity, apart.quantity)))


_APART = {DAY: Unit.DAYS, INSTANT: Unit.SECONDS}


def _moved(a: Line, b: Line) -> Line | None:
    """A day moved by whole days, an instant by seconds; other spans move neither evenly."""
    whole = b.slope.denominator == b.height.denominator == 1
    if b.quantity != _APART.get(a.quantity) or not (whole or a.quantity == INSTANT):
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
