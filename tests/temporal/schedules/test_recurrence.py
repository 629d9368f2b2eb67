"""Recurrences as text: what is understood, what isn't, and that what is told is read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.temporal.schedules import Recurrence, UnknownRecurrence, parse_recurrence, spoken

WRITTEN = yaml.safe_load((Path(__file__).parent / "recurrences.yaml").read_text(encoding="utf-8"))
WORDS = (
    "every",
    "4th",
    "last",
    "Wednesday",
    "day",
    "of the month",
    "2",
    "weeks",
    "March",
    "每",
    "月",
    "第四个",
    "周三",
    "25",
    "日",
    "、",
)


@pytest.mark.parametrize("case", WRITTEN["understood"], ids=lambda case: case["told"][0])
def test_it_is_understood_and_told(case: dict[str, Any]) -> None:
    expected = Recurrence(case.get("rule", ""), case.get("months", 0), case.get("days", 0), case.get("working", False))
    texts = (*case["told"], *case["written"])
    assert {text: parse_recurrence(text) for text in texts} == dict.fromkeys(texts, expected)
    assert [spoken(expected, "en"), spoken(expected, "zh")] == case["told"]


@pytest.mark.parametrize("text", WRITTEN["refused"])
def test_it_is_refused_with_what_was_probably_meant(text: str) -> None:
    with pytest.raises(UnknownRecurrence) as refused:
        parse_recurrence(f" {text} ")
    problem = refused.value
    assert (problem.text[problem.start : problem.end], problem.near) == (text, WRITTEN["refused"][text])


@given(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(max_size=20))
def test_whatever_is_understood_is_read_back_as_it_is_told(text: str) -> None:
    try:
        recurrence = parse_recurrence(text)
    except UnknownRecurrence as problem:
        if problem.near:
            parse_recurrence(problem.near)
        return
    assert {parse_recurrence(spoken(recurrence, lang)) for lang in ("zh", "en")} == {recurrence}
