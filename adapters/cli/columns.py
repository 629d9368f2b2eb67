"""Rows of text in aligned columns."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from engine.diagnostics.width import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Row = tuple[str, ...]


def aligned(rows: Sequence[Row]) -> Iterator[str]:
    """One indented line per row; each column is as wide as its widest cell."""
    widths = [max(map(width, column)) for column in zip_longest(*rows, fillvalue="")]
    for row in rows:
        cells = (cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=False))
        yield f"  {'  '.join(cells)}".rstrip()
