"""What clocks, ladders, schedules and calendars say differently, and what that means on the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import text
from engine.backends.prose.handbook.speech import filled
from engine.backends.prose.phrases import phrases
from engine.backends.prose.timed.instants import day_words, due_words, moment_words, tongue
from engine.backends.prose.wording import span_text
from engine.diagnostics.catalog import entry
from engine.feel.values import TimeSpan

if TYPE_CHECKING:
    import datetime as dt

    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.timed.instants import Tongue
    from engine.backends.prose.wording import Wording
    from engine.feel.values import Value
    from engine.ir.differences import Stated, TimedDifference


def stated_line(stated: Stated | None, said: Line, difference: TimedDifference, words: Wording) -> Line:
    """`24 小时，2026-11-22（周日）17:00 到期`; `said`: the statement in words, else it is told as written.

    What a schedule plans is a day: `1 个月后，排在 2026-12-22（周二）`.
    """
    if stated is None:
        return text(phrases(words.lang, "timed_points")("lacks"))
    told = said or text(_value(stated, words))
    if stated.due is None:
        return told
    provisional = entry("timed")["provisional"][words.lang] if stated.provisional else ""
    phrase = "planned" if difference.kind == "schedule" else "provisional" if provisional else "due"
    due = _when(stated.due, stated.value, difference, tongue(words.lang, words.zone))
    fields = {"said": told, "due": text(due), "provisional": text(provisional)}
    return filled(entry("timed_points")[phrase][words.lang], fields)


def _when(at: dt.datetime, target: Value, difference: TimedDifference, tongue: Tongue) -> str:
    if difference.kind == "schedule":
        return day_words(at.astimezone(tongue.zone).date(), tongue)
    return due_words(at, target if isinstance(target, TimeSpan) else None, tongue)


def _value(stated: Stated, words: Wording) -> str:
    return span_text(stated.value, words.lang) if isinstance(stated.value, TimeSpan) else stated.text


def example_text(difference: TimedDifference, words: Wording) -> str:
    """`例：2026-11-20（周五）17:00 开始`; empty where no date shows the difference."""
    say = phrases(words.lang, "timed_points")
    if difference.same_in_effect:
        return say("same_in_effect")
    if difference.example is None:
        return ""
    words_of_time = tongue(words.lang, words.zone)
    if difference.kind == "schedule":
        return say("example_of_plan", since=day_words(difference.example.date(), words_of_time))
    return say("example", since=moment_words(difference.example, words_of_time))
