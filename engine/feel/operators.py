"""The one table of operators and functions: it feeds typing, both executors and the reference page.

An `Overload` says for one tuple of argument types what comes out, how Python and SQL compute it. Executors know
overloads by `id` only: `lookup(id)`. An executor that knows narrower argument types than the checker (the columnar one
gives every fact its decimals and digits) asks `overload.type_of(argument types)` again, from the leaves up.

SQL agrees with Python to the last digit where every intermediate result has at most 34 digits: a type whose bounds and
decimals need more is to be refused. In SQL numbers, money and percents are DECIMAL, a date is DATE, a date-time
TIMESTAMPTZ, a span STRUCT(unit VARCHAR, amount DECIMAL(24, 6)), a list a LIST, a context a STRUCT.
"""

from __future__ import annotations

from dataclasses import replace

from engine.feel.builtins import arithmetic, comparison, contexts, dates, lists, logic, numbers, strings
from engine.feel.builtins.overload import Accepts, Example, Function, Overload, TypeRule, function

__all__ = [
    "FUNCTIONS",
    "PROPERTIES",
    "Accepts",
    "Example",
    "Function",
    "Overload",
    "TypeRule",
    "functions_named",
    "lookup",
]

_PLUS = function(
    "+",
    "a, b",
    arithmetic.ADD,
    strings.CONCATENATE,
    *dates.ADD,
    zh="加；文本相接；日期加时长：月数按月末截断，日为日历日。数字不能加金额或百分比。",
    en="Sum; texts joined; a date moved by a span: months clamp to the month's end, days are calendar days. A number is"
    " never added to money or to a percent.",
    examples=(("0.1 + 0.2", "0.3"), ('"a" + "b"', '"ab"'), ('date("2021-01-31") + 1 month', 'date("2021-02-28")')),
)
_MINUS = function(
    "-",
    "a, b",
    arithmetic.SUBTRACT,
    *dates.SUBTRACT,
    zh="减；两个日期之差是日历日；日期减时长。",
    en="Difference; of two dates, calendar days; a date moved back by a span.",
    examples=(("1 - 0.9", "0.1"), ('date("2021-03-01") - date("2021-02-28")', "1 calendar day")),
)
_NEGATE = function(
    "unary -",
    "a",
    arithmetic.NEGATE,
    dates.NEGATE,
    zh="取负。",
    en="The opposite.",
    examples=(("-(1.5)", "-1.5"),),
)
_SPAN_OPERATORS = {"*": dates.MULTIPLY, "/": dates.DIVIDE}


def _topic(name: str, functions: tuple[Function, ...], operator: bool = False) -> tuple[Function, ...]:
    return tuple(replace(f, topic=name, operator=operator) for f in functions)


def _with_spans(functions: tuple[Function, ...]) -> tuple[Function, ...]:
    return tuple(replace(f, overloads=(*f.overloads, *_SPAN_OPERATORS.get(f.name, ()))) for f in functions)


FUNCTIONS: tuple[Function, ...] = (
    *_topic("arithmetic", (_PLUS, _MINUS, _NEGATE, *_with_spans(arithmetic.FUNCTIONS)), operator=True),
    *_topic("comparison", comparison.FUNCTIONS, operator=True),
    *_topic("logic", logic.FUNCTIONS),
    *_topic("numbers", numbers.FUNCTIONS),
    *_topic("strings", strings.FUNCTIONS),
    *_topic("lists", lists.FUNCTIONS),
    *_topic("dates", dates.FUNCTIONS),
    *_topic("contexts", contexts.FUNCTIONS),
)
PROPERTIES = dates.PROPERTIES
"""The overloads behind `date.year`, `span.days` and so on, by the property's name."""

_BY_NAME = {f.name: f for f in FUNCTIONS}
_BY_ID = {overload.id: overload for f in FUNCTIONS for overload in f.overloads} | {
    overload.id: overload for overloads in PROPERTIES.values() for overload in overloads
}


def lookup(op: str) -> Overload:
    """The overload of an id; KeyError where there is none (an executor only meets ids of this table)."""
    return _BY_ID[op]


def functions_named(name: str) -> Function | None:
    """The operator or function of a name, or None."""
    return _BY_NAME.get(name)
