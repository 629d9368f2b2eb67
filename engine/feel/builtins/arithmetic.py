"""`+ - * / **` and the unary minus on numbers, money and percents.

Money and percents keep their meaning: money times a percent is money, money by money is a number, money plus a number
is an error. All work is done in the private 34-digit context, so SQL agrees wherever results need at most 34 digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins import accepts, widths
from engine.feel.builtins.overload import Overload, function
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.feel.types import Type

NO_EXACT_QUOTIENT = "decimals-of-quotient"
NO_EXACT_POWER = "decimals-of-power"


def _at_most_one_money(types: tuple[Type, ...]) -> bool:
    return [t.kind for t in types].count(Kind.MONEY) <= 1


def _divisible(types: tuple[Type, ...]) -> bool:
    dividend, divisor = types
    return divisor.kind is not Kind.MONEY or dividend.kind in (Kind.MONEY, Kind.ANY)


def _product(types: tuple[Type, ...]) -> Type:
    return widths.multiply(_product_kind(*types))(types)


def _product_kind(left: Type, right: Type) -> Kind:
    if Kind.MONEY in (left.kind, right.kind):
        return Kind.MONEY
    return Kind.PERCENT if left.kind is right.kind is Kind.PERCENT else Kind.NUMBER


def _quotient(types: tuple[Type, ...]) -> Type:
    dividend, divisor = types
    kind = dividend.kind if divisor.kind is Kind.NUMBER or dividend.kind is Kind.MONEY else Kind.NUMBER
    return widths.divide(Kind.NUMBER if dividend.kind is divisor.kind else kind)(types)


_PAIR = (accepts.NUMERIC, accepts.NUMERIC)

ADD = Overload("add", _PAIR, widths.add, "ADD({0}, {1})", "{0} + {1}", together=accepts.same_kind)
SUBTRACT = Overload("subtract", _PAIR, widths.subtract, "SUBTRACT({0}, {1})", "{0} - {1}", together=accepts.same_kind)
MULTIPLY = Overload("multiply", _PAIR, _product, "MULTIPLY({0}, {1})", "{0} * {1}", together=_at_most_one_money)
NEGATE = Overload("negate", (accepts.NUMERIC,), widths.negate, "MINUS({0})", "-{0}")
DIVIDE = (
    Overload(
        "divide",
        (accepts.NUMERIC, accepts.NOT_ZERO),
        _quotient,
        "DIVIDE({0}, {1})",
        None,
        NO_EXACT_QUOTIENT,
        together=_divisible,
    ),
    Overload(
        "divide-or-null",
        _PAIR,
        _quotient,
        "DIVIDE_OR_NULL({0}, {1})",
        None,
        NO_EXACT_QUOTIENT,
        partial=True,
        together=_divisible,
    ),
)
POWER = Overload(
    "power",
    (accepts.FACTOR, accepts.NUMBER),
    widths.always(widths.numeric(Kind.NUMBER, None, -widths.INFINITY, widths.INFINITY)),
    "POWER({0}, {1})",
    None,
    NO_EXACT_POWER,
    partial=True,
)

FUNCTIONS = (
    function(
        "*",
        "a, b",
        MULTIPLY,
        zh="乘。金额乘数字或百分比仍是金额；两个金额不能相乘；数字乘百分比是数字。",
        en="Product. Money by a number or a percent is money; two amounts of money have no product; a number by a"
        " percent is a number.",
        examples=(("0.1 * 3", "0.3"), ("500 CNY * 10%", "50 CNY"), ("10% * 10%", "1%")),
    ),
    function(
        "/",
        "a, b",
        *DIVIDE,
        zh="除，保留34位有效数字；除以零为空。金额除以金额是数字。",
        en="Quotient to 34 significant digits; null where the divisor is zero. Money by money is a number.",
        examples=(("1 / 4", "0.25"), ("1 / 0", "null"), ("500 CNY / 100 CNY", "5")),
    ),
    function(
        "**",
        "a, b",
        POWER,
        zh="乘方，从左到右结合；负数也先取负：`-3 ** 2` 是 9。无法计算时为空。",
        en="Power, from left to right; the minus binds tighter: `-3 ** 2` is 9. Null where there is no result.",
        examples=(("2 ** 10", "1024"), ("3 ** 4 ** 5", "3486784401"), ("0 ** -1", "null")),
    ),
)
