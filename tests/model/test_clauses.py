"""Clauses and citations where no example of the conformance suite shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.diagnostics import Report
from engine.model.citations import read_citations
from engine.model.clauses import Clauses
from engine.model.from_document import Model, read_model
from tests.document.reading import HEADER, POLICY, read_files

CLAUSES = "documents: {MAN: {title: 手册}}\nclauses: {MAN-01: 一, MAN-02: 二, MAN-10: 十}\n"
SHIPPED = Path("policies")


def model_of(folder: Path, files: dict[str, str]) -> tuple[Model, Report]:
    documents, report = read_files(folder, files)
    return read_model(documents, report), report


def test_none() -> None:
    """A library without the file has no clauses, and nothing is said of what it cites."""
    model = read_model((), Report())
    assert model.clauses == Clauses({}, {})


def test_nothing_is_said_where_no_clauses_are_listed(tmp_path: Path) -> None:
    _, report = model_of(tmp_path, {POLICY: HEADER + "cites: [ANY-1]\n"})
    assert not any(item.code in ("GJ363", "GJ364", "GJ365") for item in report.found)


def test_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        "documents: {B: {title: {zh: 乙, en: b}}, A: {title: a}}\nclauses: {B-2: two, A-1: {zh: 一, en: one}, B-1: x}\n"
    )
    clauses = model_of(tmp_path, {"clauses.yaml": text})[0].clauses
    assert list(clauses.by_id) == ["B-2", "A-1", "B-1"]
    assert [(name, title.zh, title.en) for name, title in clauses.documents.items()] == [
        ("B", "乙", "b"),
        ("A", "a", "a"),
    ]
    one = clauses.by_id["A-1"]
    assert (one.document, one.text.zh, one.text.en, one.span.line) == ("A", "一", "one", 2)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("MAN-2", "MAN-02"),
        ("man-02", "MAN-02"),
        ("MAN-002", "MAN-02"),
        ("MNA-10", "MAN-10"),
        ("'MAN-01, MAN-02'", "[MAN-01, MAN-02]"),
        ("MAN-01 MAN-10", "[MAN-01, MAN-10]"),
        ("'MAN-01、MAN-10'", "[MAN-01, MAN-10]"),
        ("第九条", ""),
    ],
)
def test_did_you_mean(written: str, meant: str, tmp_path: Path) -> None:
    _, report = model_of(tmp_path, {"clauses.yaml": CLAUSES, POLICY: f"{HEADER}cites: {written}\n"})
    (found,) = (item for item in report.found if item.code == "GJ363")
    assert dict(found.args)["near"] == meant


def test_a_misspelt_id_silences_what_is_said_of_the_rest(tmp_path: Path) -> None:
    """The clause that was meant would be called forgotten."""
    _, report = model_of(tmp_path, {"clauses.yaml": CLAUSES, POLICY: f"{HEADER}cites: [MAN-01, MAN-03]\n"})
    assert [item.code for item in report.found] == ["GJ363"]


def test_the_shipped_clauses() -> None:
    """Four documents, 63 clauses, numbered without a gap; titles and texts in both languages."""
    text = (SHIPPED / "clauses.yaml").read_text(encoding="utf-8")
    clauses = model_of(SHIPPED.resolve(), {})[0].clauses
    counts = {"MAN": 32, "HSK": 11, "FUR": 14, "DEC": 6}
    assert list(clauses.documents) == list(counts)
    assert set(clauses.by_id) == {f"{name}-{n:02}" for name, last in counts.items() for n in range(1, last + 1)}
    for words in (*clauses.documents.values(), *(clause.text for clause in clauses.by_id.values())):
        assert words.zh != words.en
    assert text.count("    zh: ") == text.count("    en: ") == sum(counts.values())


def test_every_shipped_header_names_what_its_items_carry() -> None:
    for document in read_files(SHIPPED.resolve(), {})[0]:
        if document.kind == "policy":
            header, items = read_citations(document)
            assert {clause for clause, _ in items} == {clause for clause, _ in header}, document.source.path
