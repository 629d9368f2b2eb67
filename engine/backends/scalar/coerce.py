"""One fact's value as it came in (JSON, or Python's own objects), read as the type that the policy declares.

A reader returns the value (see `engine.feel.values`) or raises `Unfit`. It never guesses: what is not surely meant is
refused, with what was probably meant as a suggestion.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from engine.diagnostics import did_you_mean, unknown
from engine.feel.problem import SyntaxProblem
from engine.feel.runtime.texts import plain_number
from engine.feel.spans import parse_span
from engine.feel.types import ANY, Kind, Type
from engine.feel.values import TimeSpan, scale_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.values import Value

Reader = Callable[[Any], "Value"]
Number = int | Decimal
_Instant = TypeVar("_Instant")

DIGITS = 34
"""What the decimal context holds exactly; longer numbers are refused, not rounded."""
LIMIT = 10**DIGITS
LONGEST = DIGITS + 2
"""Characters of a number as text: its digits, a sign, a point."""

_NUMERAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_PERCENT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*[%％]")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOOSE_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[T ].*)?")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_ODD_OFFSET = re.compile(r"[+-][0-9]{2}:?[6-9][0-9]$")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
_BOOLEANS = {"true": "true", "yes": "true", "是": "true", "false": "false", "no": "false", "否": "false"}


class Problem(NamedTuple):
    """Why a value doesn't fit; `path` leads to it inside the fact."""

    code: str
    path: tuple[str, ...]
    args: dict[str, object]

    def under(self, step: str) -> Problem:
        return Problem(self.code, (step, *self.path), self.args)


