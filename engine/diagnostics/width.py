"""How wide a text stands on a terminal."""

from __future__ import annotations

import unicodedata

_WIDE = frozenset("WF")


def width(text: str) -> int:
    """The columns that a text takes: Chinese characters take two, combining marks none."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
