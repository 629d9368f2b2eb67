"""Blank lines where the kind of a file wants them: between sections, between rules, before groups of cases."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from engine.document.format.header import schema_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.document.format.lines import Line


class _Parts(NamedTuple):
    """`sections` have a blank line before them, and so do the items of `items` that take more than one line.

    In `groups` an item with a comment above it begins a group, and has a blank line before it.
    """

    sections: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


_OF_POLICIES = _Parts(
    frozenset({"facts", "params", "derived", "tables", "targets", "rules", "ladders", "clocks", "schedules"}),
    items=frozenset({"tables", "rules", "ladders", "clocks", "schedules"}),
)
_PARTS = {
    "policy": _OF_POLICIES,
    "overlay": _OF_POLICIES,
    "vocabulary": _Parts(frozenset({"subjects", "cases", "events", "consequences", "severity"})),
    "clauses": _Parts(frozenset({"documents", "clauses"}), groups=frozenset({"clauses"})),
    "guardrails": _Parts(items=frozenset({"guardrails"})),
    "calendar": _Parts(frozenset({"weekly", "holidays", "workdays", "overrides"})),
    "cases": _Parts(groups=frozenset({"cases"})),
}
_KEY = re.compile(r"""["']?(?P<key>[^\s:"']+)["']?\s*:""")
_KEEPING = re.compile(r"[|>][1-9]?\+[1-9]?[ \t]*(?:#.*)?\n")
"""A block scalar to whose text the blank lines after it belong."""


def parted(lines: list[Line], kind: str) -> list[Line]:
    """The lines of a file, with blank lines between its parts. None is taken away but one at the top."""
    parts = _PARTS.get(kind, _Parts())
    wanted = {
        index
        for start, end in _ranges(lines, range(len(lines)), 0)
        for index in _wanted(lines, start, end, parts)
        if not _KEEPING.search(lines[index - 1].text)
    }
    return [line._replace(blank=index > 0 and (line.blank or index in wanted)) for index, line in enumerate(lines)]


def _wanted(lines: list[Line], start: int, end: int, parts: _Parts) -> Iterator[int]:
    """The lines start..end, one key of the file with what is in it, that want a blank line before them."""
    top = next(index for index in range(start, end) if lines[index].level == 0)
    key = _KEY.match(lines[top].text)
    name = key["key"] if key else ""
    items = list(_ranges(lines, range(top + 1, end), 1))
    if name in parts.sections:
        yield start
    if name in parts.items:
        yield from (item[0] for above, item in pairwise(items) if _is_long(lines, *above) or _is_long(lines, *item))
    if name in parts.groups:
        yield from (start for start, _ in items[1:] if lines[start].is_comment)


def _ranges(lines: list[Line], among: range, level: int) -> Iterator[tuple[int, int]]:
    """Where the entries of a level start, with the comments above them, and where they end."""
    starts = [_head(lines, index, among.start) for index in among if lines[index].level == level]
    yield from pairwise([*starts, among.stop])


def _head(lines: list[Line], index: int, first: int) -> int:
    """Where the comments start that stand right above an entry."""
    indent = lines[index].indent
    while index > first and _is_above(lines[index - 1], lines[index], indent):
        index -= 1
    return index


def _is_above(comment: Line, line: Line, indent: int) -> bool:
    return comment.is_comment and comment.indent == indent and not line.blank and not schema_of(comment.text)


def _is_long(lines: list[Line], start: int, end: int) -> bool:
    return end - start > 1 or "\n" in lines[start].text
