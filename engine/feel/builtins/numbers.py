"""Functions of numbers: rounding, remainders, roots."""

from __future__ import annotations

from engine.feel.builtins import accepts, widths
from engine.feel.builtins.overload import Function, Overload, function
from engine.feel.types import NUMBER, Kind

IRRATIONAL = "decimals-of-result"
TEXT_HAS_ANY_SCALE = "decimals-of-text"

_CAST = "CAST({0} AS {type})"
_TIE = f"abs({_CAST} - {{0}}) * 2 = {{unit}}"
SQL_ROUNDING = {
    "half-up": _CAST,
    "half-down": f"{_CAST} - CASE WHEN {_TIE} THEN sign({{0}}) * {{unit}} ELSE 0 END",
    "half-even": f"{_CAST} - CASE WHEN {_TIE} AND {_CAST} % (2 * {{unit}}) <> 0 THEN sign({{0}}) * {{unit}} ELSE 0 END",
    "floor": f"{_CAST} - CASE WHEN {_CAST} > {{0}} THEN {{unit}} ELSE 0 END",
    "ceiling": f"{_CAST} + CASE WHEN {_CAST} < {{0}} THEN {{unit}} ELSE 0 END",
    "down": f"{_CAST} - CASE WHEN abs({_CAST}) > abs({{0}}) THEN sign({{0}}) * {{unit}} ELSE 0 END",
    "up": f"{_CAST} + CASE WHEN abs({_CAST}) < abs({{0}}) THEN sign({{0}}) * {{unit}} ELSE 0 END",
}
"""DuckDB's cast to fewer decimals rounds half away from zero; the other modes correct it by one unit."""


def _rounding(op: str, mode: str) -> tuple[Overload, Overload]:
    """Rounding to a whole number, and to so many decimals."""
    python = f"ROUND_{mode.replace('-', '_').upper()}"
    return (
        Overload(op, (accepts.NUMERIC,), widths.rounded, f"{python}({{0}}, 0)", SQL_ROUNDING[mode]),
        Overload(
            f"{op}-to", (accepts.NUMERIC, accepts.NUMBER), widths.rounded, f"{python}({{0}}, {{1}})", SQL_ROUNDING[mode]
        ),
    )


def _round(name: str, mode: str, zh: str, en: str, examples: tuple[tuple[str, str], ...]) -> Function:
    return function(name, "n, scale", *_rounding(name.replace(" ", "-"), mode), zh=zh, en=en, examples=examples)


def _root(name: str, python: str, zh: str, en: str, example: tuple[str, str]) -> Function:
    result = widths.always(NUMBER)
    overload = Overload(name, (accepts.NUMBER,), result, python, None, IRRATIONAL, partial=True)
    return function(name, "number", overload, zh=zh, en=en, examples=(example,))


MODULO = (
    Overload(
        "modulo",
        (accepts.NUMBER, accepts.NOT_ZERO),
        widths.modulo,
        "MODULO({0}, {1})",
        "({0} % {1} + {1}) % {1}",
        together=accepts.same_kind,
    ),
    Overload(
        "modulo-or-null",
        (accepts.NUMBER, accepts.NUMBER),
        widths.modulo,
        "MODULO_OR_NULL({0}, {1})",
        "({0} % NULLIF({1}, 0) + {1}) % NULLIF({1}, 0)",
        partial=True,
        together=accepts.same_kind,
    ),
)

