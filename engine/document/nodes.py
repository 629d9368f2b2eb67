"""What YAML text becomes: nodes that remember where they stand and what was written, nothing resolved.

A scalar keeps its text; `yes`, `18:00`, `007`, `500.00` stay what they were. A node knows the offsets of its stretch
of the file (`start`, and `end`, exclusive); lines and columns are worked out where they are asked for, which is rarely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.document.places import place_of
from engine.record import record

if TYPE_CHECKING:
    from engine.diagnostics import Place, Source, Span
    from engine.document.text import FileText

Style = Literal["plain", "single", "double", "literal", "folded"]


@record
class Scalar:
    """A scalar: its text after YAML's unquoting, and how it was written."""

    text: str
    style: Style
    file: FileText
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.file.span(self.start, self.end)

    @property
    def place(self) -> Place:
        """Where each character of the text stands."""
        return place_of(self.file, self.start, self.end, self.style, self.text)

    @property
    def quoted(self) -> bool:
        return self.style in ("single", "double")


@record
class Entry:
    key: Scalar
    value: Node


@record
class Mapping:
    """A mapping in the order of the file; its keys are unique scalars. `flow`: written in braces."""

    entries: tuple[Entry, ...]
    file: FileText
    start: int
    end: int
    flow: bool = False

    @property
    def span(self) -> Span:
        return self.file.span(self.start, self.end)

    def get(self, key: str) -> Node | None:
        for entry in self.entries:
            if entry.key.text == key:
                return entry.value
        return None

    def key(self, key: str) -> Scalar | None:
        return next((entry.key for entry in self.entries if entry.key.text == key), None)


@record
class Sequence:
    """A list. `flow`: written in brackets."""

    items: tuple[Node, ...]
    file: FileText
    start: int
    end: int
    flow: bool = False

    @property
    def span(self) -> Span:
        return self.file.span(self.start, self.end)


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a library. `kind` names its schema (`schemas/<kind>.schema.json`).

    `broken` holds the JSON-pointer-like paths (`("rules", "2")`) of the parts whose shape is wrong: they were reported
    and are left out of `root`; `lost` the names that they would have declared, so that nothing else complains of them.
    The path `()` says that the file as a whole can't be used (unreadable, or a required key is missing or wrong): then
    `root` holds what could be saved, maybe nothing, and its required keys are not to be relied on.
    """

    kind: Literal["library", "vocabulary", "clauses", "guardrails", "policy", "overlay", "cases", "branch", "calendar"]
    branch: str
    source: Source
    root: Mapping
    broken: tuple[tuple[str, ...], ...] = ()
    lost: frozenset[str] = frozenset()

    @property
    def usable(self) -> bool:
        """Whether the schema's required keys are there, each of the right kind."""
        return () not in self.broken
