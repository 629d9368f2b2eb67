"""Dates, times and spans. Months clamp to the month's end; a day of a date-time is a day of its own wall clock.

A working span moves no date here, since that takes a calendar: the result is None, as it is beyond the years 1 to 9999.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from engine.feel.problem import SyntaxProblem
from engine.feel.spans import parse_span
from engine.feel.values import ARITHMETIC, TimeSpan, Unit
from engine.temporal.civil import plus_months

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.values import Value

Number = int | Decimal

_CLOCK = r"\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?"
_OFFSET = r"(?:Z|[+-]\d{2}:\d{2})"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(rf"{_CLOCK}{_OFFSET}?", re.ASCII)
_DATE_TIME = re.compile(rf"{_DATE.pattern}T{_CLOCK}{_OFFSET}", re.ASCII)
_DAY = 86400
_MONTHS_AT_MOST = 12 * 10_000
_DAYS_AT_MOST = 4_000_000
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _floor(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_FLOOR))


def add_months(day: dt.date, months: int) -> dt.date | None:
    """The same day of the month so many months later, or the month's last day; also of a date-time."""
    try:
        moved = plus_months(day, months)
    except OverflowError:
        return None
    return day.replace(year=moved.year, month=moved.month, day=moved.day)


def _add_days(day: dt.date, days: int) -> dt.date | None:
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None


