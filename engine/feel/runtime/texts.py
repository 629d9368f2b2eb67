"""Texts: positions count code points from 1; regular expressions are XPath's as far as Python's agree with them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.feel.spans import canonical_span
from engine.feel.values import ARITHMETIC, TimeSpan

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.values import Value


Number = int | Decimal
_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.VERBOSE}
_GROUP = re.compile(r"\\(.)|\$(\d)")
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)", re.ASCII)
_SEPARATORS = (" ", ",", ".", None)


def substring(text: str, start: Number, length: Number | None = None) -> str | None:
    position = int(start)
    if position == 0 or abs(position) > len(text):
        return None
    first = position - 1 if position > 0 else len(text) + position
    if length is None:
        return text[first:]
    return text[first : first + int(length)] if int(length) >= 1 else None


def substring_before(text: str, match: str) -> str:
    head, found, _ = text.partition(match) if match else ("", "", text)
    return head if found else ""


def substring_after(text: str, match: str) -> str:
    _, found, tail = text.partition(match) if match else ("", "found", text)
    return tail if found else ""


def _compiled(pattern: str, flags: str) -> re.Pattern[str] | None:
    if not set(flags) <= _FLAGS.keys():
        return None
    try:
        return re.compile(pattern, sum(_FLAGS[flag] for flag in set(flags)))
    except (re.error, OverflowError, RecursionError):
        return None


def matches(text: str, pattern: str, flags: str) -> bool | None:
    compiled = _compiled(pattern, flags)
    return None if compiled is None else compiled.search(text) is not None


def replace(text: str, pattern: str, replacement: str, flags: str) -> str | None:
    r"""`$n` in the replacement is the nth group, empty where it took no part; `\\$` is a dollar."""
    compiled = _compiled(pattern, flags)
    if compiled is None:
        return None

    def filled(found: re.Match[str]) -> str:
        return _GROUP.sub(lambda part: part[1] or _group(found, int(part[2])), replacement)

    return compiled.sub(filled, text)


def _group(found: re.Match[str], number: int) -> str:
    return (found[number] or "") if number <= found.re.groups else ""


def split(text: str, delimiter: str) -> tuple[str, ...] | None:
    compiled = _compiled(delimiter, "")
    if compiled is None or compiled.search(""):
        return None
    return tuple(_between(compiled, text))


def _between(compiled: re.Pattern[str], text: str) -> list[str]:
    ends = [match.span() for match in compiled.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    return [text[start:end] for start, end in zip(starts, [*(start for start, _ in ends), len(text)], strict=True)]


def string_join(texts: tuple[str | None, ...], delimiter: str) -> str:
    return delimiter.join(text for text in texts if text is not None)


def number(text: str | None, grouping: str | None, decimal: str | None) -> Decimal | None:
    if text is None or grouping not in _SEPARATORS or decimal not in _SEPARATORS[1:] or grouping == decimal:
        return None
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(decimal, ".") if decimal else plain
    return ARITHMETIC.create_decimal(plain) if _NUMBER.fullmatch(plain) else None


def plain_number(value: Number) -> str:
    """No exponent, no trailing zeros, no negative zero."""
    if type(value) is int:
        return str(value)
    written = format(Decimal(value), "f")
    short = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if short in ("-0", "") else short


def text_of(value: Value) -> str:
    """The canonical text of a value that is not null: what `string()` gives and decisions print."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return plain_number(value)
        case dt.date() | dt.time():
            return value.isoformat()
        case TimeSpan():
            return canonical_span(value)
        case _:
            return str(value)


NAMES: dict[str, Callable[..., Any]] = {
    "SUBSTRING": substring,
    "SUBSTRING_BEFORE": substring_before,
    "SUBSTRING_AFTER": substring_after,
    "MATCHES": matches,
    "REPLACE": replace,
    "SPLIT": split,
    "STRING_JOIN": string_join,
    "NUMBER": number,
    "TEXT": text_of,
}
