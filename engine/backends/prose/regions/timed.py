"""What clocks, ladders, schedules and calendars say differently, and what that means on the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.phrases import phrases
from engine.backends.prose.timed.instants import moment_words, tongue
from engine.diagnostics.catalog import entry

if TYPE_CHECKING:
    from engine.backends.prose.wording import Wording
    from engine.ir.differences import Stated, TimedDifference


def point_text(difference: TimedDifference, lang: str) -> str:
    """`上门解决 · 限期`."""
    title = difference.title.in_language(lang)
    return phrases(lang, "comparison")("timed_title", title=title, point=_point(difference.point, lang))


def _point(point: str, lang: str) -> str:
    """What is compared of it; a rung or a count by its number."""
    kind, _, at = point.partition(" ")
    known = {"rung": "rung", "at": "count_at"}.get(kind, kind) if at else kind
    if known not in entry("timed_points"):
        return point
    return phrases(lang, "timed_points")(known, at=at)


def stated_text(stated: Stated | None, words: Wording) -> str:
    """`24 小时：2026-11-22（周日）17:00 到期`."""
    if stated is None:
        return phrases(words.lang, "comparison")("lacks")
    if stated.due is None:
        return stated.text
    due = moment_words(stated.due, tongue(words.lang, words.zone))
    provisional = entry("timed")["provisional"][words.lang] if stated.provisional else ""
    told = phrases(words.lang, "timed_points")("due", due=due, provisional=provisional)
    return f"{stated.text}{entry('timed')['clause_separator'][words.lang]}{told}"


def example_text(difference: TimedDifference, words: Wording) -> str:
    """`例：2026-11-20（周五）17:00 开始`; empty where no date shows the difference."""
    say = phrases(words.lang, "timed_points")
    if difference.same_in_effect:
        return say("same_in_effect")
    if difference.example is None:
        return ""
    return say("example", since=moment_words(difference.example, tongue(words.lang, words.zone)))
