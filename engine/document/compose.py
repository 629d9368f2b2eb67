"""From YAML's events to nodes. Nothing is resolved: every scalar keeps its text and its place.

What makes YAML more than a notation for lists, mappings and texts is refused: merge keys, several documents, keys that
are no scalars; and, in `traps`, anchors, aliases and tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from engine.diagnostics import Span
from engine.document.flow import mend_entries, mend_items
from engine.document.nodes import Entry, Mapping, Node, Scalar, Sequence, Style
from engine.document.syntax_errors import explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.diagnostics import Report
    from engine.document.text import FileText

MAX_DEPTH = 40
"""Mappings and lists within one another; a policy needs eight."""
_LOADER: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}


class _Unreadable(Exception):
    """What follows can't be read; the reason is in the report."""


def compose(file: FileText, report: Report) -> Node | None:
    """The node that a file holds; None, and a report, where it is empty or no YAML."""
    composer = _Composer(file, report)
    try:
        return composer.document()
    except _Unreadable:
        return None
    except yaml.MarkedYAMLError as error:
        explain(error, file, composer.last, report)
        return None


class _Composer:
    """Reads the events of one file, in order."""

    __slots__ = ("end", "file", "last", "next", "report")

    def __init__(self, file: FileText, report: Report) -> None:
        self.file = file
        self.report = report
        self.next = _LOADER(file.text).get_event
        self.end = 0
        """Where the text ends that was read so far."""
        self.last: Scalar | None = None
        """The scalar read last: what a syntax error most often comes from."""

    def document(self) -> Node | None:
        root: Node | None = None
        while not isinstance(event := self.next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.report.add("GJ105", self.span(event))
                    raise _Unreadable
                root = self.node(self.next(), 0)
        if root is None:
            self.report.add("GJ102", self.file.span(0, 0))
        return root

    def node(self, event: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self.report.add("GJ104", self.span(event), limit=MAX_DEPTH)
            raise _Unreadable
        return _READERS[type(event)](self, event, depth)

    def mapping(self, start: Any, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        found: list[Entry] = []
        while type(event := self.next()) is not yaml.MappingEndEvent:
            key, value = self.node(event, depth + 1), self.node(self.next(), depth + 1)
            if isinstance(key, Scalar) and key.text:
                found.append(Entry(key, value))
            else:
                self.report.add("GJ111", key.span)
        for entry in mend_entries(found, self.file, self.report) if start.flow_style else found:
            self.add_entry(entries, entry)
        return Mapping(tuple(entries.values()), self.file, *self.extent(start, event), bool(start.flow_style))

    def add_entry(self, entries: dict[str, Entry], entry: Entry) -> None:
        key = entry.key
        if key.text == "<<" and key.style == "plain":
            self.report.add("GJ109", key.span)
        elif first := entries.get(key.text):
            self.report.add("GJ110", key.span, key=key.text, line=first.key.span.line)
        else:
            entries[key.text] = entry

    def sequence(self, start: Any, depth: int) -> Sequence:
        items: list[Node] = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            items.append(self.node(event, depth + 1))
        if start.flow_style:
            items = mend_items(items, self.file, self.report)
        return Sequence(tuple(items), self.file, *self.extent(start, event), bool(start.flow_style))

    def scalar(self, event: Any, _: int) -> Scalar:
        start, self.end = event.start_mark.index, event.end_mark.index
        text, style = event.value, _STYLES[event.style]
        if style == "plain":
            text = text or self.file.text[start : self.end]
        elif style in ("literal", "folded"):
            self.end = start + len(self.file.text[start : self.end].rstrip())
        self.last = Scalar(text, style, self.file, start, self.end)
        return self.last

    def alias(self, event: Any, _: int) -> Scalar:
        """Read as what is written: `traps` refuses it, and anchors and tags too."""
        start, self.end = event.start_mark.index, event.end_mark.index
        self.last = Scalar(self.file.text[start : self.end], "plain", self.file, start, self.end)
        return self.last

    def span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.file.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def extent(self, start: Any, end: Any) -> tuple[int, int]:
        """Where a collection starts and ends, without the blank lines and comments that follow a block one."""
        if start.flow_style:
            self.end = end.end_mark.index
        return start.start_mark.index, max(self.end, start.start_mark.index)


_READERS: dict[type, Callable[[_Composer, Any, int], Node]] = {
    yaml.ScalarEvent: _Composer.scalar,
    yaml.MappingStartEvent: _Composer.mapping,
    yaml.SequenceStartEvent: _Composer.sequence,
    yaml.AliasEvent: _Composer.alias,
}
