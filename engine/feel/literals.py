"""Values as policies write them outside expressions: parameters, defaults, bounds, targets.

`80`, `0.5%`, `500 CNY`, `3 working days`, `2019-01-01`, `true`, an enum's id. A bare `0.5` is no percent, a bare `24`
no span.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.feel.problem import SyntaxProblem
from engine.feel.runtime.texts import plain_number
from engine.feel.runtime.time import read_date, read_date_time, read_time
from engine.feel.spans import parse_span
from engine.feel.types import ANY, BOOLEAN, DATE, DATE_TIME, MONEY, NUMBER, PERCENT, SPAN, STRING, Kind, Type
from engine.feel.values import scale_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.diagnostics import Place, Report
    from engine.feel.values import TimeSpan, Value

_DIGITS = r"-?(?:\d+(?:\.\d+)?|\.\d+)"
_NUMBER = re.compile(_DIGITS, re.ASCII)
_PERCENT = re.compile(rf"({_DIGITS})\s*%", re.ASCII)
_MONEY = re.compile(rf"({_DIGITS})\s*([A-Z]{{3}}|元)|[¥￥]\s*({_DIGITS})", re.ASCII)
_QUOTED = re.compile(r'"([^"]*)"')
_RANGE = re.compile(r"\s*(.*?)\s*(?<!\.)\.\.(?!\.)\s*(.*?)\s*")
DIGITS_AT_MOST = 34
"""Of a number, so that every value is exact in the 34-digit context."""

_BOOLEANS = {"true": True, "false": False}
_YES_AND_NO = {"yes": "true", "on": "true", "是": "true", "no": "false", "off": "false", "否": "false"}
_PERCENT_IN_WORDS = re.compile(rf"百分之\s*({_DIGITS})", re.ASCII)
_COUNTED = re.compile(rf"({_DIGITS})\s*[分个次人件名]", re.ASCII)
_EXAMPLES = {Kind.NUMBER: "`80`", Kind.PERCENT: "`0.5%`", Kind.MONEY: "`500 CNY`", Kind.BOOLEAN: "`true`"}
_ALL_EXAMPLES = "`80`, `0.5%`, `500 CNY`, `3 working days`, `2019-01-01`, `true`"


def currency_of(text: str) -> str:
    """The currency that an amount of money names: `500 USD`, `500元`; "" where it names none or is no money."""
    match = _MONEY.fullmatch(text.strip())
    if match is None:
        return ""
    return "CNY" if match[3] or match[2] == "元" else match[2]


def exact_number(value: Decimal) -> int | Decimal:
    """A whole number as int, which compares fastest; else the Decimal."""
    return int(value) if value == value.to_integral_value() else value


def type_of_number(base: Type, value: Decimal | int) -> Type:
    """The type whose only value is this number: `low` and `high` are it, `scale` its decimals."""
    exact = Decimal(value)
    return Type(base.kind, base.optional, scale=scale_of(value), low=exact, high=exact)


def suggestions_for_percent(number: str) -> str:
    """What a bare number may have meant as a percent: `0.5` is `50%` or `0.5%`."""
    value = Decimal(number)
    fraction = f"{plain_number(value.scaleb(2))}%"
    return f"`{fraction}` / `{number}%`" if 0 < abs(value) < 1 else f"`{number}%`"


def suggestions_for_span(number: str) -> str:
    return f"`{number}h` / `{number} working hours` / `{number} calendar days` / `{number} working days`"


def read_value(text: str, wanted: Type, place: Place, report: Report, titles: dict[str, str] | None = None) -> Value:
    """The value that `text` says for a type; None where it can't be read, which is reported at its place.

    `null` is None where the type is optional. `titles`: an enum's ids by title. Codes: GJ228 (bare number for a
    percent), GJ229 (for a span), GJ231 (no such enum value), GJ244 (no such date), GJ254 (no such literal), GJ259 (out
    of range), GJ262 (too many decimals), and those of spans.
    """
    stripped = text.strip()
    if stripped == "null" and wanted.optional:
        return None
    reader = _READERS.get(wanted.kind)
    try:
        value = reader(stripped, wanted, titles or {}) if reader else stripped
    except SyntaxProblem as problem:
        report.add(problem.code, place.span(problem.start, min(problem.end, len(text))), **problem.args)
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and not within(value, wanted):
        report.add("GJ259", place.span(0, len(text)), text=stripped, range=range_text(wanted))
        return None
    if isinstance(value, int | Decimal) and wanted.scale is not None and scale_of(value) > wanted.scale:
        report.add("GJ262", place.span(0, len(text)), text=stripped, scale=wanted.scale)
        return None
    return value


def read_typed_literal(text: str, place: Place, report: Report) -> tuple[Value, Type]:
    """A literal with the type that it shows; (None, ANY) where it is none, which is reported (GJ254).

    A number's type is as narrow as the value: widen it where other values may take its place.
    """
    stripped = text.strip()
    found = _recognise(stripped)
    if found is not None:
        return found
    problem = _unreadable(stripped)
    report.add(problem.code, place.span(0, len(text)), **problem.args)
    return None, ANY


def read_range(text: str, wanted: Type, place: Place, report: Report) -> tuple[Decimal | None, Decimal | None]:
    """The inclusive bounds of `0..100`, `0..`, `..100`, in the type's own unit; (None, None) where it is no range.

    Codes: GJ257 (no range), GJ258 (the lower bound is the greater), and those of `read_value`.
    """
    match = _RANGE.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        report.add("GJ257", place.span(0, len(text)), text=text.strip())
        return None, None
    low, high = (_read_bound(match, side, wanted, place, report) for side in (1, 2))
    if low is not None and high is not None and low > high:
        report.add("GJ258", place.span(0, len(text)), low=match[1], high=match[2])
        return None, None
    return low, high


def _read_bound(match: re.Match[str], side: int, wanted: Type, place: Place, report: Report) -> Decimal | None:
    if not match[side]:
        return None
    unbounded = replace(wanted, low=None, high=None, optional=False)
    value = read_value(match[side], unbounded, place.shifted(match.start(side)), report)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def within(value: int | Decimal, wanted: Type) -> bool:
    """Whether a number lies between a type's bounds."""
    return (wanted.low is None or value >= wanted.low) and (wanted.high is None or value <= wanted.high)


