"""Days with their weekday, instants, and spans of time as people say them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.phrases import phrases
from engine.backends.prose.spacing import aired
from engine.feel.spans import format_span
from engine.ir.timed_wire import as_told
from engine.temporal.span import TimeSpan, Unit

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from engine.backends.prose.phrases import Say

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_IN_SECONDS = frozenset({Unit.SECONDS, Unit.WORKING_SECONDS})
_IN_DAYS = frozenset({Unit.DAYS, Unit.MONTHS})
_HOUR, _MINUTE = Decimal(3600), Decimal(60)
_A_MOMENT = dt.timedelta(microseconds=1)


class Tongue(NamedTuple):
    """In which language, and by which zone's wall clock, times are told."""

    lang: str
    zone: ZoneInfo
    say: Say


def tongue(lang: str, zone: ZoneInfo) -> Tongue:
    return Tongue(lang, zone, phrases(lang, "timed"))


def weekday(day: dt.date, tongue: Tongue) -> str:
    return tongue.say(WEEKDAYS[day.weekday()])


def day_column(day: dt.date, tongue: Tongue) -> str:
    """A day at the head of a line: `2026-03-09 周一`."""
    return tongue.say("day_column", date=day.isoformat(), weekday=weekday(day, tongue))


def day_words(day: dt.date, tongue: Tongue) -> str:
    """`2026-03-09（周一）`, `Mon 2026-03-09`."""
    return tongue.say("day", date=day.isoformat(), weekday=weekday(day, tongue))


def moment_words(at: dt.datetime, tongue: Tongue) -> str:
    """`2026-03-09（周一）18:00`, `Mon 2026-03-09, 18:00`."""
    local = at.astimezone(tongue.zone)
    return _moment(local.date(), hour_words(local), tongue)


def due_words(due: dt.datetime, target: TimeSpan | None, tongue: Tongue, seen: dt.datetime | None = None) -> str:
    """A due instant; on the day that it is `seen` from the hour will do.

    The end of a day is 24:00 of that day, not 00:00 of the next, where days are counted.
    """
    local = due.astimezone(tongue.zone)
    ends = target is not None and target.unit in _IN_DAYS and local.time() == dt.time.min
    day, clock = ((local - _A_MOMENT).date(), "24:00") if ends else (local.date(), hour_words(local))
    if seen and seen.astimezone(tongue.zone).date() == day:
        return clock
    return _moment(day, clock, tongue)


def hour_words(local: dt.datetime) -> str:
    """`18:00`, with seconds where it has some."""
    return local.strftime("%H:%M:%S" if local.second else "%H:%M")


def _moment(day: dt.date, clock: str, tongue: Tongue) -> str:
    return tongue.say("moment", date=day.isoformat(), weekday=weekday(day, tongue), clock=clock)


def span_words(span: TimeSpan, tongue: Tongue) -> str:
    """A span without its sign; to the minute from an hour on, else to the second: `1小时30分钟`, `42 seconds`."""
    return format_span(TimeSpan(span.unit, _rounded(span)), tongue.lang)


def is_nothing(span: TimeSpan) -> bool:
    """Whether there is nothing left of a span when it is told."""
    return not _rounded(span)


def _rounded(span: TimeSpan) -> Decimal:
    amount = abs(as_told(span).amount)
    if span.unit not in _IN_SECONDS:
        return amount
    return amount // _MINUTE * _MINUTE if amount >= _HOUR else amount // 1


def airy(text: str, tongue: Tongue) -> str:
    """The text with a space where Chinese meets figures."""
    return aired(text, tongue.lang)
