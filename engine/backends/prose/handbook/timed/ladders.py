"""What a ladder counts, over which time, and at which count its rungs are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import text
from engine.backends.prose.handbook.timed.patterns import (
    Term,
    events_line,
    interval_line,
    intervals_line,
    keys_line,
    value_line,
)
from engine.model.timed.shapes import AllTime, Between, Consecutive, Rolling, SinceRung

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.model.timed.shapes import Ladder, LadderRung, Window


def ladder_terms(ladder: Ladder, speech: Speech) -> Iterator[Term]:
    """Each thing that is to be known of a ladder."""
    yield Term("counts", "ladder_counts", events_line(ladder.counts, speech))
    yield Term("window", "ladder_window", _window(ladder.window, ladder.counts[0].event, speech))
    if ladder.per:
        yield Term("per", "kept_per", keys_line(ladder.per, ladder.counts[0].event, speech))
    if ladder.removes:
        yield Term("removes", "ladder_removes", events_line(ladder.removes, speech))
    if ladder.resets:
        yield Term("resets", "ladder_resets", events_line(ladder.resets, speech))
    if ladder.excuses:
        yield Term("excuses", "ladder_excuses", intervals_line(ladder.excuses, speech))


def _window(window: Window, event: str, speech: Speech) -> Line:
    match window:
        case AllTime():
            return speech.tell("window_all")
        case Rolling(length):
            return speech.tell("window_rolling", length=value_line(length, speech))
        case Between(stretch):
            return interval_line(stretch, speech)
        case Consecutive(unit, period):
            units = text(speech.say(f"period_{unit}"))
            return speech.tell("window_consecutive", unit=units, period=value_line(period, speech.about(event)))
        case SinceRung() as since:
            ladder, _, at = since.rung.partition(".")
            return speech.tell("window_since_rung", ladder=speech.name(ladder), at=text(at))


def ladder_rung_line(rung: LadderRung, ladder: Ladder, speech: Speech) -> Line:
    """`第 3 次：`; of consecutive periods `连续 3 个月：`."""
    count = value_line(rung.count, speech)
    if isinstance(ladder.window, Consecutive):
        unit = text(speech.say(f"period_{ladder.window.unit}"))
        return speech.tell(f"run_{rung.test}", count=count, unit=unit)
    return speech.tell(f"count_{rung.test}", count=count)
