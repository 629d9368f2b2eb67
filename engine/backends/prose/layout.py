"""Text on a terminal: widths that know Chinese characters, and columns that line up."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INDENT = "  "
GAP = "   "


def width(text: str) -> int:
    """The number of terminal cells: wide and full-width characters take two, combining ones none."""
    return sum(_cells(character) for character in text)


def pad(text: str, to: int) -> str:
    """The text with spaces up to a width."""
    return text + " " * (to - width(text))


def columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """One line per row, the cells under one another; nothing trails at the end of a line."""
    rows = [list(row) for row in rows]
    count = max((len(row) for row in rows), default=0)
    widths = [max(width(row[i]) for row in rows if i < len(row)) for i in range(count)]
    return [GAP.join(pad(cell, widths[i]) for i, cell in enumerate(row)).rstrip() for row in rows]


def indented(lines: Iterable[str], depth: int = 1) -> list[str]:
    return [f"{INDENT * depth}{line}" for line in lines]


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
