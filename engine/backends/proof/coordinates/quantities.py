"""What positions on an axis mean: where a value stands, and which value stands at a position.

A number, a money, a percent stands at itself, a day at its ordinal, an instant at the seconds since 1970, a time of day
at the seconds since midnight, a span at its amount in its own unit. What differs in quantity has no order.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.types import Kind
from engine.feel.values import ARITHMETIC, TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.feel.types import Type
    from engine.feel.values import Value

NUMBER, DAY, INSTANT, TIME, UNORDERED = "number", "day", "instant", "time", ""
"""Quantities besides the units of spans; `UNORDERED`: values of which none is less than another."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = Fraction(1, 10**6)
_ONE = Fraction(1)
_OF_CLOCKS = (Fraction(3600), Fraction(60), _ONE)


class Quantity(NamedTuple):
    """How the values of a quantity lie.

    `step`: the distance of neighbours (None: dense). `first`, `last`: the ends of all there are (None: none). `plain`:
    units of round values, coarse to fine; below them tenths of the last one. `short`: what a value is still written
    plainly in. `usual`: where values are looked for first.
    """

    step: Fraction | None = None
    first: Fraction | None = None
    last: Fraction | None = None
    plain: tuple[Fraction, ...] = (_ONE,)
    short: Fraction = _ONE
    usual: Fraction = Fraction(0)


def quantity_of(kind: Type) -> str:
    """The quantity of a type's values, `UNORDERED` for a boolean, an enum, a text; spans of no known unit have none."""
    if kind.kind is Kind.SPAN:
        return str(kind.unit or UNORDERED)
    return _OF_KINDS.get(kind.kind, UNORDERED)


def position(value: Value) -> tuple[str, Fraction] | None:
    """The quantity and where the value stands in it; None for what has no order."""
    match value:
        case bool():
            return None
        case int() | Decimal():
            return NUMBER, Fraction(value)
        case TimeSpan(unit, amount):
            return str(unit), Fraction(amount)
        case dt.datetime():
            return INSTANT, _seconds(value - _EPOCH)
        case dt.date():
            return DAY, Fraction(value.toordinal())
        case dt.time():
            return TIME, _seconds(_since_midnight(value))
        case _:
            return None


def value_at(quantity: str, at: Fraction) -> Value:
    """The value at a position; an instant in UTC, a number to 34 digits.

    Raises:
        KeyError: for the quantity of values without order.

    """
    return _VALUES[quantity](at)


def to_decimal(at: Fraction) -> Decimal:
    """A position as a decimal, plainly written; to 34 digits where it has more."""
    quotient = ARITHMETIC.divide(Decimal(at.numerator), Decimal(at.denominator))
    return Decimal(int(quotient)) if at.denominator == 1 else quotient


def _seconds(passed: dt.timedelta) -> Fraction:
    return Fraction(passed // dt.timedelta(microseconds=1), 10**6)


def _since_midnight(time: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second, microseconds=time.microsecond)


def _instant(at: Fraction) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=int(at / _MICROSECOND))


def _time(at: Fraction) -> dt.time:
    return _instant(at).time()


def _span(unit: Unit) -> Callable[[Fraction], TimeSpan]:
    return lambda at: TimeSpan(unit, to_decimal(at))


def _day(at: Fraction) -> dt.date:
    return dt.date.fromordinal(int(at))


_VALUES: Mapping[str, Callable[[Fraction], Value]] = {
    NUMBER: to_decimal,
    DAY: _day,
    INSTANT: _instant,
    TIME: _time,
    **{str(unit): _span(unit) for unit in Unit},
}
_OF_KINDS = {
    Kind.NUMBER: NUMBER,
    Kind.MONEY: NUMBER,
    Kind.PERCENT: NUMBER,
    Kind.DATE: DAY,
    Kind.DATE_TIME: INSTANT,
    Kind.TIME: TIME,
}
_DATES = (Fraction(dt.date.min.toordinal()), Fraction(dt.date.max.toordinal()))
_INSTANTS = (
    _seconds(dt.datetime.min.replace(tzinfo=dt.UTC) - _EPOCH),
    _seconds(dt.datetime.max.replace(tzinfo=dt.UTC) - _EPOCH),
)
_USUAL = dt.date(2020, 1, 1)
_SECONDS = Quantity(plain=_OF_CLOCKS, short=Fraction(60))
QUANTITIES: Mapping[str, Quantity] = {
    NUMBER: Quantity(short=Fraction(1, 10_000)),
    DAY: Quantity(_ONE, *_DATES, usual=Fraction(_USUAL.toordinal())),
    INSTANT: Quantity(
        _MICROSECOND,
        *_INSTANTS,
        plain=_OF_CLOCKS,
        short=Fraction(60),
        usual=Fraction((_USUAL - _EPOCH.date()).days * 86_400),
    ),
    TIME: Quantity(_MICROSECOND, Fraction(0), 86_400 - _MICROSECOND, plain=_OF_CLOCKS, short=Fraction(60)),
    Unit.SECONDS: _SECONDS,
    Unit.WORKING_SECONDS: _SECONDS,
    **{unit: Quantity(_ONE) for unit in (Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS)},
}
"""By name; `UNORDERED` isn't among them."""
