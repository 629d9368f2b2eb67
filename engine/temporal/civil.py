"""Days of the calendar: their numbers, months that clamp, and the instant at which a zone's day begins.

What lies outside the years 1 to 9999 is an OverflowError, as everywhere in `datetime`.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LAST_DAY = dt.date.max.toordinal()
_MONTHS = 12
_FIRST_MONTH = dt.MINYEAR * _MONTHS
_LAST_MONTH = dt.MAXYEAR * _MONTHS + _MONTHS - 1


def date_of(ordinal: int) -> dt.date:
    """The date of a proleptic ordinal; 1 is a Monday, 1 January of year 1."""
    if not 1 <= ordinal <= LAST_DAY:
        raise OverflowError(ordinal)
    return dt.date.fromordinal(ordinal)


def plus_months(day: dt.date, months: int) -> dt.date:
    """The corresponding day so many months later, or earlier; where there is none, the month's last day."""
    count = day.year * _MONTHS + day.month - 1 + months
    if not _FIRST_MONTH <= count <= _LAST_MONTH:
        raise OverflowError(count)
    year, month = divmod(count, _MONTHS)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(start: dt.date, end: dt.date) -> int:
    """How many months can be added to `start` without going beyond `end`; negative where `end` comes first."""
    months = (end.year - start.year) * _MONTHS + end.month - start.month
    reached = plus_months(start, months)
    return months - (reached > end) if start <= end else months + (reached < end)


def midnight(ordinal: int, zone: ZoneInfo) -> dt.datetime:
    """The first instant of a day, in UTC: by the zone's wall clock 00:00, or what comes instead of it."""
    day = date_of(ordinal)
    return dt.datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(dt.UTC)