class Unfit(Exception):
    """A value that isn't of its type."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def reader(wanted: Type, zone: str, labels: Mapping[str, str] | None = None) -> Reader:
    """The reader of values that are not null. `zone`: of instants without an offset; `labels`: ids by title."""
    return _READERS[wanted.kind](wanted, zone, labels or {})


def bounds(wanted: Type) -> tuple[Number | None, Number | None]:
    """The inclusive bounds of a numeric type; a percent that declares none lies between 0 and 1."""
    if wanted.kind is Kind.PERCENT and wanted.low is None and wanted.high is None:
        return 0, 1
    return _plain(wanted.low), _plain(wanted.high)


def shown(raw: object) -> str:
    """A value as people wrote it: JSON, cut short."""
    try:
        text = json.dumps(raw, ensure_ascii=False, default=str)
    except (ValueError, TypeError, RecursionError):  # an integer of thousands of digits, a list in itself, odd keys
        text = f"<{type(raw).__name__}>"
    return text if len(text) <= 60 else f"{text[:57]}…"  # noqa: PLR2004 - what fits on a line


def _unfit(code: str, raw: object, **args: object) -> Unfit:
    return Unfit(Problem(code, (), {"given": shown(raw), **args}))


def _plain(bound: Decimal | None) -> Number | None:
    return int(bound) if bound is not None and bound == bound.to_integral_value() else bound


def _numeric(wanted: Type, _zone: str, _labels: Mapping[str, str]) -> Reader:
    low, high = bounds(wanted)
    scale = wanted.scale
    exact = _percent if wanted.kind is Kind.PERCENT else _number
    code = _WRONG[wanted.kind]

    def read(raw: object) -> Number:
        value = exact(raw, code)
        if _too_long(value) or (isinstance(raw, str) and len(raw) > LONGEST):
            raise _unfit("GJ434", raw, digits=DIGITS)
        if scale is not None and scale_of(value) > scale:
            raise _unfit("GJ432" if scale else "GJ433", raw, scale=scale)
        if (low is not None and value < low) or (high is not None and value > high):
            raise _outside(raw, value, wanted)
        return value

    return read


def _too_long(value: Number) -> bool:
    """Whether it has more digits than are held exactly, those behind the point counted from it."""
    if not -LIMIT < value < LIMIT:
        return True
    if isinstance(value, int):
        return False
    _, digits, exponent = value.as_tuple()
    return max(len(digits), -int(exponent)) > DIGITS


def _outside(raw: object, value: Number, wanted: Type) -> Unfit:
    low, high = bounds(wanted)
    percent = wanted.kind is Kind.PERCENT
    forgotten = percent and high is not None and high < value <= 100 * high
    texts = [
        None if bound is None else plain_number(bound * 100) + "%" if percent else plain_number(bound)
        for bound in (low, high)
    ]
    return _unfit("GJ430", raw, range=_range(*texts), instead=f"{plain_number(value)}%" if forgotten else "")


def _range(low: str | None, high: str | None) -> str:
    if low is None or high is None:
        return f"<= {high}" if low is None else f">= {low}"
    return f"{low}..{high}"


def _number(raw: object, code: str) -> Number:
    """int, float (the decimal that it prints as), Decimal or a numeral; never a bool, NaN or an infinity."""
    match raw:
        case bool():
            raise _unfit(code, raw)
        case int():
            return int(raw)
        case float():
            return _finite(Decimal(float.__repr__(raw)), raw)
        case Decimal():
            return _finite(raw, raw)
        case str() if _NUMERAL.fullmatch(raw):
            return Decimal(raw) or 0
        case str():
            raise _unfit(code, raw, instead=_numeral_in(raw))
        case _:
            raise _unfit(code, raw)


def _finite(value: Decimal, raw: object) -> Number:
    if not value.is_finite():
        raise Unfit(Problem("GJ431", (), {"given": str(raw)}))
    return value or 0  # there is no negative zero


def _numeral_in(text: str) -> str:
    """The numeral that a text was meant as, or ""."""
    stripped = text.strip()
    if _NUMERAL.fullmatch(stripped):
        return stripped
    if _GROUPED.fullmatch(stripped):
        return stripped.replace(",", "").replace("，", "")
    percent = _PERCENT.fullmatch(stripped)
    return f"{_hundredth(percent[1]):f}" if percent else ""


def _percent(raw: object, code: str) -> Number:
    match = _PERCENT.fullmatch(raw) if isinstance(raw, str) else None
    return _hundredth(match[1]) if match else _number(raw, code)


def _hundredth(numeral: str) -> Number:
    sign, digits, exponent = Decimal(numeral).as_tuple()
    return Decimal((sign, digits, int(exponent) - 2)) or 0


def _boolean(_wanted: Type, _zone: str, _labels: Mapping[str, str]) -> Reader:
    def read(raw: object) -> bool:
        if raw is True or raw is False:
            return raw
        raise _unfit("GJ413", raw, instead=_BOOLEANS.get(str(raw).strip().lower(), ""))

    return read


def _string(wanted: Type, _zone: str, _labels: Mapping[str, str]) -> Reader:
    def read(raw: object) -> str:
        if isinstance(raw, str):
            if not raw.isascii() and _SURROGATE.search(raw):
                raise _unfit("GJ437", ascii(raw))
            return str(raw)
        raise _unfit("GJ414", raw, instead="" if isinstance(raw, dict | list) else json.dumps(str(raw)))

    return read


def _enum(wanted: Type, _zone: str, labels: Mapping[str, str]) -> Reader:
    ids = {**labels, **{value: value for value in wanted.values}}

    def read(raw: object) -> str:
        value = ids.get(raw) if isinstance(raw, str) else None
        if value is None:
            near = did_you_mean(raw, ids) if isinstance(raw, str) else ""
            raise _unfit("GJ415", raw, values=", ".join(wanted.values), near=ids.get(near, ""))
        return value

    return read


def _date(_wanted: Type, _zone: str, _labels: Mapping[str, str]) -> Reader:
    def read(raw: object) -> dt.date:
        if type(raw) is dt.date:
            return raw
        if not isinstance(raw, str) or not _DATE.fullmatch(raw):
            raise _unfit("GJ416", raw, instead=_date_in(raw))
        return _existing(dt.date.fromisoformat, raw)

    return read


def _date_in(raw: object) -> str:
    """The date that was meant, where the parts are clearly year, month, day."""
    match = _LOOSE_DATE.fullmatch(str(raw).strip())
    return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}" if match else ""


def _existing(parse: Callable[[str], _Instant], text: str) -> _Instant:
    try:
        return parse(text)
    except ValueError:
        raise _unfit("GJ435", text) from None


def _date_time(_wanted: Type, zone: str, _labels: Mapping[str, str]) -> Reader:
    local = ZoneInfo(zone)

    def read(raw: object) -> dt.datetime:
        if isinstance(raw, dt.datetime):
            instant = raw
        elif isinstance(raw, str) and _DATE_TIME.fullmatch(raw):
            instant = _existing(_possible_instant, raw)
        else:
            raise _unfit("GJ417", raw)
        instant = instant if instant.tzinfo else instant.replace(tzinfo=local)
        try:
            instant.astimezone(local)
        except OverflowError:  # in the library's zone it lies before the calendar's first day, or after its last
            raise _unfit("GJ435", raw) from None
        return instant

    return read


def _possible_instant(text: str) -> dt.datetime:
    """ValueError where there is no such time, or no such offset: Python takes sixty minutes and more."""
    if _ODD_OFFSET.search(text, len("2026-01-31T18:00")):
        raise ValueError(text)
    return dt.datetime.fromisoformat(text)


def _time(_wanted: Type, _zone: str, _labels: Mapping[str, str]) -> Reader:
    def read(raw: object) -> dt.time:
        if isinstance(raw, dt.time):
            return raw
        if not isinstance(raw, str) or not _TIME.fullmatch(raw):
            raise _unfit("GJ418", raw)
        return _existing(dt.time.fromisoformat, raw)

    return read


def _span(_wanted: Type, _zone: str, _labels: Mapping[str, str]) -> Reader:
    def read(raw: object) -> TimeSpan:
        if isinstance(raw, TimeSpan):
            return raw
        if not isinstance(raw, str):
            raise _unfit("GJ419", raw)
        try:
            return parse_span(raw)
        except SyntaxProblem as problem:
            raise _unfit("GJ419", raw, instead=problem.args.get("instead", "")) from None

    return read


def _list(wanted: Type, zone: str, labels: Mapping[str, str]) -> Reader:
    element = wanted.element or ANY
    read_element = nullable(reader(element.required(), zone, labels), optional=element.optional)

    def read(raw: object) -> tuple[Value, ...]:
        if not isinstance(raw, list | tuple | set | frozenset):
            raise _unfit("GJ420", raw, example=f"[{shown(raw)}]")
        items = sorted(raw, key=str) if isinstance(raw, set | frozenset) else raw
        values = _gathered((str(index), read_element, item) for index, item in enumerate(items))
        return tuple(dict.fromkeys(values)) if wanted.unique else tuple(values)

    return read


def _context(wanted: Type, zone: str, _labels: Mapping[str, str]) -> Reader:
    readers = {name: nullable(reader(field.required(), zone), optional=field.optional) for name, field in wanted.fields}

    def read(raw: object) -> dict[str, Value]:
        if not isinstance(raw, Mapping):
            raise _unfit("GJ421", raw, fields=", ".join(readers))
        others = [*unknown(raw, readers)]
        if others:
            raise Unfit(*(_unknown_field(str(key), readers) for key in others))
        values = _gathered((name, read_field, raw.get(name)) for name, read_field in readers.items())
        return dict(zip(readers, values, strict=True))

    return read


def _unknown_field(key: str, fields: Mapping[str, Reader]) -> Problem:
    return Problem("GJ438", (key,), {"field": key, "near": did_you_mean(key, fields), "fields": ", ".join(fields)})


def nullable(read: Reader, *, optional: bool) -> Reader:
    """The reader of a value that may be null, or of one whose null is a fault."""

    def read_or_null(raw: object) -> Value:
        if raw is not None:
            return read(raw)
        if optional:
            return None
        raise Unfit(Problem("GJ422", (), {}))

    return read_or_null


def _gathered(parts: Iterable[tuple[str, Reader, object]]) -> list[Value]:
    """Every part read; raises the problems of all of them together."""
    values, problems = [], []
    for step, read, raw in parts:
        try:
            values.append(read(raw))
        except Unfit as unfit:
            problems += [problem.under(step) for problem in unfit.problems]
    if problems:
        raise Unfit(*problems)
    return values


def _anything(_wanted: Type, _zone: str, _labels: Mapping[str, str]) -> Reader:
    return lambda raw: raw


_WRONG = {Kind.NUMBER: "GJ410", Kind.MONEY: "GJ411", Kind.PERCENT: "GJ412"}

_READERS: dict[Kind, Callable[[Type, str, Mapping[str, str]], Reader]] = {
    Kind.NUMBER: _numeric,
    Kind.MONEY: _numeric,
    Kind.PERCENT: _numeric,
    Kind.BOOLEAN: _boolean,
    Kind.STRING: _string,
    Kind.CALENDAR: _string,
    Kind.ENUM: _enum,
    Kind.DATE: _date,
    Kind.DATE_TIME: _date_time,
    Kind.TIME: _time,
    Kind.SPAN: _span,
    Kind.LIST: _list,
    Kind.CONTEXT: _context,
    Kind.RANGE: _anything,
    Kind.NULL: _anything,
    Kind.ANY: _anything,
}
