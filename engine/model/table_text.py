"""The text of a block table: lines and cells with their places, nothing of it interpreted.

    | id        | score     || grade       | cites  |
    | excellent | [90..100] || "excellent" | HSK-10 |

Left of the double bar stand the inputs (and optionally `id`), right of it the outputs (and optionally `cites`).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.diagnostics import Place, Report, Span
    from engine.document.nodes import Scalar


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
    header, *rows = _lines(scalar, report) or [None]
    if header is None:
        return None
    if not rows:
        report.add("GJ311", scalar.span)
        return None
    fitting = [row for row in rows if row is not None and _fits(row, header, report)]
    return TableText(header, tuple(fitting), len(fitting) == len(rows))


def _lines(scalar: Scalar, report: Report) -> list[Line | None]:
    offset, lines = 0, []
    for raw in scalar.text.split("\n"):
        if raw.strip() and not _is_ruler(raw):
            lines.append(_line(raw, scalar.place.shifted(offset, offset + len(raw)), report))
        offset += len(raw) + 1
    return lines


def _is_ruler(raw: str) -> bool:
    """`|---|:--||--|`: the line that Markdown tables have under their header."""
    return "-" in raw and "--" in raw and not raw.strip("|-: \t")


def _line(raw: str, place: Place, report: Report) -> Line | None:
    body = raw.rstrip()
    span = place.span(len(raw) - len(raw.lstrip()), len(body))
    wide = body.find("｜")
    if wide >= 0:
        report.add("GJ344", place.span(wide, wide + 1))
        return None
    bars = _bars(body)
    doubles = [k for k, bar in enumerate(bars[:-1]) if bars[k + 1] == bar + 1]
    if not bars or body.lstrip()[0] != "|" or body[-1] != "|" or len(doubles) != 1:
        report.add("GJ309", span)
        return None
    middle = doubles[0]
    cells = [_cell(body, start, end, place) for start, end in itertools.pairwise(bars)]
    return Line(tuple(cells[:middle]), tuple(cells[middle + 1 :]), span)


def _bars(body: str) -> list[int]:
    """Offsets of the bars that stand outside string literals."""
    bars, in_string, escaped = [], False, False
    for offset, char in enumerate(body):
        if in_string:
            in_string = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            in_string = True
        elif char == "|":
            bars.append(offset)
    return bars


def _cell(body: str, bar: int, next_bar: int, place: Place) -> Cell:
    raw = body[bar + 1 : next_bar]
    start = bar + 1 + len(raw) - len(raw.lstrip()) if raw.strip() else bar + 1
    return Cell(raw.strip(), place.shifted(start))


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
