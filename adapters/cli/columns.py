"""Rows of text in aligned columns."""

from __future__ import annotations

import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Row = tuple[str, ...]


def aligned(rows: Sequence[Row]) -> Iterator[str]:
    """One indented line per row; each column is as wide as its widest cell."""
    widths = [max(map(width, column)) for column in zip_longest(*rows, fillvalue="")]
    for row in rows:
        cells = (cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=False))
        yield f"  {'  '.join(cells)}".rstrip()


def width(text: str) -> int:
    """How many columns of a terminal a text takes: two for each Chinese character."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)
