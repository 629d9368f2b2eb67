"""Whether a value agrees with what a case expects, written as in YAML: `0.5%`, `123.46`, `excellent`, `2026-11-22`."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from engine.backends.prose.wording import number
from engine.feel.problem import SyntaxProblem
from engine.feel.spans import format_span, parse_span
from engine.feel.types import ANY, Kind
from engine.feel.values import ARITHMETIC, TimeSpan
from engine.ir.value_wire import money_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.types import Type

_NUMBER = re.compile(r"(?P<number>[^\s%]+)\s*(?P<percent>%)?(?:\s+[A-Z]{3})?")
"""`50.00`, `0.5%`, `50.00 CNY`."""


def agree(expected: Any, actual: Any) -> bool:
    """Whether `actual`, a value of an expression, is what the plain value `expected` stands for."""
    compare = next(compare for kinds, compare in _COMPARISONS if isinstance(actual, kinds))
    return compare(expected, actual)


def shown(value: Any, declared: Type = ANY, zone: dt.tzinfo | None = None) -> str:
    """A value in a message, as it would be written in a case; `zone`: that of instants, where they have another."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return _number_shown(value, declared)
        case dt.datetime():
            return (value.astimezone(zone) if zone else value).isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case TimeSpan():
            return format_span(value)
        case list() | tuple():
            return f"[{', '.join(shown(item, declared.element or ANY, zone) for item in value)}]"
        case dict():
            types = dict(declared.fields)
            fields = (f"{name}: {shown(item, types.get(name, ANY), zone)}" for name, item in value.items())
            return f"{{{', '.join(fields)}}}"
        case _:
            return str(value)


def _number_shown(value: Decimal | int, declared: Type) -> str:
    match declared.kind:
        case Kind.PERCENT:
            return number(value, declared)
        case Kind.MONEY:
            return money_text(value)
        case _:
            return format(Decimal(value), "f")


def _same(expected: Any, actual: Any) -> bool:
    return expected is actual


def _same_number(expected: Any, actual: Any) -> bool:
    return not isinstance(expected, bool) and bool(_number(expected) == actual)


def _same_instant(expected: Any, actual: dt.datetime) -> bool:
    """Without an offset it is one of the wall clock by which the other is told."""
    try:
        instant = dt.datetime.fromisoformat(str(expected))
    except ValueError:
        return False
    return (instant if instant.tzinfo else instant.replace(tzinfo=actual.tzinfo)) == actual


def _same_day(expected: Any, actual: dt.date | dt.time) -> bool:
    return bool(expected == actual.isoformat())


def _same_span(expected: Any, actual: TimeSpan) -> bool:
    try:
        return parse_span(str(expected)) == actual
    except SyntaxProblem:
        return False


def _same_items(expected: Any, actual: Any) -> bool:
    if not isinstance(expected, list) or len(expected) != len(actual):
        return False
    return all(agree(want, have) for want, have in zip(expected, actual, strict=True))


def _same_fields(expected: Any, actual: dict[str, Any]) -> bool:
    if not isinstance(expected, dict) or expected.keys() != actual.keys():
        return False
    return all(agree(expected[name], value) for name, value in actual.items())


def _same_text(expected: Any, actual: Any) -> bool:
    """A text may look like a number in YAML: `1.5` is one where a text is compared."""
    return bool((format(expected, "f") if isinstance(expected, Decimal) else expected) == actual)


_COMPARISONS: tuple[tuple[type | tuple[type, ...], Callable[[Any, Any], bool]], ...] = (
    ((type(None), bool), _same),
    ((int, Decimal), _same_number),
    (dt.datetime, _same_instant),
    ((dt.date, dt.time), _same_day),
    (TimeSpan, _same_span),
    ((list, tuple), _same_items),
    (dict, _same_fields),
    (object, _same_text),
)


def _number(expected: Any) -> Decimal | None:
    """The number that a text stands for; None where it is none."""
    written = _NUMBER.fullmatch(str(expected).strip())
    if written is None:
        return None
    try:
        value = Decimal(written["number"])
    except InvalidOperation:
        return None
    return value.scaleb(-2, ARITHMETIC) if written["percent"] else value
