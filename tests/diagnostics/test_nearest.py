"""Which word was probably meant, and when none was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics import did_you_mean

TYPES = ("number", "money", "percent", "boolean", "enum", "date", "span", "set")
FILES = ("clauses.yaml", "library.yaml", "vocabulary.yaml")
EVENTS = ("compensation.approved", "cancellation.approved")
CLAUSES = ("MAN-02", "MAN-03", "MAN-29", "MAN-32")


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("scoer", ("score", "scope"), "score"),
        ("emun", TYPES, "enum"),
        ("percentage", TYPES, "percent"),
        ("late", ("late_by", "price"), "late_by"),
        ("score", ("wage", "exam_score"), "exam_score"),
        ("资料", ("移交资料", "验收"), "移交资料"),
        ("部份整改", ("部分整改", "全部整改"), "部分整改"),
        ("MAN-O3", CLAUSES, "MAN-03"),
        ("MNA-29", CLAUSES, "MAN-29"),
        ("GJ2200", ("GJ222", "GJ220"), "GJ220"),
        ("GJ403", ("GJ430", "GJ402"), "GJ430"),
    ],
)
def test_the_word_meant(word: str, known: tuple[str, ...], meant: str) -> None:
    assert did_you_mean(word, known) == meant


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("missing", ("substring", "min", "string")),
        ("attendance.cases.yaml", FILES),
        ("late-delivery.yaml", FILES),
        ("refund.approved", EVENTS),
        ("MAN-99", CLAUSES),
        ("GJ999", ("GJ799", "GJ220")),
        ("是", ("整改情况", "score")),
        ("", ("a", "b")),
        ("score", ()),
    ],
)
def test_nothing_is_near_enough(word: str, known: tuple[str, ...]) -> None:
    assert not did_you_mean(word, known)


@given(st.lists(st.text(alphabet="abc1_分", min_size=1), min_size=1), st.data())
def test_a_known_word_is_its_own_nearest(known: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(known))
    assert did_you_mean(word, known) == word
