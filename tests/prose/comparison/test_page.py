"""What a comparison must have in every format: all that differs, with its place; nothing unescaped, no loose end."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.backends.prose.comparison.data import to_data
from engine.backends.prose.comparison.findings import to_findings
from engine.backends.prose.comparison.from_material import to_document
from engine.backends.prose.comparison.html import to_page
from engine.backends.prose.comparison.terminal import to_text
from engine.backends.prose.handbook.markdown import to_markdown
from engine.model.text import Text
from tests.handbook.test_books import Page
from tests.prose.comparison.handmade import material

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.backends.prose.comparison.material import Material


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return material(tmp_path_factory.mktemp("edited"))


def states(made: Material) -> dict[str, list[str]]:
    rows = (row for entry in made.entries for row in entry.rows if row.differs)
    return {row.id: [cell.state for cell in row.cells] for row in rows}


def test_cells_say_how_they_stand_and_units_are_compared_not_texts(made: Material) -> None:
    assert states(made) == {
        "pass_score": ["baseline", "milder"],
        "partial_rate": ["baseline", "stricter"],
        "onsite_within": ["baseline", "stricter"],
    }
    solution = next(row for entry in made.entries for row in entry.rows if row.id == "solution_within")
    assert [cell.state for cell in solution.cells] == ["baseline", "same"]


def test_the_page_is_well_formed_without_script(made: Material) -> None:
    page = Page(re.sub(r"<(input|wbr)[^>]*>", "", to_page(made)))
    assert not [anchor for anchor, times in Counter(page.ids).items() if times > 1]
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert not page.elements.keys() & {"script", "img", "link", "iframe"}
    assert not {name for name in page.attributes if name.startswith("on")}


FORMATS: dict[str, Callable[[Material], str]] = {
    "html": to_page,
    "text": lambda made: to_text(to_document(made, "zh")),
    "markdown": lambda made: to_markdown(to_document(made, "zh")),
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_what_differs_and_where(form: str, made: Material) -> None:
    text = FORMATS[form](made).replace("<wbr>", "")
    for said in (
        "2026-11-22",
        "▽ 更宽",
        "▲ 更严",
        f"相同的 {made.hidden} 条",
        "审核分数 75 以上、不到 80",
        "24 小时",
        "不是线性的",
    ):
        assert said in text
    assert "drawing-review.yaml:38" in text
    assert "其余情形：裁定相同（已证明）" in text


def test_the_number_of_hidden_rows_is_that_of_the_equal_rows(made: Material) -> None:
    page = to_page(made)
    assert made.hidden == sum(not row.differs for entry in made.entries for row in entry.rows)
    assert page.count('<tr class="equal">') == 2 * made.hidden
    assert page.count('class="only" checked') == 2
    assert 'class="only" checked' not in to_page(replace(made, all_rows=True))


def test_json_has_both_languages_the_places_and_the_cases(made: Material) -> None:
    data = json.loads(to_data(made))
    review = data["policies"][0]
    assert data["differs"] is True
    assert data["equal_rows"] == made.hidden
    assert review["differences"][1]["region"] == {
        "zh": "审核分数 75 以上、不到 80",
        "en": "Review score from 75 to under 80",
    }
    assert review["differences"][1]["witness"]["given"] == {"facts": {"score": "75"}}
    assert review["differences"][1]["witness"]["outcomes"]["xian"] == []
    assert review["differences"][0]["changes"][0]["said"]["en"] == "0.3 percentage points more"
    cells = [cell for row in review["rows"] for cell in row["cells"].values()]
    assert all(cell["at"] for cell in cells if cell["said"])


def test_what_owners_write_is_text_on_the_page(made: Material) -> None:
    hostile = Text("<script>alert(1)</script>", "a & b")
    page = to_page(replace(made, entries=tuple(replace(entry, title=hostile) for entry in made.entries)))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_findings_stand_at_the_side_that_says_otherwise(made: Material) -> None:
    found = list(to_findings(made))
    assert Counter(each.code for each in found) == {"GJ650": 3, "GJ651": 2, "GJ652": 1}
    first = found[0]
    assert first.span
    assert first.span.path.endswith("branches/xian/base/drawing-review.yaml")
    assert first.message("zh").startswith("西安分公司：及格分（`drawing-review.pass_score`）▽ 更宽：75，基准是 80")
    assert "Pass mark" in first.message("en")


def test_paths_are_shown_from_another_root(made: Material) -> None:
    shown = replace(made, roots=((made.entries[0].rows[0].cells[1].source.span.path.partition("base/")[0], "HEAD~1:"),))  # type: ignore[union-attr]
    assert "HEAD~1:base/drawing-review.yaml:38" in to_text(to_document(shown, "en"))
