"""`= != < <= > >=`, and the tests that the compiler writes for tables and null."""

from __future__ import annotations

from engine.feel.builtins import accepts
from engine.feel.builtins.overload import Function, Overload, function
from engine.feel.builtins.widths import boolean

_BOTH = (accepts.PRESENT, accepts.PRESENT)
_ANY = (accepts.ANYTHING, accepts.ANYTHING)
_SPANS = (accepts.SPAN, accepts.SPAN)
_SPAN_SQL = "CASE WHEN {{0}}.unit = {{1}}.unit THEN {{0}}.amount {0} {{1}}.amount END"


def _order(op: str, operator: str) -> tuple[Overload, ...]:
    """The overloads of one ordering operator: native; spans of one known unit; spans, null where their units differ."""
    span_sql = _SPAN_SQL.format(operator)
    native = f"{{0}} {operator} {{1}}"
    amounts = f"{{0}}.amount {operator} {{1}}.amount"
    guarded = f"({amounts} if {{0}}.unit is {{1}}.unit else None)"
    return (
        Overload(op, (accepts.ORDERED, accepts.ORDERED), boolean, native, native, together=accepts.same_kind),
        Overload(f"{op}-amount", _SPANS, boolean, amounts, amounts, together=accepts.same_unit),
        Overload(f"{op}-span", _SPANS, boolean, guarded, span_sql, partial=True),
    )


LESS = _order("lt", "<")
AT_MOST = _order("le", "<=")
GREATER = _order("gt", ">")
AT_LEAST = _order("ge", ">=")

EQUAL = (
    Overload("eq-span", _SPANS, boolean, "SPANS_EQUAL({0}, {1})", _SPAN_SQL.format("="), partial=True),
    Overload("eq", _BOTH, boolean, "{0} == {1}", "{0} = {1}", together=accepts.same_kind),
    Overload(
        "eq-null",
        _ANY,
        boolean,
        "{0} == {1}",
        "{0} IS NOT DISTINCT FROM {1}",
        strict=False,
        together=accepts.comparable_or_null,
    ),
)
UNEQUAL = (
    Overload("ne-span", _SPANS, boolean, "SPANS_UNEQUAL({0}, {1})", _SPAN_SQL.format("<>"), partial=True),
    Overload("ne", _BOTH, boolean, "{0} != {1}", "{0} <> {1}", together=accepts.same_kind),
    Overload(
        "ne-null",
        _ANY,
        boolean,
        "{0} != {1}",
        "{0} IS DISTINCT FROM {1}",
        strict=False,
        together=accepts.comparable_or_null,
    ),
)
_ORDER_ZH = (
    "{0}。数字、金额、百分比、文本（按字符编码）、日期和时长各自可比；任一边为空则为空；单位不同的时长不可比，为空。"
)
_ORDER_EN = (
    "{0}. Numbers, money, percents, texts (by code point), dates and spans, each among themselves; null where a side is"
    " null or two spans have different units."
)


def _ordering(operator: str, overloads: tuple[Overload, ...], zh: str, en: str, example: tuple[str, str]) -> Function:
    return function(operator, "a, b", *overloads, zh=_ORDER_ZH.format(zh), en=_ORDER_EN.format(en), examples=(example,))


FUNCTIONS = (
    function(
        "=",
        "a, b",
        *EQUAL,
        zh="相等。空等于空，空不等于任何值；单位不同的时长不可比，为空。",
        en="Equal. Null equals null and nothing else; spans of different units are not comparable: null.",
        examples=(
            ("0.1 + 0.2 = 0.3", "true"),
            ("1 = null", "false"),
            ("null = null", "true"),
        ),
    ),
    function(
        "!=",
        "a, b",
        *UNEQUAL,
        zh="不相等，与 `=` 相反。",
        en="Unequal: the opposite of `=`.",
        examples=(("1 != 2", "true"), ("1 != null", "true")),
    ),
    _ordering("<", LESS, "小于", "Less than", ("79.5 < 80", "true")),
    _ordering("<=", AT_MOST, "不大于", "At most", ('date("2021-01-31") <= date("2021-01-31")', "true")),
    _ordering(">", GREATER, "大于", "Greater than", ("48h > 24h", "true")),
    _ordering(">=", AT_LEAST, "不小于", "At least", ("0.5% >= 1%", "false")),
)
