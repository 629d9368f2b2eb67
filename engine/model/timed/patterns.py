"""Event patterns: `EVENT`, `EVENT where EXPR`, `EVENT until EVENT`.

They are parsed first, for the order of the steps, and typed when all that they read is typed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.feel.types import ANY, BOOLEAN, DATE, DATE_TIME, STRING, Kind, Type
from engine.model.parts import EventInterval, EventPattern
from engine.model.reading import ParsedText, parse_text, scalars, typed
from engine.model.timed.shapes import EVENT
from engine.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.diagnostics import Place, Span
    from engine.document.nodes import Node
    from engine.feel.syntax import Syntax
    from engine.model.context import Context
    from engine.model.parts import EventType

_EVENT = r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+"
_PATTERN = re.compile(r"(?P<event>\S+)(?:\s+where\s+(?P<where>\S.*))?", re.DOTALL)
_UNTIL = re.compile(r"\s+until\s+(?=\S+(?:\s+where\s|\s*$))")
_SINCE = re.compile(r"since\s+")
_LIKE_WHERE = re.compile(r"(\S+)\s+(?:when|if|with|and|且|当|如果)\s+(.+)", re.DOTALL)
_EVENTS = re.compile(_EVENT)


@record
class ParsedPattern:
    """A pattern whose condition is parsed, before it is typed."""

    event: str
    where: ParsedText | None
    span: Span


@record
class ParsedInterval:
    """`closes` None: for good."""

    opens: ParsedPattern
    closes: ParsedPattern | None
    span: Span


def parse_patterns(node: Node | None, context: Context) -> tuple[ParsedPattern, ...]:
    """One pattern or a list of them, without those that can't be read."""
    read = (parse_pattern(scalar.text, scalar.place, context) for scalar in scalars(node))
    return tuple(pattern for pattern in read if pattern)


def parse_pattern(text: str, place: Place, context: Context) -> ParsedPattern | None:
    match = _PATTERN.fullmatch(text.strip())
    if match is None or len(_EVENTS.findall(match["event"])) > 1:
        context.report.add("GJ371", place.span(0, len(text)), text=text, near=_pattern_meant(text))
        return None
    lead = len(text) - len(text.lstrip())
    event, span = match["event"], place.span(lead, lead + len(match["event"]))
    _check_event(event, span, context)
    where = None
    if match["where"]:
        inside = context.scope.with_local(EVENT, ANY)
        where = parse_text(match["where"], place.shifted(lead + match.start("where")), inside, context.report)
    return ParsedPattern(event, where, span)


def parse_intervals(node: Node | None, context: Context) -> tuple[ParsedInterval, ...]:
    """`EVENT until EVENT`, one or a list of them, without those that can't be read."""
    written = scalars(node)
    if len(written) == len(("opens", "closes")) and all(_EVENTS.fullmatch(one.text.strip()) for one in written):
        both = " until ".join(one.text.strip() for one in written)
        context.report.add("GJ372", written[0].span, text=", ".join(one.text for one in written), near=both)
        return ()
    read = (parse_interval(scalar.text, scalar.place, context) for scalar in written)
    return tuple(interval for interval in read if interval)


def parse_interval(text: str, place: Place, context: Context) -> ParsedInterval | None:
    """`EVENT until EVENT`, or `since EVENT`, which nothing closes."""
    span = place.span(0, len(text))
    if since := _SINCE.match(text):
        opens = parse_pattern(text[since.end() :], place.shifted(since.end()), context)
        return ParsedInterval(opens, None, span) if opens else None
    until = _UNTIL.search(text)
    if until is None or not _PATTERN.fullmatch(text[: until.start()].strip()):
        context.report.add("GJ372", span, text=text, near=_interval_meant(text))
        return None
    opens = parse_pattern(text[: until.start()], place, context)
    closes = parse_pattern(text[until.end() :], place.shifted(until.end()), context)
    return ParsedInterval(opens, closes, span) if opens and closes else None


