"""The values of expressions at run time.

number, money, percent: `int` or `decimal.Decimal` (never bool or float; a percent is its fraction); boolean: `bool`;
string, enum, calendar: `str`; date: `datetime.date`; date-time: aware `datetime.datetime`; time: `datetime.time`;
span: `TimeSpan`; list and set: `tuple`; context: `dict`; null: `None`.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from engine.temporal.span import TimeSpan, Unit

__all__ = ["ARITHMETIC", "TimeSpan", "Unit", "Value", "scale_of"]

ARITHMETIC = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""The private context of all decimal work: IEEE 754 decimal128, as DMN 1.5 (10.3.2.3.1) asks."""


Value = (
    Decimal | int | bool | str | dt.date | dt.datetime | dt.time | TimeSpan | tuple[Any, ...] | dict[str, Any] | None
)


def decimal_of(number: float) -> Decimal | int:
    """The decimal that a float prints as; zero has no sign."""
    return Decimal(repr(number)) or 0


def scale_of(value: Decimal | int) -> int:
    """How many decimals a number has, trailing zeros not counted; no context rounds it."""
    if isinstance(value, int) or not value:
        return 0
    _, digits, exponent = value.as_tuple()
    decimals = -int(exponent)
    if decimals <= 0:
        return 0
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, decimals - zeros)
