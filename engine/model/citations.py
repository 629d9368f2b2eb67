"""Where clauses are cited: ids that no clause has, and clauses that no policy carries.

A policy's header says what it is about; what carries a clause is an item: a fact, a parameter, a derived value, a
row, a target, a rule, a clock, a ladder, a schedule, one of their rungs. Where the library lists no clauses, nothing is
said.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import Report, did_you_mean
from engine.document.nodes import Mapping, Node, Scalar
from engine.model.reading import entries, items, scalars
from engine.model.table_text import cited, read_table_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Kept, Span
    from engine.document.nodes import Document
    from engine.model.clauses import Clauses

CITING = ("cases", "vocabulary", "guardrails", "calendar")
"""Kinds of files that cite clauses beside the policies."""
RUNGS = ("rungs", "warn", "escalate")
_NUMBER = re.compile(r"0*([0-9]+)")
_PART = re.compile(r"[^,，、;；\s]+")


class Citation(NamedTuple):
    """A clause's id, and where it stands."""

    clause: str
    span: Span


class Citations(NamedTuple):
    """What a file cites as a whole, and what the items of its sections cite, the rows of its tables included."""

    header: tuple[Citation, ...]
    items: tuple[Citation, ...]


def check_citations(clauses: Clauses, by_kind: MappingOf[str, list[Document]], kept: Kept, report: Report) -> None:
    """Report unknown ids in any file of a library, and clauses that no item of a policy cites.

    `by_kind`: the library's documents by their kind.
    """
    if not clauses.by_id:
        return
    source = by_kind["clauses"][0]
    policies = [*by_kind.get("policy", ()), *by_kind.get("overlay", ())]
    known = {*clauses.by_id, *source.lost}
    before = len(report.found)
    others = (document for kind in CITING for document in by_kind.get(kind, []))
    for document in (*policies, *others):
        _check_known(_citations(document, kept), known, report)
    whole = not any(document.broken for document in (source, *policies))
    if whole and not report.has_errors_since(before):
        _check_carried(clauses, source, [_citations(policy, kept) for policy in policies], report)


def _citations(document: Document, kept: Kept) -> Citations:
    return kept.get(("citations", document.source.path), (document,), partial(read_citations, document))


def read_citations(document: Document) -> Citations:
    return Citations(tuple(_cited(document.root.get("cites"))), tuple(_at_items(document)))


def _at_items(document: Document) -> Iterator[Citation]:
    for section in document.root.entries:
        for item in (*items(section.value), *(value for _, value in entries(section.value))):
            if isinstance(item, Mapping):
                yield from _cited(item.get("cites"))
                yield from _cited_by_rows(item.get("rows"))
                yield from _cited_by_rungs(item)


def _cited(node: Node | None) -> Iterator[Citation]:
    yield from (Citation(scalar.text, scalar.span) for scalar in scalars(node))


def _cited_by_rows(node: Node | None) -> Iterator[Citation]:
    """The cells of a table's `cites` column; a table whose text can't be read is told of where it is read."""
    text = read_table_text(node, Report()) if isinstance(node, Scalar) else None
    names = [cell.text for cell in text.header.right] if text else []
    if text and "cites" in names:
        cells = (cell for row in text.rows for cell in cited(row.right[names.index("cites")]))
        yield from (Citation(cell.text, cell.span) for cell in cells)


def _cited_by_rungs(item: Mapping) -> Iterator[Citation]:
    """What the rungs of a ladder or a clock cite."""
    for rung in (rung for key in RUNGS for rung in items(item.get(key))):
        if isinstance(rung, Mapping):
            yield from _cited(rung.get("cites"))


def _check_known(found: Citations, known: set[str], report: Report) -> None:
    for clause, span in (*found.header, *found.items):
        if clause not in known:
            report.add("GJ363", span, name=clause, near=_near(clause, known))


def _near(text: str, known: set[str]) -> str:
    """The id that is probably meant, or the list of them where several were written as one."""
    parts = _PART.findall(text)
    if len(parts) > 1 and known.issuperset(parts):
        return f"[{', '.join(parts)}]"
    alike = {_alike(clause): clause for clause in known}
    return alike.get(_alike(text)) or did_you_mean(text.upper(), sorted(known))


def _alike(clause: str) -> str:
    """An id without what people leave out: capitals, and the zeros before a number."""
    return _NUMBER.sub(r"\1", clause.upper())


def _check_carried(clauses: Clauses, source: Document, policies: list[Citations], report: Report) -> None:
    """Asked where every file can be read and no id is misspelt: else nobody knows what is missing."""
    carried: set[str] = set()
    for policy in policies:
        own = {clause for clause, _ in policy.items}
        for clause, span in policy.header:
            if clause not in own:
                report.add("GJ365", span, name=clause)
        carried |= own
    left = [clause for clause in clauses.by_id if clause not in carried]
    section = source.root.key("clauses")
    if left and section:
        report.add("GJ364", section.span, ids=", ".join(left), count=len(left), all=len(clauses.by_id))
