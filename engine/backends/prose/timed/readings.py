"""What a clock reads, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.timed.instants import airy, due_words, is_nothing, moment_words, span_words, tongue
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from engine.backends.prose.timed.instants import Tongue
    from engine.temporal.clocks.reading import ClockReading

LANGUAGES = ("zh", "en")
_DAYS = frozenset({Unit.DAYS, Unit.WORKING_DAYS})


def clock_words(reading: ClockReading, zone: ZoneInfo) -> dict[str, str]:
    """A reading as a sentence, by language: `计时中，应于 2026-03-09（周一）18:00 前完成，还剩42分钟`."""
    return {lang: sentence(reading, tongue(lang, zone)) for lang in LANGUAGES}


def sentence(reading: ClockReading, tongue: Tongue) -> str:
    """The state, and what it means for the clock's time."""
    return airy(tongue.say("sentence", state=tongue.say(reading.state), told=told(reading, tongue)), tongue)


def told(reading: ClockReading, tongue: Tongue) -> str:
    """What a state means for the clock's time; empty for a clock that has not started."""
    if reading.due is None or reading.elapsed is None:
        return ""
    return tongue.say(
        f"told_{reading.state}",
        due=due_words(reading.due, reading.target, tongue),
        stopped=moment_words(reading.stopped.at, tongue) if reading.stopped else "",
        elapsed=span_words(reading.elapsed, tongue),
        left=left(reading, tongue),
        provisional=tongue.say("provisional") if reading.provisional else "",
    )


def left(reading: ClockReading, tongue: Tongue) -> str:
    """`还剩42分钟`, `2 hours overdue`; of days that today is the last."""
    remaining = reading.remaining
    if remaining is None:
        return ""
    if is_nothing(remaining):
        return tongue.say(_nothing_left(reading))
    late = reading.state in {"breached", "met-late"} or remaining.amount < 0
    return tongue.say("overdue" if late else "left", span=span_words(remaining, tongue))


def _nothing_left(reading: ClockReading) -> str:
    if reading.state in {"breached", "met-late"}:
        return "barely_overdue"
    return "last_day" if reading.remaining and reading.remaining.unit in _DAYS else "no_time_left"
