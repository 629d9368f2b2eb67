"""What a case expects of clocks, ladders and schedules: entries by the id of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.document.nodes import Mapping, Scalar, Sequence
from engine.model.plain import plain_value
from engine.model.reading import entries, items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Span
    from engine.document.nodes import Node
    from engine.model.plain import Plain

KEY = "key"


@dataclass(frozen=True, slots=True)
class ExpectedEntry:
    """A clock, a ladder's count or an occurrence. `id` empty: any; `values`: what must be equal, its `key` too."""

    id: str
    values: tuple[tuple[str, Plain], ...]
    span: Span
    places: tuple[tuple[str, Span], ...]

    @property
    def key(self) -> Plain:
        """As it is written: a text, or a context of several; None where it names none."""
        return dict(self.values).get(KEY)

    def place_of(self, name: str) -> Span:
        """Where it says what is expected by this name; all of it where it doesn't."""
        return dict(self.places).get(name, self.span)


Expectations = tuple[ExpectedEntry, ...] | None
"""None: the case doesn't ask."""


def read_clocks(node: Node | None) -> Expectations:
    """By a clock's id what is read, or a list of that with each its key."""
    named = ((name, inner) for name, value in entries(node) for inner in _each(value))
    return None if node is None else tuple(_entry(inner, name.text, name) for name, inner in named)


def read_ladders(node: Node | None) -> Expectations:
    """A list of entries; or by a ladder's id its count, or counts by key, as a mapping or a list."""
    if node is None:
        return None
    return tuple(_counts(node)) if isinstance(node, Mapping) else tuple(_entry(item) for item in items(node))


def read_schedule(node: Node | None) -> Expectations:
    """A list of occurrences; one that is only a date may be of any schedule."""
    return None if node is None else tuple(_dated(item) for item in items(node))


def _each(value: Node) -> Iterator[Node]:
    yield from value.items if isinstance(value, Sequence) else (value,)


def _dated(node: Node) -> ExpectedEntry:
    if isinstance(node, Scalar):
        return ExpectedEntry("", (("date", plain_value(node)),), node.span, ())
    return _entry(node)


def _counts(root: Mapping) -> Iterator[ExpectedEntry]:
    for name, value in entries(root):
        if isinstance(value, Sequence):
            yield from (_entry(item, name.text) for item in value.items)
        elif isinstance(value, Mapping):
            for key, count in entries(value):
                said = ((KEY, key.text), ("count", plain_value(count)))
                yield ExpectedEntry(name.text, said, key.span, (("count", count.span),))
        else:
            yield ExpectedEntry(name.text, (("count", plain_value(value)),), name.span, (("count", value.span),))


def _entry(node: Node, name: str = "", head: Scalar | None = None) -> ExpectedEntry:
    """A mapping as an entry; its own `id` counts where it isn't under one."""
    said = [(key.text, value) for key, value in entries(node)]
    own = next((plain_value(value) for key, value in said if key == "id"), "")
    values = tuple((key, plain_value(value)) for key, value in said if key != "id")
    span = head.span if head and not values else node.span
    return ExpectedEntry(name or str(own), values, span, tuple((key, value.span) for key, value in said))
