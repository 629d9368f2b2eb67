"""What must be known of policies' documents before any policy is read: their names, and what their facts come from."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from engine.document.nodes import Document, Mapping, Scalar
from engine.model.reading import entries, read_string

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report


class Head(NamedTuple):
    """`name`: what a policy calls itself; `stem`: its file; `origins`: what its facts come from, events among them."""

    document: Document
    name: Scalar | None
    stem: str
    origins: tuple[str, ...]


def read_head(document: Document) -> Head:
    name = document.root.get("policy")
    facts = (fact for _, fact in entries(document.root.get("facts")) if isinstance(fact, Mapping))
    origins = (read_string(fact.get("from")).rpartition(".")[0] for fact in facts)
    stem = PurePosixPath(document.source.path).stem
    return Head(document, name if isinstance(name, Scalar) else None, stem, tuple(dict.fromkeys(origins)))


def names_of(heads: Iterable[Head]) -> tuple[str, ...]:
    """The ids of all policies, even of those that can't be read: what refers to them isn't wrong.

    Nor is what refers to a policy by the name of its file, where the two differ: that is reported once, at the policy.
    """
    names = (name for head in heads for name in (head.name.text if head.name else "", head.stem) if name)
    return tuple(dict.fromkeys(names))


def by_id(heads: Iterable[Head], taken: MappingOf[str, str], report: Report) -> dict[str, Head]:
    """The heads by the names of their policies, each name once. `taken`: the files that have a name already."""
    named: dict[str, Head] = {}
    for head in heads:
        name = head.name
        if name is None:
            named.setdefault(head.stem, head)
            continue
        first = named[name.text].document.source.path if name.text in named else taken.get(name.text)
        if first:
            report.add("GJ323", name.span, name=name.text, path=first)
            continue
        check_name(head, report)
        named[name.text] = head
    return named


def check_name(head: Head, report: Report) -> None:
    """Report a policy whose file has another name."""
    if head.name and head.name.text != head.stem:
        report.add("GJ324", head.name.span, name=head.name.text, file=head.stem)
