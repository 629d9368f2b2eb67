"""How far the lines of an explanation stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

INDENT = "  "


def indented(lines: Iterable[str], depth: int = 1) -> list[str]:
    return [f"{INDENT * depth}{line}" for line in lines]