def range_text(given: Type) -> str:
    """`0..100`, `0..`, with percents as percents."""
    shift = 2 if given.kind is Kind.PERCENT else 0
    ends = (None if end is None else plain_number(end.scaleb(shift)) for end in (given.low, given.high))
    return "..".join("" if end is None else f"{end}{'%' if shift else ''}" for end in ends)


def _fault(code: str, text: str, **args: str) -> SyntaxProblem:
    return SyntaxProblem(code, 0, len(text), {"text": text, **args})


def _unreadable(text: str, kind: Kind | None = None) -> SyntaxProblem:
    """No literal, or none of a kind."""
    near = _meant(text, kind)
    examples = "" if near else _EXAMPLES.get(kind, _ALL_EXAMPLES) if kind else _ALL_EXAMPLES
    return _fault("GJ254", text, kind=kind or "", near=near, examples=examples)


def _meant(text: str, kind: Kind | None) -> str:
    """What was probably meant by `８０`, `1,000 CNY`, `80分`, `百分之5`, `是`; empty where that is not of the kind."""
    narrow = unicodedata.normalize("NFKC", text).replace(",", "")
    clean = _YES_AND_NO.get(narrow.lower(), narrow.lower() if narrow.lower() in _BOOLEANS else narrow)
    clean = _COUNTED.sub(r"\1", _PERCENT_IN_WORDS.sub(r"\1%", clean))
    found = _recognise(clean) if clean != text else None
    return clean if found and kind in (None, found[1].kind) else ""


def _exact(digits: str, text: str) -> int | Decimal:
    if sum(character.isdigit() for character in digits) > DIGITS_AT_MOST:
        raise _unreadable(text)
    return exact_number(Decimal(digits))


def _number(text: str, wanted: Type, titles: dict[str, str]) -> Value:
    if not _NUMBER.fullmatch(text):
        raise _unreadable(text, wanted.kind)
    return _exact(text, text)


