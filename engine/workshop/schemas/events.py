"""Events where a policy waits for them: which there are, what may be asked of one, and the data to keep something per.

An event's name is held to the vocabulary; a condition after it is free, and typical ones are offered.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from engine.diagnostics.phrases import phrase
from engine.model.text import Text
from engine.model.timed.keys import MANY_VALUED
from engine.workshop.schemas.choices import Choice, Choices, bare, each_of, lines, offers, one_of, quiet, unnamed
from engine.workshop.schemas.expressions import comparisons, data_of, local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.model.parts import EventType
    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.known import Known

_STARTS = {"ladderItem": ("counts",), "clockItem": ("starts",), "scheduleItem": ("after", "before")}
"""The keys of what begins each, whose events must have the data that it is kept per."""
_WHERE = r"(\s+where\s+\S[\s\S]*?)?"
_LIST: Schema = {"type": "array"}


def narrow_events(parts: dict[str, Schema], known: Known) -> None:
    """Let patterns, intervals and anchors name events of the library; where it lists none, anything."""
    events = tuple(known.model.vocabulary.events.values())
    if not events:
        return
    asked = tuple(choice for event in events for choice in _conditions(event))
    spans = Choices(tuple(intervals(events)), known.events.whole)
    parts["one-event"] = one_of(known.events, _written(f"{_any_of(events)}{_WHERE}", "event_form"), _LIST)
    parts["one-interval"] = _interval(events) if spans.whole else {}
    single: Schema = {"$ref": "#/$defs/one-event"}
    named = Choices((*known.events.known, *asked), known.events.whole)
    parts["pattern"] = {**bare(parts["pattern"]), **each_of(named, single)}
    parts["patterns"] = {
        **bare(parts["patterns"]),
        **offers(asked),
        "allOf": [single],
        "items": {"$ref": "#/$defs/pattern"},
    }
    _narrow_intervals(parts, spans)
    parts["anchor"] = {**bare(parts["anchor"]), **offers((*known.events.known, *asked))}
    _keep_per(parts, events, strict=known.events.whole)


def intervals(events: Iterable[EventType]) -> Iterator[Choice]:
    """`EVENT until EVENT` of events about the same thing: `customer.waiting until customer.resumed`."""
    for opens, closes in permutations(events, 2):
        if opens.name.partition(".")[0] == closes.name.partition(".")[0]:
            said = [_until(opens.title, closes.title, lang) for lang in ("zh", "en")]
            yield Choice(f"{opens.name} until {closes.name}", lines(Text(*said)))


def since(events: Iterable[EventType]) -> Iterator[Choice]:
    """`since EVENT`."""
    for event in events:
        said = [phrase("handbook", "since_event", lang, opens=event.title.in_language(lang)) for lang in ("zh", "en")]
        yield Choice(f"since {event.name}", lines(Text(*said)))


def _until(opens: Text, closes: Text, lang: str) -> str:
    return phrase("handbook", "event_until", lang, opens=opens.in_language(lang), closes=closes.in_language(lang))


def _conditions(event: EventType) -> Iterator[Choice]:
    """What is typically asked of an event: `callback.done where event.satisfied`."""
    for name in data_of(event):
        yield from (Choice(f"{event.name} where {word}", about) for word, about in comparisons(local(name)))


def _any_of(events: Iterable[EventType]) -> str:
    names = "|".join(event.name for event in events).replace(".", r"\.")
    return f"({names})"


def _written(pattern: str, form: str) -> Schema:
    """A text of a form; the language server says how it is called in place of the pattern."""
    said = "\n".join(phrase("editor", form, lang) for lang in ("zh", "en"))
    return {"type": "string", "pattern": rf"^\s*{pattern}\s*$", "patternErrorMessage": said}


def _interval(events: Iterable[EventType]) -> Schema:
    one = f"{_any_of(events)}{_WHERE}"
    text = _written(rf"(since\s+{one}|{one}\s+until\s+{one})", "interval_form")
    return {"if": {"type": "string"}, "then": text}


def _narrow_intervals(parts: dict[str, Schema], spans: Choices) -> None:
    single: Schema = {"$ref": "#/$defs/one-interval"}
    static = parts["intervals"]
    items = {**bare(static["items"]), **offers(spans.known), "allOf": [single]}
    parts["intervals"] = {**bare(static), **offers(spans.known), "allOf": [single], "items": items}


def _keep_per(parts: dict[str, Schema], events: Iterable[EventType], *, strict: bool) -> None:
    """`per` names data of the event that begins it; until that is written, data of any."""
    groups: dict[tuple[Choice, ...], list[EventType]] = {}
    for event in events:
        groups.setdefault(_data(event), []).append(event)
    every = tuple({choice.word: choice for data in groups for choice in data}.values())
    told = {key: parts["per"][key] for key in ("title", "description")}
    parts["per"] = unnamed(bare(parts["per"]))
    parts["data"] = told | _per(Choices(every, whole=False))
    parts |= {f"data.{k}": told | _per(Choices(data, strict)) for k, data in enumerate(groups, 1)}
    for item, keys in _STARTS.items():
        static = parts[item]
        begun: Schema = {"anyOf": [{"required": [key]} for key in keys]}
        static["allOf"] = [
            {"if": {"not": begun}, "then": _kept_per("data")},
            *(
                {"if": _begun_by(keys, alike), "then": _kept_per(f"data.{k}")}
                for k, alike in enumerate(groups.values(), 1)
            ),
        ]


def _data(event: EventType) -> tuple[Choice, ...]:
    return tuple(name.choice for name in data_of(event) if name.type.kind not in MANY_VALUED)


def _begun_by(keys: Iterable[str], events: Iterable[EventType]) -> Schema:
    named = {"type": "string", "pattern": rf"^\s*{_any_of(events)}(\s|$)"}
    one: Schema = {"anyOf": [named, {**_LIST, "contains": named}]}
    return {"anyOf": [{"properties": {key: one}, "required": [key]} for key in keys]}


def _kept_per(part: str) -> Schema:
    return {"properties": {"per": {"$ref": f"#/$defs/{part}"}}}


def _per(data: Choices) -> Schema:
    one = one_of(data, _LIST)
    return quiet({**one, "items": each_of(data, one)})