def is_interval(text: str) -> bool:
    """Whether a text that may be an expression too is meant for one, well written or not."""
    return bool(_SINCE.match(text) or _UNTIL.search(text) or _interval_meant(text))


def is_pattern(text: str, context: Context) -> bool:
    """Whether a text that may be an expression too is an event's: `a.b` is one unless `a` is a name; so is a title."""
    event = text.split(maxsplit=1)[0] if text.strip() else ""
    if context.scope.find(event.partition(".")[0], (0, 0)):
        return False
    titles = (title for known in context.vocabulary.events.values() for title in known.title.spellings)
    return _EVENTS.fullmatch(event) is not None or event in titles


def syntax_of(patterns: Iterable[ParsedPattern]) -> Iterator[Syntax]:
    """What the patterns read, for the order of the steps."""
    return (pattern.where.syntax for pattern in patterns if pattern.where)


def ends_of(intervals: Iterable[ParsedInterval]) -> Iterator[ParsedPattern]:
    for interval in intervals:
        yield interval.opens
        yield from (interval.closes,) if interval.closes else ()


def type_pattern(parsed: ParsedPattern, context: Context) -> EventPattern:
    """The pattern with its condition typed; it sees the event as the local `event`."""
    if parsed.where is None:
        return EventPattern(parsed.event, None, parsed.span)
    scope = context.scope.with_local(EVENT, event_data((parsed,), context))
    return EventPattern(parsed.event, typed(parsed.where, scope, context.report, BOOLEAN.or_null()), parsed.span)


def type_patterns(parsed: Iterable[ParsedPattern], context: Context) -> tuple[EventPattern, ...]:
    return tuple(type_pattern(pattern, context) for pattern in parsed)


def type_interval(parsed: ParsedInterval, context: Context) -> EventInterval:
    closes = type_pattern(parsed.closes, context) if parsed.closes else None
    return EventInterval(type_pattern(parsed.opens, context), closes, parsed.span)


def type_intervals(parsed: Iterable[ParsedInterval], context: Context) -> tuple[EventInterval, ...]:
    return tuple(type_interval(interval, context) for interval in parsed)


def event_data(patterns: Iterable[ParsedPattern], context: Context, more: tuple[tuple[str, Type], ...] = ()) -> Type:
    """The type of the local `event`: what every event has, its data, and `more`; anything where an event is unknown.

    All data is optional. Of several events those data are left out that have different types.
    """
    known = context.vocabulary.events
    events = [pattern.event for pattern in patterns]
    if not events or any(event not in known for event in events):
        return ANY
    base = {"id": STRING, "type": Type(Kind.ENUM, values=tuple(dict.fromkeys(events))), "at": DATE_TIME, "date": DATE}
    return Type(Kind.CONTEXT, fields=tuple((base | _data([known[event] for event in events]) | dict(more)).items()))


def _data(events: Iterable[EventType]) -> dict[str, Type]:
    found: dict[str, set[Type]] = {}
    for event in events:
        for name, type_ in event.fields:
            found.setdefault(name, set()).add(type_.or_null())
    return {name: next(iter(types)) for name, types in found.items() if len(types) == 1}


def _check_event(event: str, span: Span, context: Context) -> None:
    words = context.vocabulary
    if event not in words.events and words.complete:
        context.report.add("GJ370", span, name=event, near=words.near_event(event))


def _pattern_meant(text: str) -> str:
    """`EVENT if …` is `EVENT where …`; several events are a list."""
    match, events = _LIKE_WHERE.fullmatch(text.strip()), _EVENTS.findall(text)
    if match and (match[2].startswith(f"{EVENT}.") or not _EVENTS.fullmatch(match[2])):
        return f"{match[1]} where {match[2]}"
    return f"[{', '.join(events)}]" if len(events) > 1 else ""


def _interval_meant(text: str) -> str:
    events = _EVENTS.findall(text)
    return " until ".join(events) if len(events) == len(("opens", "closes")) and "where" not in text else ""