def _percent(text: str, wanted: Type, titles: dict[str, str]) -> Value:
    match = _PERCENT.fullmatch(text)
    if match:
        return exact_number(Decimal(_exact(match[1], text)).scaleb(-2))
    if _NUMBER.fullmatch(text):
        if Decimal(text) == 0:
            return 0
        raise _fault("GJ228", text, suggestion=suggestions_for_percent(text))
    raise _unreadable(text, wanted.kind)


def _money(text: str, wanted: Type, titles: dict[str, str]) -> Value:
    match = _MONEY.fullmatch(text)
    if match:
        return _exact(match[1] or match[3], text)
    return _number(text, wanted, titles)


def _span(text: str, wanted: Type, titles: dict[str, str]) -> Value:
    if _NUMBER.fullmatch(text):
        raise _fault("GJ229", text, suggestion=suggestions_for_span(text))
    return parse_span(text)


def _boolean(text: str, wanted: Type, titles: dict[str, str]) -> Value:
    if text not in _BOOLEANS:
        raise _unreadable(text, wanted.kind)
    return _BOOLEANS[text]


def _unquoted(text: str) -> str:
    match = _QUOTED.fullmatch(text)
    return match[1] if match else text


def enum_value(written: str, wanted: Type, titles: dict[str, str]) -> str | None:
    """The id of an enum's value by id or title; None where there is none."""
    return written if written in wanted.values else titles.get(written)


def _enum(text: str, wanted: Type, titles: dict[str, str]) -> Value:
    written = _unquoted(text)
    value = enum_value(written, wanted, titles)
    if value is None:
        near = did_you_mean(written, [*wanted.values, *titles])
        raise _fault("GJ231", written, near=near, known=", ".join(wanted.values))
    return value


def _string(text: str, wanted: Type, titles: dict[str, str]) -> Value:
    return _unquoted(text)


def _temporal(read: Callable[[str], Value]) -> Callable[[str, Type, dict[str, str]], Value]:
    def reader(text: str, wanted: Type, titles: dict[str, str]) -> Value:
        try:
            return read(text)
        except ValueError:
            raise _fault("GJ244", text, kind=wanted.kind) from None

    return reader


_READERS: dict[Kind, Callable[[str, Type, dict[str, str]], Value]] = {
    Kind.NUMBER: _number,
    Kind.PERCENT: _percent,
    Kind.MONEY: _money,
    Kind.SPAN: _span,
    Kind.BOOLEAN: _boolean,
    Kind.ENUM: _enum,
    Kind.STRING: _string,
    Kind.DATE: _temporal(read_date),
    Kind.DATE_TIME: _temporal(read_date_time),
    Kind.TIME: _temporal(read_time),
}


def _recognise(text: str) -> tuple[Value, Type] | None:
    """A literal of any kind with its type; None where it is none."""
    recognised = (recognise(text) for recognise in (_recognise_number, _recognise_plain, _recognise_span))
    return next((found for found in recognised if found is not None), None)


def _recognise_number(text: str) -> tuple[Value, Type] | None:
    for pattern, base, read in ((_NUMBER, NUMBER, _number), (_PERCENT, PERCENT, _percent), (_MONEY, MONEY, _money)):
        if pattern.fullmatch(text):
            value = read(text, base, {})
            return (value, type_of_number(base, value)) if isinstance(value, int | Decimal) else None
    return None


def _recognise_plain(text: str) -> tuple[Value, Type] | None:
    if text in _BOOLEANS:
        return _BOOLEANS[text], BOOLEAN
    if _QUOTED.fullmatch(text):
        return _unquoted(text), STRING
    for read, kind in ((read_date, DATE), (read_date_time, DATE_TIME)):
        try:
            return read(text), kind
        except ValueError:
            continue
    return None


def _recognise_span(text: str) -> tuple[Value, Type] | None:
    try:
        span = parse_span(text)
    except SyntaxProblem:
        return None
    return span, type_of_span(span)


def type_of_span(span: TimeSpan) -> Type:
    return replace(SPAN, unit=span.unit)
