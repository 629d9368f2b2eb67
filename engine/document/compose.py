"""From YAML's events to nodes. Nothing is resolved: every scalar keeps its text and its place.

What makes YAML more than a notation for lists, mappings and texts is refused: merge keys, several documents, keys that
are no scalars; and, in `traps`, anchors, aliases and tags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from engine.diagnostics import Place, Span
from engine.document.flow import mend_entries, mend_items
from engine.document.nodes import Entry, Mapping, Node, Scalar, Sequence, Style
from engine.document.places import place_of
from engine.document.syntax_errors import explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Report
    from engine.document.text import FileText

MAX_DEPTH = 40
"""Mappings and lists within one another; a policy needs eight."""
_LOADER: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_STYLES: dict[str | None, Style] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}


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

    __slots__ = ("end", "events", "file", "last", "report")

    def __init__(self, file: FileText, report: Report) -> None:
        self.file = file
        self.report = report
        self.events: Iterator[Any] = yaml.parse(file.text, Loader=_LOADER)
        self.end = 0
        """Where the text ends that was read so far."""
        self.last: Scalar | None = None
        """The scalar read last: what a syntax error most often comes from."""

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self.report.add("GJ105", self.span(event))
                    raise _Unreadable
                root = self.node(next(self.events), 0)
        if root is None:
            self.report.add("GJ102", self.file.span(0, 0))
        return root

    def node(self, event: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self.report.add("GJ104", self.span(event), limit=MAX_DEPTH)
            raise _Unreadable
        match event:
            case yaml.MappingStartEvent():
                return self.mapping(event, depth)
            case yaml.SequenceStartEvent():
                return self.sequence(event, depth)
            case _:
                return self.scalar(event)

    def mapping(self, start: Any, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        found: list[Entry] = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, value = self.node(event, depth + 1), self.node(next(self.events), depth + 1)
            if isinstance(key, Scalar) and key.text:
                found.append(Entry(key, value))
            else:
                self.report.add("GJ111", key.span)
        for entry in mend_entries(found, self.file, self.report) if start.flow_style else found:
            self.add_entry(entries, entry)
        return Mapping(tuple(entries.values()), self.whole(start, event), bool(start.flow_style))

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
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        if start.flow_style:
            items = mend_items(items, self.file, self.report)
        return Sequence(tuple(items), self.whole(start, event), bool(start.flow_style))

    def scalar(self, event: Any) -> Scalar:
        """Aliases, and anchors and tags of nothing, read as what is written."""
        start, end = event.start_mark.index, event.end_mark.index
        text, style = getattr(event, "value", ""), _STYLES.get(getattr(event, "style", None), "plain")
        if not text and style == "plain":
            text = self.file.text[start:end]
        if style in ("literal", "folded"):
            end = start + len(self.file.text[start:end].rstrip())
        self.end = max(self.end, end)
        span = self.span(event) if event.end_mark.index == end else self.file.span(start, end)
        self.last = Scalar(text, style, span, self.place(span, start, end, style, text))
        return self.last

    def place(self, span: Span, start: int, end: int, style: Style, text: str) -> Place:
        """Where the text's characters stand; most scalars are one line without escapes."""
        quotes = 2 if style in ("single", "double") else 0
        if span.line == span.end_line and end - start - quotes == len(text):
            return Place(span.path, ((0, span.line, span.column + quotes // 2),))
        return place_of(self.file, start, end, style, text)

    def span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.file.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def whole(self, start: Any, end: Any) -> Span:
        """The span of a collection, without the blank lines and comments that follow a block one."""
        if start.flow_style:
            self.end = end.end_mark.index
        return self.file.span(start.start_mark.index, max(self.end, start.start_mark.index))
