"""Block tables: lines and cells with their places."""

from __future__ import annotations

import pytest

from engine.diagnostics import Report, Source
from engine.document.nodes import Scalar
from engine.document.text import file_text
from engine.model.table_text import read_table_text

FIRST_LINE = 10
INDENT = 7


def block(text: str) -> Scalar:
    """A literal block whose first line stands on line 10, indented by 6."""
    before = "\n" * (FIRST_LINE - 2) + "rows: "
    lines = "\n".join(" " * (INDENT - 1) + line if line else "" for line in text.split("\n"))
    file = file_text(Source("p.yaml", f"{before}|\n{lines}"))
    return Scalar(text, "literal", file, len(before), len(file.text))


def test_cells_know_their_places() -> None:
    report = Report()
    table = read_table_text(block('| id | score || grade |\n| top | [90..100]  ||  "a" |'), report)
    assert table is not None
    assert not report.found
    row = table.rows[0]
    assert [cell.text for cell in (*row.left, *row.right)] == ["top", "[90..100]", '"a"']
    assert str(row.left[1].span) == "p.yaml:11:15"
    assert row.left[1].span.end_column == 15 + len("[90..100]")


def test_bars_inside_texts_are_text() -> None:
    table = read_table_text(block('| a || b |\n| "x|y" || "p || \\" q" |'), Report())
    assert table is not None
    assert [cell.text for cell in (*table.rows[0].left, *table.rows[0].right)] == ['"x|y"', '"p || \\" q"']


def test_a_cell_knows_its_own_line_only() -> None:
    """Else a table of ten thousand rows would hold ten thousand places of all that follow."""
    table = read_table_text(block("| a || b |\n| 1 || 2 |\n| 3 || 4 |\n| 5 || 6 |"), Report())
    assert table is not None
    assert {len(cell.place.segments) for row in table.rows for cell in (*row.left, *row.right)} == {1}


def test_rulers_and_blank_lines_are_skipped() -> None:
    table = read_table_text(block("| a || b |\n|---||:--|\n\n| - || 1 |\n"), Report())
    assert table is not None
    assert [row.left[0].text for row in table.rows] == ["-"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("| a || b |", "GJ311", 9),
        ("| a || b |\n| 1 | 2 |", "GJ309", 11),
        ("| a || b |\n1 || 2 |", "GJ309", 11),
        ("| a || b |\n| 1 || 2 || 3 |", "GJ309", 11),
        ("| a || b |\n| 1 | 2 || 3 |", "GJ308", 11),
        ("| a || b |\n| 1 ｜｜ 2 |", "GJ344", 11),
    ],
)
def test_faults_have_code_and_line(text: str, code: str, line: int) -> None:
    report = Report()
    read_table_text(block(text), report)
    codes = [(found.code, found.span.line if found.span else 0) for found in report.found]
    assert (code, line) in codes
