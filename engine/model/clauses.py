"""`clauses.yaml`: the clauses of the source documents, which policies cite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.model.reading import entries, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report, Span
    from engine.document.nodes import Document
    from engine.model.text import Text


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a source document (`MAN-01` of `MAN`): what it says."""

    id: str
    document: str
    text: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Clauses:
    """The source documents' titles and their clauses, by id, in the order of the file; empty where there is none."""

    documents: MappingOf[str, Text]
    by_id: MappingOf[str, Clause]


def read_clauses(document: Document | None, report: Report) -> Clauses:
    if document is None:
        return Clauses({}, {})
    documents = {key.text: _title(key, value) for key, value in entries(document.root.get("documents"))}
    clauses = {key.text: _clause(key, value) for key, value in entries(document.root.get("clauses"))}
    _check_documents(clauses, {*documents, *document.lost}, report)
    return Clauses(documents, clauses)


def _title(key: Scalar, node: Node) -> Text:
    return read_text(node.get("title") if isinstance(node, Mapping) else None, key.text)


def _clause(key: Scalar, node: Node) -> Clause:
    return Clause(key.text, key.text.partition("-")[0], read_text(node, key.text), key.span)


def _check_documents(clauses: dict[str, Clause], known: set[str], report: Report) -> None:
    """A clause's id begins with its document's."""
    for clause in clauses.values():
        if clause.document not in known:
            near = did_you_mean(clause.document, known)
            report.add("GJ366", clause.span, name=clause.id, document=clause.document, near=near)
