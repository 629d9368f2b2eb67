"""The text of a block table: lines and cells with their places, nothing of it interpreted.

    | id        | score     || grade       | cites  |
    | excellent | [90..100] || "excellent" | HSK-10 |

Left of the double bar stand the inputs (and optionally `id`), right of it the outputs (and optionally `cites`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.document.table_rows import FULL_WIDTH_BAR, is_ruler, split_row

if TYPE_CHECKING:
    from engine.diagnostics import Place, Report, Span
    from engine.document.nodes import Scalar
    from engine.document.table_rows import Part

_CLAUSE = re.compile(r"[^,\s]+")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    place: Place

    @property
    def span(self) -> Span:
        return self.place.span(0, max(len(self.text), 1))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: the cells left and right of the double bar."""

    left: tuple[Cell, ...]
    right: tuple[Cell, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TableText:
    """`whole`: no line was left out for its faults."""

    header: Line
    rows: tuple[Line, ...]
    whole: bool


def read_table_text(scalar: Scalar, report: Report) -> TableText | None:
    """The table's lines; None (and a report) where there is no header, no double bar or no row."""
    written, *rows = _lines(scalar, report) or [None]
    if written is None:
        return None
    header = _named(written, report)
    if not rows:
        report.add("GJ311", scalar.span)
        return None
    fitting = [row for row in rows if row is not None and _fits(row, header, report)]
    return TableText(header, tuple(fitting), len(fitting) == len(rows))


_ID, _CITES = frozenset({"编号", "行号", "ID", "Id"}), frozenset({"依据", "条款", "引用", "cite", "clause", "clauses"})
"""What people call the columns `id` and `cites`."""


def _named(header: Line, report: Report) -> Line:
    """The header with those two columns by their names, whatever they are called."""
    left = tuple(_meaning("id", cell, _ID, report) for cell in header.left)
    return replace(header, left=left, right=tuple(_meaning("cites", cell, _CITES, report) for cell in header.right))


def _meaning(name: str, cell: Cell, synonyms: frozenset[str], report: Report) -> Cell:
    if cell.text not in synonyms:
        return cell
    report.add("GJ367", cell.span, text=cell.text, name=name)
    return replace(cell, text=name)


def cited(cell: Cell) -> tuple[Cell, ...]:
    """The clauses of a `cites` cell, parted by commas or spaces; `-` cites nothing."""
    parts = (Cell(part.group(), cell.place.shifted(part.start())) for part in _CLAUSE.finditer(cell.text))
    return tuple(part for part in parts if part.text != "-")


def _lines(scalar: Scalar, report: Report) -> list[Line | None]:
    offset, lines = 0, []
    for raw in scalar.text.split("\n"):
        if raw.strip() and not is_ruler(raw):
            lines.append(_line(raw, scalar.place.shifted(offset, offset + len(raw)), report))
        offset += len(raw) + 1
    return lines


def _line(raw: str, place: Place, report: Report) -> Line | None:
    span = place.span(len(raw) - len(raw.lstrip()), len(raw.rstrip()))
    wide = raw.find(FULL_WIDTH_BAR)
    if wide >= 0:
        report.add("GJ344", place.span(wide, wide + 1))
        return None
    row = split_row(raw)
    if row is None:
        report.add("GJ309", span)
        return None
    return Line(_cells(row.left, place), _cells(row.right, place), span)


def _cells(parts: tuple[Part, ...], place: Place) -> tuple[Cell, ...]:
    return tuple(Cell(part.text, place.shifted(part.offset)) for part in parts)


def _fits(row: Line, header: Line, report: Report) -> bool:
    if len(row.left) == len(header.left) and len(row.right) == len(header.right):
        return True
    report.add(
        "GJ308",
        row.span,
        left=len(row.left),
        right=len(row.right),
        want_left=len(header.left),
        want_right=len(header.right),
    )
    return False
