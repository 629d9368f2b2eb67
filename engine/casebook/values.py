"""Whether a value agrees with what a case expects, written as in YAML: `0.5%`, `123.46`, `excellent`, `2026-11-22`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from engine.feel.problem import SyntaxProblem
from engine.feel.spans import parse_span
from engine.feel.values import ARITHMETIC, TimeSpan

if TYPE_CHECKING:
    from collections.abc import Callable

HUNDRED = Decimal(100)


def agree(expected: Any, actual: Any) -> bool:
    """Whether `actual`, a value of an expression, is what the plain value `expected` stands for."""
    compare = next(compare for kinds, compare in _COMPARISONS if isinstance(actual, kinds))
    return compare(expected, actual)


def shown(value: Any) -> str:
    """A value in a message, as it would be written in a case."""
    show = next(show for kinds, show in _SHOWN if isinstance(value, kinds))
    return show(value)


def _same(expected: Any, actual: Any) -> bool:
    return expected is actual


def _same_number(expected: Any, actual: Any) -> bool:
    return not isinstance(expected, bool) and bool(_number(expected) == actual)


def _same_instant(expected: Any, actual: dt.datetime) -> bool:
    try:
        return dt.datetime.fromisoformat(str(expected)) == actual
    except ValueError:
        return False


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
    """`50.00`, `0.5%`, `50.00 CNY`: the number; None where the text is none."""
    words = str(expected).split()
    percent = bool(words) and words[0].endswith("%")
    try:
        value = Decimal(words[0].rstrip("%")) if words else None
    except InvalidOperation:
        return None
    return ARITHMETIC.divide(value, HUNDRED) if value is not None and percent else value


def _show_fields(value: dict[str, Any]) -> str:
    return f"{{{', '.join(f'{name}: {shown(item)}' for name, item in value.items())}}}"


_SHOWN: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (type(None), lambda _: "null"),
    (bool, lambda value: "true" if value else "false"),
    (Decimal, lambda value: format(value, "f")),
    ((dt.date, dt.time), lambda value: value.isoformat()),
    (TimeSpan, lambda value: f"{value.amount:f} {value.unit}"),
    ((list, tuple), lambda value: f"[{', '.join(shown(item) for item in value)}]"),
    (dict, _show_fields),
    (object, str),
)
