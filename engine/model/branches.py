"""Branches: which there are, and whom each extends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.branches import BASE
from engine.document.nodes import Scalar
from engine.model.reading import read_string, read_text
from engine.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.diagnostics import Report
    from engine.document.nodes import Document


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch; the base extends nothing."""

    id: str
    title: Text
    extends: str | None
    document: Document | None = None


def read_branches(documents: Iterable[Document], report: Report) -> tuple[Branch, ...]:
    """The base and every branch, by id."""
    found = {BASE: Branch(BASE, Text("集团", "Group"), None)}
    places: dict[str, Scalar] = {}
    for document in documents:
        name, extends = document.root.get("branch"), document.root.get("extends")
        if not isinstance(name, Scalar):
            continue
        if name.text != document.branch:
            report.add("GJ324", name.span, name=name.text, file=document.branch)
        found[name.text] = Branch(
            name.text, read_text(document.root.get("title"), name.text), read_string(extends) or BASE, document
        )
        if isinstance(extends, Scalar):
            places[name.text] = extends
    _check_ancestry(found, places, report)
    return tuple(found.values())


def _check_ancestry(found: dict[str, Branch], places: dict[str, Scalar], report: Report) -> None:
    for name, place in places.items():
        if place.text not in found:
            others = sorted(found.keys() - {BASE})
            report.add("GJ330", place.span, name=place.text, near=did_you_mean(place.text, others))
        elif name in ancestors(found, place.text):
            report.add("GJ331", place.span, name=name)


def ancestors(found: dict[str, Branch], name: str) -> list[str]:
    """The branch and those it extends, nearest first; stops where it would come round again."""
    line: list[str] = []
    current: str | None = name
    while current is not None and current in found and current not in line:
        line.append(current)
        current = found[current].extends
    return line
