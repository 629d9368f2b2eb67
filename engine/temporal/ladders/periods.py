"""Days, weeks, months, quarters and years as numbers: neighbours differ by one."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from engine.temporal.ladders.reading import PeriodUnit


class NotAPeriod(ValueError):
    """A value that names no period of the unit. `examples`: texts that would."""

    def __init__(self, value: object, unit: PeriodUnit) -> None:
        super().__init__(value, unit)
        self.value = value
        self.unit = unit
        self.examples = tuple(text for text, units in _EXAMPLES if unit in units)


_NUMBERS: dict[PeriodUnit, Callable[[dt.date], int]] = {
    "days": dt.date.toordinal,
    "weeks": lambda day: (day.toordinal() - 1) // 7,
    "months": lambda day: day.year * 12 + day.month - 1,
    "quarters": lambda day: day.year * 4 + (day.month - 1) // 3,
    "years": lambda day: day.year,
}

_YEARS = ("years",)
_QUARTERS = ("quarters", "years")
_MONTHS = ("months", "quarters", "years")

_TEXTS: tuple[tuple[re.Pattern[str], tuple[str, ...], Callable[..., dt.date]], ...] = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII), ("days", "weeks", *_MONTHS), dt.date),
    (re.compile(r"(\d{4})-W(\d\d)", re.ASCII), ("weeks",), lambda year, week: dt.date.fromisocalendar(year, week, 1)),
    (re.compile(r"(\d{4})-(\d\d)", re.ASCII), _MONTHS, lambda year, month: dt.date(year, month, 1)),
    (re.compile(r"(\d{4})-Q([1-4])", re.ASCII), _QUARTERS, lambda year, part: dt.date(year, part * 3 - 2, 1)),
    (re.compile(r"(\d{4})", re.ASCII), _YEARS, lambda year: dt.date(year, 1, 1)),
)
"""How periods are written, the units in which such a text lies as a whole, and the first day of it."""

_EXAMPLES = (
    ("2026-02-14", ("days",)),
    ("2026-W07", ("weeks",)),
    ("2026-02", ("months",)),
    ("2026-Q1", ("quarters",)),
    ("2026", ("years",)),
)


def period_number(value: object, unit: PeriodUnit, zone: ZoneInfo) -> int | None:
    """The number of the period that a date, a date-time (its day in `zone`) or a text is in; None for null.

    Texts: `2026-02-14`, `2026-W07` (ISO 8601), `2026-02`, `2026-Q1`, `2026`, where they lie within one period of the
    unit. `NotAPeriod` for anything else.
    """
    if value is None:
        return None
    day = _day(value, unit, zone)
    if day is None:
        raise NotAPeriod(value, unit)
    return _NUMBERS[unit](day)


def _day(value: object, unit: PeriodUnit, zone: ZoneInfo) -> dt.date | None:
    match value:
        case dt.datetime():
            return value.astimezone(zone).date() if value.tzinfo else None
        case dt.date():
            return value
        case str():
            return _first_day(value.strip(), unit)
        case _:
            return None


def _first_day(text: str, unit: PeriodUnit) -> dt.date | None:
    for pattern, units, first in _TEXTS:
        if (match := pattern.fullmatch(text)) and unit in units:
            try:
                return first(*map(int, match.groups()))
            except ValueError:
                return None
    return None
