"""Taking what is wrong out of a document, so that later stages read only what the schema vouches for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.document.names import item_names
from engine.document.nodes import Entry, Mapping, Node, Sequence
from engine.document.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Path = tuple[str, ...]

_OF_POLICIES = frozenset({"facts", "params", "derived", "tables", "targets", "rules", "ladders", "clocks", "schedules"})
_SECTIONS: dict[str, frozenset[str]] = {
    "policy": _OF_POLICIES,
    "overlay": _OF_POLICIES,
    "vocabulary": frozenset({"subjects", "events", "consequences", "severity"}),
    "clauses": frozenset({"documents", "clauses"}),
    "guardrails": frozenset({"guardrails"}),
    "cases": frozenset({"cases"}),
    "calendar": frozenset({"weekly", "holidays", "workdays", "overrides"}),
}
"""Keys whose items stand on their own: one that is broken doesn't take the others with it."""
_HEADER = frozenset({"title", "owner", "effective", "reason"})
"""Keys whose mappings declare no names; a misspelt section may."""


def prune(kind: str, root: Mapping, paths: Iterable[Path]) -> tuple[Mapping, tuple[Path, ...], frozenset[str]]:
    """The mapping without its broken parts, their paths, and the names that are lost with them."""
    broken = tuple(dict.fromkeys(_part(kind, path) for path in paths if path))
    lost = frozenset(name for path in broken for name in _names(root, path))
    kept = _without(root, broken)
    whole = any(kept.get(key) is None for key in schema(kind).get("required", ()))
    return kept, (*broken, ()) if whole else broken, lost


def _part(kind: str, path: Path) -> Path:
    """The smallest part that is left out as a whole: an item of a section, or a key of the header."""
    return path[:2] if path[0] in _SECTIONS.get(kind, ()) else path[:1]


def _without(root: Mapping, broken: tuple[Path, ...]) -> Mapping:
    gone = {path[0] for path in broken if len(path) == 1}
    inner: dict[str, set[str]] = {}
    for path in broken:
        if len(path) == 2:  # noqa: PLR2004 a section and its item
            inner.setdefault(path[0], set()).add(path[1])
    entries = (
        Entry(entry.key, _thinned(entry.value, inner.get(entry.key.text, set())))
        for entry in root.entries
        if entry.key.text not in gone
    )
    return replace(root, entries=tuple(entries))


def _thinned(node: Node, gone: set[str]) -> Node:
    match node:
        case Mapping():
            return replace(node, entries=tuple(entry for entry in node.entries if entry.key.text not in gone))
        case Sequence():
            return replace(node, items=tuple(item for i, item in enumerate(node.items) if str(i) not in gone))
        case _:
            return node


def _names(root: Mapping, path: Path) -> Iterator[str]:
    """The names that a part declares, titles among them: a title is a name too."""
    node = root.get(path[0])
    if len(path) == 1:
        for entry in node.entries if isinstance(node, Mapping) and path[0] not in _HEADER else ():
            yield from item_names(entry.key.text, entry.value)
    elif isinstance(node, Mapping):
        yield path[1].lower().replace("-", "_")  # what a name that is none is meant to be
        yield from item_names(path[1], node.get(path[1]))
    elif isinstance(node, Sequence) and path[1].isdigit() and int(path[1]) < len(node.items):
        yield from item_names("", node.items[int(path[1])])
