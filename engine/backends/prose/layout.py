"""Text on a terminal: columns that line up, also under Chinese characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics.width import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INDENT = "  "
GAP = "   "


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
