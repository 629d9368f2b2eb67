"""Spans of time as text: our own strict grammar, because no two of these are one another.

`24h`, `1h30m`, `10 minutes`, `24小时` are real time; `7 calendar days`, `3天`, `2 weeks` are days of the calendar;
`3 working days`, `8个工作小时` count working time; `1 month`, `1年` are months. ISO 8601 is read as FEEL reads it:
`P1DT2H` is 26 hours of real time, `P1Y6M` is 18 months, and a mixture of both is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import did_you_mean
from engine.feel.problem import SyntaxProblem
from engine.feel.values import ARITHMETIC, TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

SPELLINGS: dict[tuple[Unit, int], tuple[str, ...]] = {
    (Unit.SECONDS, 1): ("s", "sec", "second", "seconds", "秒", "秒钟"),
    (Unit.SECONDS, 60): ("min", "mins", "minute", "minutes", "分钟"),
    (Unit.SECONDS, 3600): ("h", "hour", "hours", "小时", "个小时"),
    (Unit.WORKING_SECONDS, 1): ("working second", "working seconds", "工作秒"),
    (Unit.WORKING_SECONDS, 60): ("working minute", "working minutes", "工作分钟", "个工作分钟"),
    (Unit.WORKING_SECONDS, 3600): ("working hour", "working hours", "工作小时", "个工作小时"),
    (Unit.DAYS, 1): ("day", "days", "calendar day", "calendar days", "天", "个自然日", "自然日"),
    (Unit.DAYS, 7): ("week", "weeks", "周", "个星期", "星期"),
    (Unit.WORKING_DAYS, 1): ("working day", "working days", "个工作日", "工作日"),
    (Unit.MONTHS, 1): ("month", "months", "个月"),
    (Unit.MONTHS, 12): ("year", "years", "年"),
}
_UNITS = {spelling: unit for unit, spellings in SPELLINGS.items() for spelling in spellings}
_MEANT = {
    "m": "min",
    "d": "days",
    "w": "weeks",
    "y": "years",
    "mo": "months",
    "hr": "hours",
    "hrs": "hours",
    "secs": "seconds",
    "business days": "working days",
    "business hours": "working hours",
    "月": "个月",
    "日": "天",
    "分": "分钟",
    "时": "小时",
    "工时": "个工作小时",
}
"""Spellings that are refused because they can be read in two ways, or are words of another trade, and what is meant."""

_LONGEST_FIRST = sorted((spelling.replace(" ", r"\s+") for spelling in _UNITS), key=len, reverse=True)
_ENGLISH = "|".join(spelling for spelling in _LONGEST_FIRST if spelling.isascii())
_CHINESE = "|".join(spelling for spelling in _LONGEST_FIRST if not spelling.isascii())
_AMOUNT_LIMIT = 10**15
"""Of seconds, days or months. What is less is summed exactly, and its canonical text is read back."""
_NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,9})?"
_PIECE = rf"{_NUMBER}\s*(?:(?:{_ENGLISH})(?![^\W\d])|(?:{_CHINESE})(?![^\W\da-zA-Z]))"
_MINUTES_AFTER_HOURS = r"(?<=h)[0-9]{1,15}m(?![^\W\d])"
SPAN_PATTERN = rf"{_PIECE}(?:{_MINUTES_AFTER_HOURS}|\s*{_PIECE})*"
"""A span literal as it may stand in an expression. It is well formed, but its units may not add up."""

_PARTS = re.compile(rf"({_NUMBER})\s*([^\W\d]+(?:\s+[^\W\d]+)*)")
_ISO_TIME = re.compile(
    r"-?P(?:(\d{1,15})D)?(?:T(?=\d)(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15}(?:\.\d{1,9})?)S)?)?", re.ASCII
)
_ISO_MIXED = re.compile(r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:[\d.]+S)?)?", re.ASCII)
_ISO_MONTHS = re.compile(r"-?P(?:(\d{1,15})Y)?(?:(\d{1,15})M)?", re.ASCII)
_ISO = ((_ISO_MONTHS, Unit.MONTHS, (12, 1)), (_ISO_TIME, Unit.SECONDS, (86400, 3600, 60, 1)))
_IN_SECONDS = frozenset({Unit.SECONDS, Unit.WORKING_SECONDS})


_COUNTED = frozenset("分个次人件名份")
"""What numbers are counted in where no span is meant: `80分`, `5份`."""


class _Part(NamedTuple):
    number: str
    unit: Unit
    size: int


def parse_span(text: str) -> TimeSpan:
    """The span that `text` says, exactly.

    Raises SyntaxProblem, with offsets in `text`: GJ214 for what is no span, GJ215 for parts that don't add up
    (`1 month 3 days`), GJ216 for a fraction of a day, a working day or a month.
    """
    stripped = text.strip()
    body = stripped.removeprefix("-").lstrip()
    unit, amount = _iso_amount(stripped) if body.startswith("P") else _amount(body, text)
    if amount >= _AMOUNT_LIMIT:
        raise SyntaxProblem("GJ214", 0, len(text), {"text": stripped, "instead": ""})
    return TimeSpan(unit, amount.copy_negate() if stripped.startswith("-") else amount)


def not_a_span(text: str, start: int, end: int) -> SyntaxProblem:
    """The problem of a text that is meant as a span and isn't one, with the span that was probably meant."""
    match = _PARTS.fullmatch(text.strip())
    unit = " ".join(match[2].split()) if match else ""
    near = _MEANT.get(unit) or did_you_mean(unit.lower(), _UNITS)
    gap = " " if near.isascii() else ""
    instead = f"{match[1]}{gap}{near}" if match and near else ""
    if match and unit in _COUNTED:
        instead = "` / `".join(filter(None, (match[1], instead)))
    return SyntaxProblem("GJ214", start, end, {"text": text.strip(), "instead": instead})


