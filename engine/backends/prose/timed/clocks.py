"""How the clocks of a case stand, each with the days that were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.layout import indented
from engine.backends.prose.phrases import joined
from engine.backends.prose.timed.days import counted_days
from engine.backends.prose.timed.instants import airy, span_words
from engine.backends.prose.timed.pasts import event_titles, label, own_clocks, past_of
from engine.backends.prose.timed.readings import told
from engine.diagnostics.width import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.timed.instants import Tongue
    from engine.ir.program import Clock
    from engine.ir.trace import ClockLife, Trace


def clock_lines(trace: Trace, tongue: Tongue) -> list[str]:
    """A line per clock: its name, its state, what that means, its clauses; below it the days that were counted."""
    found = [(step.clock, life) for step in own_clocks(trace) for life in step.lives]
    heads = columns(_head(clock, life, tongue) for clock, life in found)
    inner = (_days(life, trace, tongue) for _, life in found)
    return [line for head, lines in zip(heads, inner, strict=True) for line in (head, *indented(lines))]


def _head(clock: Clock, life: ClockLife, tongue: Tongue) -> tuple[str, ...]:
    reading = life.reading
    within = tongue.say("within", span=span_words(reading.target, tongue)) if reading.target else ""
    meant = tongue.say("separated", one=told(reading, tongue), other=within)
    return (
        label(clock.title, life.key, tongue),
        tongue.say(reading.state),
        airy(meant, tongue),
        joined(tongue.say, clock.cites),
    )


def _days(life: ClockLife, trace: Trace, tongue: Tongue) -> Iterator[str]:
    past = past_of(life, (), trace, tongue)
    days = counted_days(past, event_titles(trace, tongue)) if past else []
    if days and life.calendar:
        cites = joined(tongue.say, life.calendar.cites)
        yield tongue.say("by_calendar", calendar=life.calendar.id, cites=cites)
        yield from indented(days)
