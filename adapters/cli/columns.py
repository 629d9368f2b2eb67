"""Rows of text in aligned columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics.width import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Row = tuple[str, ...]


def aligned(rows: Sequence[Row]) -> Iterator[str]:
    """One indented line per row; each column is as wide as its widest cell."""
    return (f"  {line}".rstrip() for line in columns(rows, gap="  "))
