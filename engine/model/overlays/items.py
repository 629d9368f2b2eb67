"""The items of a policy's sections, by name, as they are written."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import Report
from engine.document.nodes import Mapping, Node, Scalar, Sequence
from engine.model.reading import entries, read_effective

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Span
    from engine.document.nodes import Document
    from engine.model.policy import Effective

SECTIONS = ("facts", "params", "derived", "tables", "targets", "rules", "ladders", "clocks", "schedules")
HEADER = ""
"""The section of what concerns the policy as a whole: its calendar, and whether the branch has it."""


class Item(NamedTuple):
    """What a section says under a name, which is a key or the id of a list's item."""

    key: Scalar
    node: Node

    @property
    def span(self) -> Span:
        """Its name's."""
        return self.key.span

    @property
    def effective(self) -> Effective:
        """The days on which it holds, by what it says itself."""
        return read_effective(self.node.get("effective") if isinstance(self.node, Mapping) else None, Report())

    @property
    def text(self) -> str:
        """It as it is written, its lines as far to the left as they go."""
        node, file = self.node, self.node.file
        column = file.position(node.start)[1]
        return textwrap.dedent(" " * (column - 1) + file.text[node.start : node.end].rstrip())


def items_of(section: Node | None) -> Iterator[Item]:
    """The items of a section, in its order."""
    for node in section.items if isinstance(section, Sequence) else ():
        name = node.get("id") if isinstance(node, Mapping) else None
        if isinstance(name, Scalar):
            yield Item(name, node)
    yield from (Item(key, node) for key, node in entries(section) if isinstance(node, Mapping))


def item_of(document: Document, section: str, name: str) -> Item | None:
    """An item of a document; of its header the value of a key. None where it has none of that name."""
    root = document.root
    if section == HEADER:
        key, node = root.key(name), root.get(name)
        return Item(key, node) if key and node else None
    return next((item for item in items_of(root.get(section)) if item.key.text == name), None)
