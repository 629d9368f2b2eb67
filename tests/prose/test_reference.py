"""The reference page names every function and says what SQL can't do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.backends.prose.reference import reference
from engine.feel.operators import FUNCTIONS, PROPERTIES


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_everything(lang: str) -> None:
    page = reference(lang)
    for function in FUNCTIONS:
        assert (dict(function.doc)[lang] in page) is not function.hidden
        assert all(example.expression in page for example in function.examples)
    assert all(f"`.{name}`" in page for name in PROPERTIES)


def test_says_what_sql_cannot_do() -> None:
    entry = reference("en").partition("### `matches(")[2].partition("###")[0]
    assert "Not in SQL: SQL's regular expressions are another dialect" in entry


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_current(lang: str) -> None:
    page = Path(__file__).parents[2] / "docs" / f"expressions.{lang}.md"
    if os.environ.get("GUIJU_RECORD"):
        page.write_text(reference(lang), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == reference(lang), "GUIJU_RECORD=1 writes it anew"
