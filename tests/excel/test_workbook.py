"""Workbooks read back with another library: nothing lost, nothing run."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from adapters.excel.workbook import safe, workbook
from engine.backends.prose.comparison.sheets import Box, Sheet, to_sheets
from tests.prose.comparison.handmade import material

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = ("=1+1", "+1", "-1", "@sum(A1)", "\t=1", '=HYPERLINK("http://a.example")')


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula(text: str) -> None:
    data = workbook([Sheet("表", ("头",), ((Box(text, note=text),),), 0)])
    cell = openpyxl.load_workbook(BytesIO(data)).active["A2"]  # type: ignore[index]  # there is one sheet
    assert cell.data_type == "s"
    assert cell.value == f"'{text}" == safe(text)
    assert cell.hyperlink is None


def test_numbers_and_addresses_stay_texts() -> None:
    rows = ((Box("0012"), Box("http://a.example")),)
    row = openpyxl.load_workbook(BytesIO(workbook([Sheet("表", ("a", "b"), rows, 0)]))).active[2]  # type: ignore[index]
    assert [cell.value for cell in row] == ["0012", "http://a.example"]
    assert [cell.data_type for cell in row] == ["s", "s"]


def test_the_comparison_as_a_workbook(tmp_path: Path) -> None:
    made = material(tmp_path)
    book = openpyxl.load_workbook(BytesIO(workbook(to_sheets(made, "zh"))))
    assert book.sheetnames == ["条文对照", "裁定对照", "时间上的不同"]
    said = book["条文对照"]
    assert said.freeze_panes == "C2"
    assert said.auto_filter.ref == f"A1:D{said.max_row}"
    assert sum(size.hidden for size in said.row_dimensions.values()) == made.hidden
    cells = {row[1].value: row[3] for row in said.iter_rows(min_row=2)}
    milder = cells["及格分 参数 pass_score"]
    assert milder.value == "▽ 更宽 75"
    assert milder.fill.start_color.rgb == "FFE4F0EA"
    assert milder.comment
    assert milder.comment.text.endswith("drawing-review.yaml:38")
    decided = [[cell.value for cell in row] for row in book["裁定对照"].iter_rows(min_row=2)]
    lacking = "▽ 更宽 设计师：没有这项“警告”"
    assert decided[1][1:6] == ["审核分数 75 以上、不到 80", "设计师：警告", lacking, "", '{"score": "75"}']
    assert str(decided[0][4]).startswith("西安分公司的“扣减提成”比例多 0.3 个百分点")
    note = book["裁定对照"]["C3"].comment
    assert note
    assert note.text.startswith("MAN-02 below-pass ")
    late = next(row for row in book["时间上的不同"].iter_rows(min_row=2, values_only=True))
    assert str(late[3]).startswith("▲ 更严 ")


def test_all_rows_are_shown_where_they_are_asked_for() -> None:
    rows = ((Box("a"),), (Box("b"),))
    book = openpyxl.load_workbook(BytesIO(workbook([Sheet("表", ("a",), rows, 0, frozenset({1}))])))
    assert [n for n, size in book.active.row_dimensions.items() if size.hidden] == [3]  # type: ignore[union-attr]
