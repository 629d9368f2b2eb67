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
    """A mapping in the order of the file; its keys are unique scalars."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        return next((entry.value for entry in self.entries if entry.key.text == key), None)

    def key(self, key: str) -> Scalar | None:
        return next((entry.key for entry in self.entries if entry.key.text == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    span: Span


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a library. `kind` names its schema (`schemas/<kind>.schema.json`).

    `broken` holds the JSON-pointer-like paths (`("rules", "2")`) of the parts whose shape is wrong: they were reported
    and are left out of `root`; `lost` the names that they would have declared, so that nothing else complains of them.
    """

    kind: Literal["library", "vocabulary", "policy", "cases", "branch"]
    branch: str
    source: Source
    root: Mapping
    broken: tuple[tuple[str, ...], ...] = ()
    lost: frozenset[str] = frozenset()
