"""guiju's expressions as an implementation under test for the DMN Technology Compatibility Kit.

The kit is dynamically typed, guiju statically: the types of a case are read off its values, then the expression is
checked and evaluated. What FEEL says is null because types don't fit is an error of ours; here it counts as null.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import reduce
from typing import Any

from engine.backends.scalar.evaluator import evaluator, key
from engine.diagnostics import Place, Report
from engine.feel.check import elaborate, elaborate_tests, unify
from engine.feel.parser import parse, parse_tests
from engine.feel.runtime.time import read_date, read_date_time, read_time
from engine.feel.scope import Scope, Symbol
from engine.feel.spans import canonical_span, parse_span
from engine.feel.typed import Expr, Ref
from engine.feel.types import ANY, BOOLEAN, DATE, DATE_TIME, NULL, NUMBER, SPAN, STRING, TIME, Kind, Type, list_of
from engine.feel.values import TimeSpan, Unit

PLACE = Place("case", ((0, 1, 1),))
TESTED = "tested value"
LOCAL = re.compile(r"[0-9-]+T[0-9:.]+")
"""A date and time without an offset. Ours have one, the library's zone where none is written: here it is UTC."""


def read_instant(text: str) -> Any:
    return read_date_time(f"{text}Z" if LOCAL.fullmatch(text) else text)


READERS: dict[str, Any] = {
    "number": Decimal,
    "date": read_date,
    "time": read_time,
    "date and time": read_instant,
    "days and time duration": parse_span,
    "years and months duration": parse_span,
}
KINDS = {
    int: "number",
    Decimal: "number",
    dt.datetime: "date and time",
    dt.date: "date",
    dt.time: "time",
}
TYPES: dict[type, Type] = {
    bool: BOOLEAN,
    int: NUMBER,
    Decimal: NUMBER,
    str: STRING,
    dt.datetime: DATE_TIME,
    dt.date: DATE,
    dt.time: TIME,
    TimeSpan: SPAN,
}


def evaluate(expression: str, context: dict[str, Any]) -> Any:
    """The value of an expression; None too where its types don't fit. Raises SyntaxProblem where it can't be read."""
    values = {name: from_kit(value) for name, value in context.items()}
    report = Report()
    typed = elaborate(parse(expression, names_in(values)), scope_of(values), report, PLACE)
    return None if report.has_errors else computed(typed, values)


def unary(tests: str, value: Any, context: dict[str, Any]) -> bool:
    """Whether a value passes a table cell."""
    values = {name: from_kit(given) for name, given in (context | {TESTED: value}).items()}
    report = Report()
    subject = Ref(TESTED, "fact", type_of(values[TESTED]), (0, 0))
    read = parse_tests(tests, names_in(values))
    condition = elaborate_tests(read, subject, scope_of(values), report, PLACE)
    if report.has_errors:
        return False
    return condition is None or computed(condition, values) is True


def from_tck(kind: str, text: str) -> Any:
    """A typed value of the kit as ours."""
    return READERS[kind](text)


def to_tck(value: Any) -> Any:
    """Our value as a typed value of the kit."""
    match value:
        case list() | tuple():
            return [to_tck(item) for item in value]
        case dict():
            return {"context": {name: to_tck(item) for name, item in value.items()}}
        case None | bool() | str():
            return value
        case TimeSpan(unit=Unit.MONTHS):
            return {"years and months duration": canonical_span(value)}
        case TimeSpan():
            return {"days and time duration": real_time(value)}
        case _:
            return {KINDS[type(value)]: str(value).replace(" ", "T").replace("+00:00", "Z")}


def real_time(span: TimeSpan) -> str:
    """Calendar days as days: FEEL has one duration for days and time."""
    return f"{'-' * (span.amount < 0)}P{abs(span.amount)}D" if span.unit is Unit.DAYS else canonical_span(span)


def from_kit(value: Any) -> Any:
    """Lists become tuples; everything else is a value already."""
    match value:
        case list() | tuple():
            return tuple(map(from_kit, value))
        case dict():
            return {name: from_kit(item) for name, item in value.items()}
        case _:
            return value


def type_of(value: Any) -> Type:
    """The narrowest static type that a value shows; ANY where it shows none, as null does."""
    match value:
        case tuple():
            return list_of(element_of(value))
        case dict():
            return Type(Kind.CONTEXT, fields=tuple((name, type_of(item)) for name, item in value.items()))
        case _:
            return TYPES.get(type(value), ANY)


def element_of(items: tuple[Any, ...]) -> Type:
    return reduce(lambda joined, item: unify(joined, type_of(item)) or ANY, items, NULL) if items else ANY


def names_in(value: Any) -> frozenset[str]:
    """Every name that an expression over these values may write: theirs, and their entries'."""
    match value:
        case tuple():
            return frozenset().union(*map(names_in, value))
        case dict():
            return frozenset(value).union(*map(names_in, value.values()))
        case _:
            return frozenset()


def scope_of(values: dict[str, Any]) -> Scope:
    return Scope.of(Symbol(name, "fact", type_of(value)) for name, value in values.items())


def computed(expr: Expr, values: dict[str, Any]) -> Any:
    return evaluator(expr)({key(name, "fact"): value for name, value in values.items()})