FUNCTIONS = (
    _round(
        "decimal",
        "half-even",
        "四舍六入五取偶，保留若干位小数。",
        "Rounded half to even, to so many decimals.",
        (("decimal(2.5, 0)", "2"), ("decimal(1/3, 2)", "0.33")),
    ),
    _round(
        "floor",
        "floor",
        "向下取整（或取到若干位小数）。",
        "The greatest whole number (or number of so many decimals) that is not greater.",
        (("floor(1.5)", "1"), ("floor(-1.56, 1)", "-1.6")),
    ),
    _round(
        "ceiling",
        "ceiling",
        "向上取整（或取到若干位小数）。",
        "The least whole number (or number of so many decimals) that is not less.",
        (("ceiling(1.5)", "2"), ("ceiling(-1.56, 1)", "-1.5")),
    ),
    _round(
        "round up",
        "up",
        "远离零取到若干位小数。",
        "Rounded away from zero.",
        (("round up(5.5, 0)", "6"), ("round up(-1.121, 2)", "-1.13")),
    ),
    _round(
        "round down",
        "down",
        "向零取到若干位小数。",
        "Rounded towards zero.",
        (("round down(5.5, 0)", "5"), ("round down(-1.126, 2)", "-1.12")),
    ),
    _round(
        "round half up",
        "half-up",
        "四舍五入到若干位小数。",
        "Rounded to the nearest, ties away from zero.",
        (("round half up(5.5, 0)", "6"), ("round half up(-1.125, 2)", "-1.13")),
    ),
    _round(
        "round half down",
        "half-down",
        "五舍六入到若干位小数。",
        "Rounded to the nearest, ties towards zero.",
        (("round half down(5.5, 0)", "5"), ("round half down(-1.125, 2)", "-1.12")),
    ),
    function(
        "abs",
        "n",
        Overload("abs", (accepts.NUMERIC,), widths.absolute, "ABS({0})", "abs({0})"),
        zh="绝对值。",
        en="The absolute value.",
        examples=(("abs(-10)", "10"),),
    ),
    function(
        "modulo",
        "dividend, divisor",
        *MODULO,
        zh="除法的余数，符号随除数；除以零为空。",
        en="The remainder of a division, with the sign of the divisor; null for a divisor of zero.",
        examples=(("modulo(-12, 5)", "3"), ("modulo(12, 0)", "null")),
    ),
    _root("sqrt", "SQRT({0})", "平方根；负数为空。", "The square root; null for a negative number.", ("sqrt(16)", "4")),
    _root("exp", "EXP({0})", "自然指数。", "The natural exponential.", ("exp(0)", "1")),
    _root(
        "log",
        "LOG({0})",
        "自然对数；非正数为空。",
        "The natural logarithm; null unless the number is positive.",
        ("log(1)", "0"),
    ),
    function(
        "odd",
        "number",
        Overload("odd", (accepts.NUMBER,), widths.boolean, "PARITY({0}) == 1", "abs({0} % 2) = 1"),
        zh="是否奇数。",
        en="Whether a number is odd.",
        examples=(("odd(5)", "true"), ("odd(2.5)", "false")),
    ),
    function(
        "even",
        "number",
        Overload("even", (accepts.NUMBER,), widths.boolean, "PARITY({0}) == 0", "{0} % 2 = 0"),
        zh="是否偶数。",
        en="Whether a number is even.",
        examples=(("even(4)", "true"),),
    ),
    function(
        "number",
        "from, grouping separator, decimal separator",
        Overload("number-of", (accepts.FACTOR,), widths.converted(Kind.NUMBER), "{0}", "{0}"),
        Overload("number-of-money", (accepts.MONEY,), widths.converted(Kind.NUMBER), "{0}", "{0}"),
        Overload(
            "number-of-text",
            (accepts.STRING,),
            widths.always(NUMBER),
            "NUMBER({0}, None, '.')",
            None,
            TEXT_HAS_ANY_SCALE,
            partial=True,
        ),
        Overload(
            "number-of-formatted",
            (accepts.STRING, accepts.ANYTHING, accepts.ANYTHING),
            widths.always(NUMBER),
            "NUMBER({0}, {1}, {2})",
            None,
            TEXT_HAS_ANY_SCALE,
            strict=False,
            partial=True,
        ),
        zh="把文本、百分比（按小数）或金额转为数字；不是数字的文本为空。",
        en="The number of a text, of a percent (its fraction) or of money; null where the text is no number.",
        examples=(('number("1,000.5", ",", ".")', "1000.5"), ("number(5%)", "0.05"), ('number("x")', "null")),
    ),
    function(
        "percent",
        "from",
        Overload("percent-of", (accepts.NUMBER,), widths.converted(Kind.PERCENT), "{0}", "{0}"),
        zh="把小数看作百分比：0.05 即 5%。",
        en="A number taken as a fraction: 0.05 is 5%.",
        examples=(("percent(0.05)", "5%"),),
    ),
    function(
        "money",
        "from",
        Overload("money-of", (accepts.NUMBER,), widths.converted(Kind.MONEY), "{0}", "{0}"),
        zh="把数字看作本位币金额。",
        en="A number taken as an amount of the library's currency.",
        examples=(("money(500)", "500 CNY"),),
    ),
)
