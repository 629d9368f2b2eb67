"""How a clock goes, and when its rungs are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline, text
from engine.backends.prose.handbook.timed.patterns import events_line, intervals_line, keys_line, value_line
from engine.feel.types import PERCENT, SPAN
from engine.feel.values import ARITHMETIC, TimeSpan
from engine.temporal.clocks.reading import Share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.model.timed import Clock, ClockRung


def clock_terms(clock: Clock, calendar: Line, speech: Speech) -> Iterator[tuple[str, Line]]:
    """Each thing that is to be known of a clock: the phrase that names it, what is said of it."""
    yield "clock_starts", events_line(clock.starts, speech)
    if clock.stops:
        yield "clock_stops", events_line(clock.stops, speech)
    if clock.cancels:
        yield "clock_cancels", events_line(clock.cancels, speech)
    yield "clock_within", value_line(clock.within, speech)
    if clock.calendar:
        yield "calendar", calendar
    if clock.per:
        yield "kept_per", keys_line(clock.per, clock.starts[0].event, speech)
    if clock.pauses:
        yield "clock_pauses", intervals_line(clock.pauses, speech)
    if clock.reopens:
        mode = "reopened_anew" if clock.reopens_as == "new cycle" else "reopened_paused"
        yield "clock_reopens", speech.tell(mode, event=events_line(clock.reopens, speech))
    if clock.on_change != "keep":
        yield "clock_on_change", text(speech.say(f"on_change_{clock.on_change}"))


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
