"""Arithmetic beyond the four native operations, in the private 34-digit context."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DecimalException,
)
from typing import TYPE_CHECKING, Any

from engine.feel.values import ARITHMETIC

if TYPE_CHECKING:
    from collections.abc import Callable

Number = int | Decimal
CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
_EXACT = Context(prec=6200, Emin=-6200, Emax=6200)
"""Wide enough to write any 34-digit number with any number of decimals that it may have."""
_SCALES = (-6111, 6176)
"""The decimals that a 34-digit number may be rounded to (DMN 1.5, 10.3.4.5)."""


def divide_or_null(dividend: Number, divisor: Number) -> Decimal | None:
    return ARITHMETIC.divide(dividend, divisor) if divisor else None


def power(base: Number, exponent: Number) -> Decimal | None:
    try:
        result = ARITHMETIC.power(base, exponent)
    except DecimalException:
        return None
    return result if result.is_finite() else None


def modulo(dividend: Number, divisor: Number) -> Decimal:
    """The remainder with the divisor's sign: dividend - divisor * floor(dividend / divisor), exactly."""
    rest = _EXACT.remainder(dividend, divisor)
    return ARITHMETIC.plus(_EXACT.add(rest, divisor)) if rest and (rest < 0) != (divisor < 0) else ARITHMETIC.plus(rest)


def modulo_or_null(dividend: Number, divisor: Number) -> Decimal | None:
    return modulo(dividend, divisor) if divisor else None


def parity(number: Number) -> Number:
    """0 for an even whole number, 1 for an odd one, else what is left of the division by 2."""
    return abs(_EXACT.remainder(number, 2))


def round_to(number: Number, scale: Number, rounding: str) -> Number:
    """`number` with at most `scale` decimals (a negative scale: tens, hundreds, …)."""
    places = max(_SCALES[0], min(int(scale), _SCALES[1]))
    value = Decimal(number)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= places:
        return number
    return ARITHMETIC.plus(value.quantize(Decimal(1).scaleb(-places, _EXACT), rounding, _EXACT))


def round_money(amount: Number) -> Decimal:
    """Half up to the cent: a Decimal with exactly two decimals, never a negative zero."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP, _EXACT) or NOTHING


def _rounding(mode: str) -> Callable[[Number, Number], Number]:
    return lambda number, scale: round_to(number, scale, mode)


def _checked(operation: Callable[[Number], Decimal]) -> Callable[[Number], Decimal | None]:
    def result(number: Number) -> Decimal | None:
        try:
            return operation(number)
        except DecimalException:
            return None

    return result


def _logarithm(number: Number) -> Decimal:
    return ARITHMETIC.ln(number if number > 0 else -1)


NAMES: dict[str, Callable[..., Any]] = {
    "DIVIDE_OR_NULL": divide_or_null,
    "POWER": power,
    "MODULO": modulo,
    "MODULO_OR_NULL": modulo_or_null,
    "PARITY": parity,
    "ROUND_MONEY": round_money,
    "ROUND_HALF_UP": _rounding(ROUND_HALF_UP),
    "ROUND_HALF_DOWN": _rounding(ROUND_HALF_DOWN),
    "ROUND_HALF_EVEN": _rounding(ROUND_HALF_EVEN),
    "ROUND_UP": _rounding(ROUND_UP),
    "ROUND_DOWN": _rounding(ROUND_DOWN),
    "ROUND_FLOOR": _rounding(ROUND_FLOOR),
    "ROUND_CEILING": _rounding(ROUND_CEILING),
    "SQRT": _checked(ARITHMETIC.sqrt),
    "EXP": _checked(ARITHMETIC.exp),
    "LOG": _checked(_logarithm),
}
