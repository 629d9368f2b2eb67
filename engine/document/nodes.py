"""What YAML text becomes: nodes that remember where they stand and what was written, nothing resolved.

A scalar keeps its text; `yes`, `18:00`, `007`, `500.00` stay what they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.diagnostics import Place, Source, Span

Style = Literal["plain", "single", "double", "literal", "folded"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar: its text after YAML's unquoting, how it was written, and where each character of it stands."""

    text: str
    style: Style
    span: Span
    place: Place

    @property
    def quoted(self) -> bool:
        return self.style in ("single", "double")


@dataclass(frozen=True, slots=True)
class Entry:
    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping in the order of the file; its keys are unique scalars. `flow`: written in braces."""

    entries: tuple[Entry, ...]
    span: Span
    flow: bool = False

    def get(self, key: str) -> Node | None:
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def key(self, key: str) -> Scalar | None:
        return next((entry.key for entry in self.entries if entry.key.text == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list. `flow`: written in brackets."""

    items: tuple[Node, ...]
    span: Span
    flow: bool = False


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a library. `kind` names its schema (`schemas/<kind>.schema.json`).

    `broken` holds the JSON-pointer-like paths (`("rules", "2")`) of the parts whose shape is wrong: they were reported
    and are left out of `root`; `lost` the names that they would have declared, so that nothing else complains of them.
    The path `()` says that the file as a whole can't be used (unreadable, or a required key is missing or wrong): then
    `root` holds what could be saved, maybe nothing, and its required keys are not to be relied on.
    """

    kind: Literal["library", "vocabulary", "policy", "cases", "branch"]
    branch: str
    source: Source
    root: Mapping
    broken: tuple[tuple[str, ...], ...] = ()
    lost: frozenset[str] = frozenset()

    @property
    def usable(self) -> bool:
        """Whether the schema's required keys are there, each of the right kind."""
        return () not in self.broken
