"""Events as a call gives them: within a case's history, and the data that come with an event of the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.types import STRING
from engine.model.text import Text
from engine.workshop.requests.values import value_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.types import Type
    from engine.ir.program import EventType
    from engine.workshop.requests.values import Manner, Schema

_BY = "by"
"""Any event may say by whom."""


def history_schemas(events: Iterable[EventType], manner: Manner) -> dict[str, Schema]:
    """Definitions by name: `history`, any `event` of it, and `event.TYPE` for every type of the vocabulary."""
    each = {f"event.{event.name}": _in_history(event, manner) for event in events}
    some = {"description": manner.say("event"), "anyOf": [manner.ref(name) for name in each]}
    items = {"items": manner.ref("event")} if each else {"maxItems": 0}
    history = {"type": ["array", "null"], "description": manner.say("history"), **items}
    return {"history": history, **({"event": some} if each else {}), **each}


def data_schema(event: EventType, manner: Manner) -> Schema:
    """The data of an event: all of it may be absent, or null."""
    return {
        "type": "object",
        "title": event.title.in_language(manner.lang),
        "description": manner.say("event_data", type=event.name),
        "properties": _data(event, manner),
        "additionalProperties": False,
    }


def _in_history(event: EventType, manner: Manner) -> Schema:
    own: dict[str, Schema] = {
        "id": {"type": ["string", "number"], "minLength": 1, "description": manner.say("event_id")},
        "type": {"const": event.name},
        "at": {**manner.ref("instant"), "description": manner.say("event_at")},
    }
    return {
        "type": "object",
        "title": event.title.in_language(manner.lang),
        "properties": own | _data(event, manner),
        "required": [*own],
        "additionalProperties": False,
    }


def _data(event: EventType, manner: Manner) -> dict[str, Schema]:
    by = manner.say("event_by")
    fields: dict[str, Type] = {_BY: STRING, **dict(event.fields)}
    titles = {_BY: Text(by, by), **dict(event.titles)}
    return {
        name: {
            "title": titles.get(name, Text(name, name)).in_language(manner.lang),
            **value_schema(type_, (), manner, nullable=True),
        }
        for name, type_ in fields.items()
    }
