"""How wide a text stands on a terminal, and rows of texts in columns that line up, also under Chinese characters."""

from __future__ import annotations

import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDE = frozenset("WF")


def width(text: str) -> int:
    """The columns that a text takes: Chinese characters take two, combining marks none."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def columns(rows: Iterable[Sequence[str]], gap: str = "   ") -> list[str]:
    """One line per row, the cells under one another with `gap` between; nothing trails at the end of a line."""
    rows = list(rows)
    widths = [max(map(width, column)) for column in zip_longest(*rows, fillvalue="")]
    return [gap.join(_padded(cell, to) for cell, to in zip(row, widths, strict=False)).rstrip() for row in rows]


def _padded(text: str, to: int) -> str:
    return text + " " * (to - width(text))
