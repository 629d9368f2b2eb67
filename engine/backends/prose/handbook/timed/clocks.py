"""How a clock goes, and when its rungs are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline, text
from engine.backends.prose.handbook.timed.patterns import Term, events_line, intervals_line, keys_line, value_line
from engine.feel.types import PERCENT, SPAN
from engine.feel.values import ARITHMETIC, TimeSpan
from engine.temporal.clocks.reading import Share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.model.timed.shapes import Clock, ClockRung


def clock_terms(clock: Clock, calendar: Line, speech: Speech) -> Iterator[Term]:
    """Each thing that is to be known of a clock."""
    yield Term("starts", "clock_starts", events_line(clock.starts, speech))
    if clock.stops:
        yield Term("stops", "clock_stops", events_line(clock.stops, speech))
    if clock.cancels:
        yield Term("cancels", "clock_cancels", events_line(clock.cancels, speech))
    yield Term("within", "clock_within", value_line(clock.within, speech))
    if calendar:
        yield Term("calendar", "calendar", calendar)
    if clock.per:
        yield Term("per", "kept_per", keys_line(clock.per, clock.starts[0].event, speech))
    if clock.pauses:
        yield Term("pauses", "clock_pauses", intervals_line(clock.pauses, speech))
    if clock.reopens:
        mode = "reopened_anew" if clock.reopens_as == "new cycle" else "reopened_paused"
        yield Term("reopens", "clock_reopens", speech.tell(mode, event=events_line(clock.reopens, speech, quoted=True)))
    if clock.on_change != "keep":
        yield Term("on_change", "clock_on_change", text(speech.say(f"on_change_{clock.on_change}")))


def clock_rung_line(rung: ClockRung, speech: Speech) -> Line:
    """`到期还没有停止的：`."""
    at = rung.at
    if isinstance(at, Share):
        if at.part == 1:
            return speech.tell("rung_due")
        share = speech.words.value(at.part, PERCENT)
        return speech.tell("rung_share", share=(Inline(share, "value"),))
    late = at.span.amount >= 0
    span = TimeSpan(at.span.unit, ARITHMETIC.abs(at.span.amount))
    return speech.tell("rung_after" if late else "rung_before", span=(Inline(speech.words.value(span, SPAN), "value"),))
