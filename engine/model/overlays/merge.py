"""The document of a policy with overrides in it. Nodes keep their own file and place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.document.nodes import Entry, Mapping, Scalar, Sequence
from engine.model.overlays.items import HEADER, SECTIONS, items_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.document.nodes import Document, Node
    from engine.model.overlays.override import Overlay, Override

_OF_OVERRIDES = frozenset({"change", "reason", "effective"})
"""Keys that say how, why and when an item changes, not what it is."""


def merged(document: Document, overlay: Overlay, active: Iterable[Override]) -> Document:
    """The document with the overrides that hold; its name is the overlay's, where the branch speaks of the policy."""
    active = tuple(active)
    root = document.root
    for override in (each for each in active if each.section == HEADER and each.change == "patch"):
        root = _with(root, overlay, override.name, override.node)
    for section in SECTIONS:
        changes = {each.name: each for each in active if each.section == section}
        if changes:
            root = _with(root, overlay, section, _section(root.get(section), changes, overlay, section))
    named = _with(root, overlay, "policy", overlay.document.root.get("policy"))
    lost = document.lost | overlay.document.lost
    return replace(document, root=named, broken=(*document.broken, *overlay.document.broken), lost=lost)


def _with(root: Mapping, overlay: Overlay, key: str, node: Node | None) -> Mapping:
    """The mapping with another value under a key, which is the overlay's where there was none."""
    if node is None:
        return root
    known = root.key(key)
    name = overlay.document.root.key(key)
    if known is None and name:
        return replace(root, entries=(*root.entries, Entry(name, node)))
    entries = (Entry(entry.key, node) if entry.key is known else entry for entry in root.entries)
    return replace(root, entries=tuple(entries))


def _section(node: Node | None, changes: dict[str, Override], overlay: Overlay, section: str) -> Node | None:
    """A section with its items changed in their places, new ones after the others."""
    there = {name.text for name, _ in items_of(node)}
    added = [override for name, override in changes.items() if name not in there]
    if isinstance(node, Sequence):
        kept = (_changed_item(item, changes) for item in node.items)
        return replace(node, items=(*(item for item in kept if item), *(as_stated(each.node) for each in added)))
    if isinstance(node, Mapping):
        entries = (_changed_entry(entry, changes) for entry in node.entries)
        return replace(node, entries=(*(entry for entry in entries if entry), *map(_entry, added)))
    own = overlay.document.root.get(section)
    if isinstance(own, Sequence):
        return replace(own, items=tuple(as_stated(each.node) for each in added))
    return replace(own, entries=tuple(map(_entry, added))) if isinstance(own, Mapping) else None


def _changed_item(item: Node, changes: dict[str, Override]) -> Node | None:
    name = item.get("id") if isinstance(item, Mapping) else None
    override = changes.get(name.text) if isinstance(name, Scalar) else None
    return _changed(item, override) if override else item


def _changed_entry(entry: Entry, changes: dict[str, Override]) -> Entry | None:
    override = changes.get(entry.key.text)
    if override is None:
        return entry
    node = _changed(entry.value, override)
    return replace(entry if override.change == "patch" else _entry(override), value=node) if node else None


def _entry(override: Override) -> Entry:
    return Entry(override.key, as_stated(override.node))


def _changed(node: Node, override: Override) -> Node | None:
    """What stands there instead; None where it is dropped."""
    match override.change:
        case "drop":
            return None
        case "patch":
            return _patched(node, override.node)
        case _:
            return as_stated(override.node)


def _patched(node: Node, patch: Node) -> Node:
    """A parameter with what the patch says of it."""
    if not isinstance(node, Mapping) or not isinstance(patch, Mapping):
        return node
    said = {entry.key.text: entry for entry in patch.entries if entry.key.text in ("value", "cites")}
    kept = (said.pop(entry.key.text, entry) for entry in node.entries)
    return replace(node, entries=(*kept, *said.values()))


def as_stated(node: Node) -> Node:
    """An item as a policy states it."""
    if not isinstance(node, Mapping):
        return node
    return replace(node, entries=tuple(entry for entry in node.entries if entry.key.text not in _OF_OVERRIDES))
