"""What clocks, ladders and schedules wait for: events, with their conditions, and the times between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.handbook.parts import Inline, text
from engine.backends.prose.handbook.sentences import sentences
from engine.model.parts import EventPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.feel.typed import Expression
    from engine.model.parts import EventInterval


class Term(NamedTuple):
    """Something to be known of a clock, a ladder or a schedule: its key in the file, the phrase that names it."""

    key: str
    phrase: str
    said: Line


def events_line(patterns: Sequence[EventPattern], speech: Speech, quoted: bool = False) -> Line:
    """`投诉登记`; of several each in quotes, as inside a sentence: `“投诉登记”或“投诉移交”`."""
    told = [event_line(pattern, speech, quoted or len(patterns) > 1) for pattern in patterns]
    return speech.listed(told, "last_or")


def event_line(pattern: EventPattern, speech: Speech, quoted: bool = True) -> Line:
    title = (Inline(speech.events.get(pattern.event, pattern.event), "name"),)
    if pattern.where is None:
        return speech.tell("quoted_event", event=title) if quoted else title
    said = sentences(pattern.where, speech.about(pattern.event))
    return speech.tell("event_where", event=title, condition=said.condition(pattern.where.root))


def intervals_line(intervals: Iterable[EventInterval], speech: Speech) -> Line:
    return speech.listed([interval_line(interval, speech) for interval in intervals], "last_or")


def interval_line(interval: EventInterval, speech: Speech) -> Line:
    """`从等待客户到客户恢复`; without an end, what begins it."""
    opens = event_line(interval.opens, speech)
    if interval.closes is None:
        return speech.tell("since_event", opens=opens)
    return speech.tell("event_until", opens=opens, closes=event_line(interval.closes, speech))


def event_or_value(found: EventPattern | Expression, speech: Speech) -> Line:
    if isinstance(found, EventPattern):
        return event_line(found, speech, quoted=False)
    return value_line(found, speech)


def value_line(expression: Expression, speech: Speech) -> Line:
    return sentences(expression, speech).value(expression.root)


def keys_line(per: Iterable[str], event: str, speech: Speech) -> Line:
    """What tells parallel clocks and ladders apart, by the titles of the data of the event that begins them."""
    titles = speech.data.get(event, {})
    return speech.listed([text(titles.get(name, name)) for name in per])