def _move_date(day: dt.date, unit: Unit, amount: Decimal) -> dt.date | None:
    match unit:
        case Unit.MONTHS if abs(amount) <= _MONTHS_AT_MOST:
            return add_months(day, _floor(amount))
        case Unit.DAYS if abs(amount) <= _DAYS_AT_MOST:
            return _add_days(day, _floor(amount))
        case Unit.SECONDS if abs(amount) <= _DAYS_AT_MOST * _DAY:
            return _add_days(day, _floor(amount) // _DAY)
        case _:
            return None


def date_plus(day: dt.date, span: TimeSpan) -> dt.date | None:
    return _move_date(day, span.unit, span.amount)


def date_minus(day: dt.date, span: TimeSpan) -> dt.date | None:
    return _move_date(day, span.unit, -span.amount)


def _move_instant(instant: dt.datetime, unit: Unit, amount: Decimal) -> dt.datetime | None:
    if unit is not Unit.SECONDS:
        moved = _move_date(instant, unit, amount)
        return moved if isinstance(moved, dt.datetime) else None
    microseconds = _floor(ARITHMETIC.multiply(amount, 1_000_000))
    try:
        later = instant.astimezone(dt.UTC) + dt.timedelta(microseconds=microseconds)
        return later.astimezone(instant.tzinfo)
    except OverflowError:
        return None


def date_time_plus(instant: dt.datetime, span: TimeSpan) -> dt.datetime | None:
    return _move_instant(instant, span.unit, span.amount)


def date_time_minus(instant: dt.datetime, span: TimeSpan) -> dt.datetime | None:
    return _move_instant(instant, span.unit, -span.amount)


def days_between(start: dt.date, end: dt.date) -> TimeSpan:
    return TimeSpan(Unit.DAYS, Decimal((end - start).days))


def seconds_between(start: dt.datetime, end: dt.datetime) -> TimeSpan:
    """Real time between two instants; zones only say when they were."""
    passed = end.astimezone(dt.UTC) - start.astimezone(dt.UTC)
    whole = passed.days * _DAY + passed.seconds
    return TimeSpan(Unit.SECONDS, ARITHMETIC.add(whole, Decimal(passed.microseconds).scaleb(-6)).normalize(ARITHMETIC))


def months_between(start: dt.date, end: dt.date) -> TimeSpan:
    """Whole months, towards zero."""
    sign, first, last = (1, start, end) if _wall(start) <= _wall(end) else (-1, end, start)
    months = (last.year - first.year) * 12 + last.month - first.month
    unfinished = (last.day, _wall(last)[3:]) < (first.day, _wall(first)[3:])
    return TimeSpan(Unit.MONTHS, Decimal(sign * (months - unfinished)))


def _wall(day: dt.date) -> tuple[int, ...]:
    return tuple(day.timetuple()[:6])


def span_plus(left: TimeSpan, right: TimeSpan) -> TimeSpan | None:
    return TimeSpan(left.unit, ARITHMETIC.add(left.amount, right.amount)) if left.unit is right.unit else None


def span_minus(left: TimeSpan, right: TimeSpan) -> TimeSpan | None:
    return TimeSpan(left.unit, ARITHMETIC.subtract(left.amount, right.amount)) if left.unit is right.unit else None


def span_times(span: TimeSpan, factor: Number) -> TimeSpan:
    return TimeSpan(span.unit, _whole_months(span.unit, ARITHMETIC.multiply(span.amount, factor)))


def span_divide(span: TimeSpan, divisor: Number) -> TimeSpan | None:
    if not divisor:
        return None
    return TimeSpan(span.unit, _whole_months(span.unit, ARITHMETIC.divide(span.amount, divisor)))


def _whole_months(unit: Unit, amount: Decimal) -> Decimal:
    return Decimal(int(amount)) if unit is Unit.MONTHS else amount


def span_ratio(left: TimeSpan, right: TimeSpan) -> Decimal | None:
    return ARITHMETIC.divide(left.amount, right.amount) if left.unit is right.unit and right.amount else None


def spans_equal(left: TimeSpan, right: TimeSpan) -> bool | None:
    return left.amount == right.amount if left.unit is right.unit else None


def spans_unequal(left: TimeSpan, right: TimeSpan) -> bool | None:
    return left.amount != right.amount if left.unit is right.unit else None


_COMPONENTS: dict[str, dict[Unit, tuple[int, int | None]]] = {
    "YEARS": {Unit.MONTHS: (12, None)},
    "MONTHS": {Unit.MONTHS: (1, 12)},
    "DAYS": {Unit.SECONDS: (_DAY, None), Unit.DAYS: (1, None), Unit.WORKING_DAYS: (1, None)},
    "HOURS": {Unit.SECONDS: (3600, 24), Unit.WORKING_SECONDS: (3600, None)},
    "MINUTES": {Unit.SECONDS: (60, 60), Unit.WORKING_SECONDS: (60, 60)},
    "SECONDS": {Unit.SECONDS: (1, 60), Unit.WORKING_SECONDS: (1, 60)},
}
"""Per part and unit: its size in the unit's amount, and how many make the next part (None: it is the greatest)."""


def _component(name: str) -> Callable[[TimeSpan], int | None]:
    sizes = _COMPONENTS[name]

    def part(span: TimeSpan) -> int | None:
        if span.unit not in sizes:
            return None
        size, wrap = sizes[span.unit]
        count = int(abs(span.amount)) // size
        whole = count if wrap is None else count % wrap
        return -whole if span.amount < 0 else whole

    return part


def _parsed(read: Callable[[str], Value]) -> Callable[[str], Value]:
    """Null for a text that can't be read."""

    def result(text: str) -> Value:
        try:
            return read(text)
        except (ValueError, SyntaxProblem):
            return None

    return result


def read_date(text: str) -> dt.date:
    """`2021-01-31` and nothing else; ValueError where it is no such text or no such day."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def read_date_time(text: str) -> dt.datetime:
    """`2021-01-31T08:00:00+08:00`; ValueError where it is no such text, instant, or has no offset."""
    if not _DATE_TIME.fullmatch(text):
        raise ValueError(text)
    return dt.datetime.fromisoformat(text)


def read_time(text: str) -> dt.time:
    """`08:30:00`, with or without an offset; ValueError where it is no such text or time."""
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return dt.time.fromisoformat(text)


def date_of(year: Number, month: Number, day: Number) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


def time_of(hour: Number, minute: Number, second: Number) -> dt.time | None:
    try:
        return dt.time(int(hour), int(minute), int(second))
    except (ValueError, OverflowError):
        return None


def date_time_of(day: dt.date, time: dt.time) -> dt.datetime | None:
    """Null for a time without an offset: the instant would not be known."""
    return dt.datetime.combine(day, time) if time.tzinfo else None


def last_day_of_month(day: dt.date) -> dt.date:
    return dt.date(day.year, day.month, monthrange(day.year, day.month)[1])


NAMES: dict[str, Callable[..., Any]] = {
    "DATE_PLUS": date_plus,
    "DATE_MINUS": date_minus,
    "DATE_TIME_PLUS": date_time_plus,
    "DATE_TIME_MINUS": date_time_minus,
    "DAYS_BETWEEN": days_between,
    "SECONDS_BETWEEN": seconds_between,
    "MONTHS_BETWEEN": months_between,
    "SPAN_PLUS": span_plus,
    "SPAN_MINUS": span_minus,
    "SPAN_TIMES": span_times,
    "SPAN_DIVIDE": span_divide,
    "SPAN_RATIO": span_ratio,
    "SPANS_EQUAL": spans_equal,
    "SPANS_UNEQUAL": spans_unequal,
    "SPAN": _parsed(parse_span),
    "DATE": _parsed(read_date),
    "DATE_TIME": _parsed(read_date_time),
    "TIME": _parsed(read_time),
    "DATE_OF": date_of,
    "TIME_OF": time_of,
    "DATE_TIME_OF": date_time_of,
    "DAY_OF_WEEK": lambda day: _WEEKDAYS[day.weekday()],
    "MONTH_OF_YEAR": lambda day: _MONTHS[day.month - 1],
    "LAST_DAY_OF_MONTH": last_day_of_month,
    **{f"SPAN_{name}": _component(name) for name in _COMPONENTS},
}