def _parts(body: str) -> list[_Part]:
    found = []
    for match in _PARTS.finditer(body):
        spelling = " ".join(match[2].split())
        unit, size = (Unit.SECONDS, 60) if spelling == "m" else _UNITS[spelling]
        found.append(_Part(match[1], unit, size))
    return found


def _amount(body: str, text: str) -> tuple[Unit, Decimal]:
    if not re.fullmatch(SPAN_PATTERN, body):
        raise not_a_span(text, 0, len(text))
    parts = _parts(body)
    units = {part.unit for part in parts}
    if len(units) > 1:
        raise SyntaxProblem("GJ215", 0, len(text), {"text": text.strip()})
    unit = units.pop()
    amount = _sum(_times(part.number, part.size) for part in parts)
    if unit not in _IN_SECONDS and amount != amount.to_integral_value():
        raise SyntaxProblem("GJ216", 0, len(text), {"text": text.strip()})
    return unit, amount


def _times(number: str, size: int) -> Decimal:
    return ARITHMETIC.multiply(Decimal(number), Decimal(size))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum, a whole number without decimals or exponent."""
    total = reduce(ARITHMETIC.add, amounts)
    return Decimal(int(total)) if total == total.to_integral_value() else total.normalize(ARITHMETIC)


def _iso_amount(text: str) -> tuple[Unit, Decimal]:
    for pattern, unit, sizes in _ISO:
        match = pattern.fullmatch(text)
        if match and any(match.groups()):
            return unit, _sum(_times(number or "0", size) for number, size in zip(match.groups(), sizes, strict=True))
    raise SyntaxProblem("GJ215" if _ISO_MIXED.fullmatch(text) else "GJ214", 0, len(text), {"text": text, "instead": ""})


def canonical_span(span: TimeSpan) -> str:
    """The text of a span in JSON; `parse_span` reads it back as the same value: `PT24H`, `P3M`, `3 working days`."""
    sign, amount = ("-" if span.amount < 0 else ""), span.amount.copy_abs().normalize(ARITHMETIC)
    match span.unit:
        case Unit.SECONDS:
            return f"{sign}PT{_clock(amount)}"
        case Unit.MONTHS:
            return f"{sign}P{amount:f}M"
        case _:
            return sign + _in_words(span.unit, amount, "en")


def format_span(span: TimeSpan, lang: str = "en") -> str:
    """The span in words, in `lang` ("zh" or "en"): `24 hours`, `1小时30分钟`. `parse_span` reads both back."""
    sign, amount = ("-" if span.amount < 0 else ""), span.amount.copy_abs().normalize(ARITHMETIC)
    return sign + _in_words(span.unit, amount, lang)


def _clock(seconds: Decimal) -> str:
    minutes, rest = ARITHMETIC.divmod(seconds, Decimal(60))
    hours, minutes = ARITHMETIC.divmod(minutes, Decimal(60))
    parts = ((hours, "H"), (minutes, "M"), (rest, "S"))
    return "".join(f"{number:f}{letter}" for number, letter in parts if number) or "0S"


_WORDS: dict[Unit, tuple[tuple[int, str, str], ...]] = {
    Unit.SECONDS: ((3600, "小时", "hour"), (60, "分钟", "minute"), (1, "秒", "second")),
    Unit.WORKING_SECONDS: (
        (3600, "个工作小时", "working hour"),
        (60, "个工作分钟", "working minute"),
        (1, "工作秒", "working second"),
    ),
    Unit.DAYS: ((1, "个自然日", "calendar day"),),
    Unit.WORKING_DAYS: ((1, "个工作日", "working day"),),
    Unit.MONTHS: ((12, "年", "year"), (1, "个月", "month")),
}
"""The sizes in which a unit is told, greatest first, with their Chinese and English words."""


def _in_words(unit: Unit, amount: Decimal, lang: str) -> str:
    told: list[str] = []
    rest = amount
    for size, chinese, english in _WORDS[unit]:
        number, rest = (rest, Decimal(0)) if size == 1 else ARITHMETIC.divmod(rest, Decimal(size))
        if number or (size == 1 and not told):
            told.append(f"{number:f}{chinese}" if lang == "zh" else f"{number:f} {english}{'s' if number != 1 else ''}")
    return ("" if lang == "zh" else " ").join(told)
