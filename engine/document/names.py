"""The names that an item of a policy declares: its id, its title, a table's outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.document.nodes import Mapping, Node, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator


def item_names(name: str, item: Node | None) -> Iterator[str]:
    """The names of an item that stands under `name` (empty in a list). A title is a name too."""
    if name:
        yield name
    if not isinstance(item, Mapping):
        return
    if isinstance(identifier := item.get("id"), Scalar):
        yield identifier.text
    yield from _titles(item.get("title"))
    yield from _columns(item.get("rows"))
    outputs = item.get("outputs")
    for entry in outputs.entries if isinstance(outputs, Mapping) else ():
        yield from item_names(entry.key.text, entry.value)


def _titles(node: Node | None) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, Mapping):
        yield from (entry.value.text for entry in node.entries if isinstance(entry.value, Scalar))


def _columns(rows: Node | None) -> Iterator[str]:
    """The output columns of a table's first line."""
    if isinstance(rows, Scalar):
        header = rows.text.strip().partition("\n")[0]
        yield from (cell.strip() for cell in header.partition("||")[2].split("|") if cell.strip())
