"""The rows of a block table, as written: where the bars part a line into cells."""

from __future__ import annotations

import itertools
from typing import NamedTuple

FULL_WIDTH_BAR = "｜"


class Part(NamedTuple):
    """A cell's text, and the offset in the line at which it starts."""

    offset: int
    text: str


class Row(NamedTuple):
    """The cells left and right of the double bar."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]


def split_row(line: str) -> Row | None:
    """The cells of a line; None where it doesn't begin and end with a bar, or has no double bar, or several."""
    body = line.rstrip()
    bars = _bars(body)
    doubles = [k for k, bar in enumerate(bars[:-1]) if bars[k + 1] == bar + 1]
    if not bars or body[: bars[0]].strip() or bars[-1] != len(body) - 1 or len(doubles) != 1:
        return None
    middle = doubles[0]
    parts = [_part(body, start, end) for start, end in itertools.pairwise(bars)]
    return Row(tuple(parts[:middle]), tuple(parts[middle + 1 :]))


def is_ruler(line: str) -> bool:
    """`|---|:--||--|`: the line that Markdown tables have under their header."""
    return "-" in line and "--" in line and not line.strip("|-: \t")


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


def _part(body: str, bar: int, next_bar: int) -> Part:
    raw = body[bar + 1 : next_bar]
    start = bar + 1 + len(raw) - len(raw.lstrip()) if raw.strip() else bar + 1
    return Part(start, raw.strip())
