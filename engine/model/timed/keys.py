"""`per`: the data of events that tells parallel clocks, ladders and schedules apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import did_you_mean
from engine.feel.types import STRING, Kind, Type
from engine.model.reading import scalars

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.document.nodes import Node, Scalar
    from engine.model.context import Context
    from engine.model.timed.patterns import ParsedPattern

MANY_VALUED = (Kind.LIST, Kind.CONTEXT)


class Key(NamedTuple):
    """The names of the data, as written; none: there is one clock, one ladder, one schedule."""

    names: tuple[Scalar, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(name.text for name in self.names)


def read_key(node: Node | None) -> Key:
    return Key(scalars(node))


def check_key(key: Key, item: str, patterns: Iterable[ParsedPattern], context: Context) -> None:
    """Every event that an item goes by has the data that it is kept per (GJ373), a single value each (GJ374)."""
    events = context.vocabulary.events
    read = [pattern for pattern in patterns if pattern.event in events]
    for name in key.names:
        types = {pattern.event: dict(events[pattern.event].fields) for pattern in read}
        lacking = [pattern for pattern in read if name.text not in types[pattern.event]]
        if lacking and len(lacking) == len(read):
            _add_unknown(name, item, read[0].event, list(types[read[0].event]), context)
            continue
        for pattern in dict.fromkeys(lacking):
            near = did_you_mean(name.text, types[pattern.event])
            context.report.add("GJ373", pattern.span, name=item, data=name.text, event=pattern.event, near=near)
        given = [fields[name.text] for fields in types.values() if name.text in fields]
        if any(type_.kind in MANY_VALUED for type_ in given):
            context.report.add("GJ374", name.span, name=name.text)


def _add_unknown(name: Scalar, item: str, event: str, data: list[str], context: Context) -> None:
    """None of the events has the data: then its name is what is wrong."""
    near = _named(name.text, event, context) or did_you_mean(name.text, data)
    context.report.add("GJ373", name.span, name=item, data=name.text, event=event, near=near)


def _named(text: str, event: str, context: Context) -> str:
    """The data that a title means; a list of those that a comma parts."""
    known = context.vocabulary.events[event]
    ids = {spelling: name for name, title in known.titles for spelling in title.spellings}
    ids |= {name: name for name, _ in known.fields}
    parts = [ids.get(part.strip(), "") for part in re.split(r"[,，、]", text)]
    found = [part for part in parts if part]
    return f"[{', '.join(found)}]" if len(found) > 1 and len(found) == len(parts) else found[0] if found else ""


def key_fields(key: Key, patterns: Iterable[ParsedPattern], context: Context) -> tuple[tuple[str, Type], ...]:
    """What a rung's element has of its key: the text itself where it is one, a context of texts where it is several."""
    first = next(iter(patterns), None)
    event = context.vocabulary.events.get(first.event) if first else None
    data = dict(event.fields) if event else {}
    types = [(name, _text(data.get(name, STRING))) for name in key.ids]
    if len(types) == 1:
        return (("key", types[0][1]),)
    return (("key", Type(Kind.CONTEXT, fields=tuple(types))),) if types else ()


def _text(type_: Type) -> Type:
    """A choice stays one; everything else is told as text."""
    return type_.required() if type_.kind in (Kind.ENUM, Kind.STRING) else STRING
