"""The rows of a table, their bars under one another, also under Chinese characters."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from engine.diagnostics.width import width
from engine.document.table_rows import Row, is_ruler, split_row

if TYPE_CHECKING:
    from collections.abc import Iterable

_DASHES = re.compile(r"[-\s]+")


def aligned(lines: list[str]) -> list[str]:
    """A table's lines in columns. One that is no row, or has more or fewer cells than the first, stays as it is."""
    lines = _without_blanks(line.strip() for line in lines)
    rows = {line: row for line in lines if (row := split_row(line))}
    plain = [row for line, row in rows.items() if not is_ruler(line)]
    fitting = [row for row in plain if _shape(row) == _shape(plain[0])]
    widths = [max(map(width, column)) for column in zip(*map(_texts, fitting), strict=True)]
    shapes = set(map(_shape, fitting))
    return [
        _line(rows[line], line, widths) if line in rows and _shape(rows[line]) in shapes else line for line in lines
    ]


def cells(line: str) -> tuple[str, ...]:
    """What a line says, however its columns are laid out."""
    row = split_row(line)
    if row is None:
        return (line.strip(),)
    texts = [_DASHES.sub("-", text) for text in _texts(row)] if is_ruler(line) else _texts(row)
    return (*texts[: len(row.left)], "||", *texts[len(row.left) :])


def _without_blanks(lines: Iterable[str]) -> list[str]:
    """Blank lines part groups of rows: one at a time, none before the first row."""
    kept: list[str] = []
    for blank, group in groupby(lines, key=lambda line: not line):
        kept += [""] * bool(kept) if blank else group
    return kept


def _shape(row: Row) -> tuple[int, int]:
    return len(row.left), len(row.right)


def _texts(row: Row) -> list[str]:
    return [part.text for part in (*row.left, *row.right)]


def _line(row: Row, line: str, widths: list[int]) -> str:
    draw = _ruled if is_ruler(line) else _padded
    drawn = [f"{draw(text, to)}|" for text, to in zip(_texts(row), widths, strict=True)]
    return "".join(["|", *drawn[: len(row.left)], "|", *drawn[len(row.left) :]])


def _padded(text: str, to: int) -> str:
    return f" {text}{' ' * (to - width(text))} "


def _ruled(text: str, to: int) -> str:
    """`:--`, as wide as its column."""
    left, right = text[:1] == ":", text[-1:] == ":"
    return ":" * left + "-" * (to + 2 - left - right) + ":" * right
