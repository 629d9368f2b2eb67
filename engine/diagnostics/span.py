"""Places in source files: a `Source` is a file's text, a `Span` a stretch of it, a `Place` where a text in it stands.

Lines and columns are counted from 1, columns in characters (code points), ends are exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from engine.record import record


@record
class Span:
    """A stretch of one file, from (line, column) up to but not including (end_line, end_column)."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def start(self) -> tuple[str, int, int]:
        return (self.path, self.line, self.column)

    def meets(self, other: Span) -> bool:
        """Whether the two have a character in common."""
        ends = ((self.end_line, self.end_column), (other.end_line, other.end_column))
        return self.path == other.path and self.start[1:] < ends[1] and other.start[1:] < ends[0]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as people see it: the path to show, and its whole text."""

    path: str
    text: str

    def line(self, number: int) -> str:
        """The text of one line (from 1), without its newline; empty where there is no such line."""
        lines = _lines(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""


@lru_cache(maxsize=16)
def _lines(text: str) -> list[str]:
    """A file's lines, kept: a file with one fault often has many."""
    return text.splitlines()


@record
class Place:
    """Where an embedded text (an expression, a table cell) stands in its file.

    `segments` maps offsets in the embedded text to the file: each is (offset, line, column), ascending, the first at
    offset 0; between two segments the columns run on. A plain scalar has one segment; a block scalar has one per line;
    a quoted scalar has one after each escape.
    """

    path: str
    segments: tuple[tuple[int, int, int], ...]

    def position(self, offset: int) -> tuple[int, int]:
        """The (line, column) of an offset in the embedded text."""
        index = bisect_right(self.segments, offset, key=_offset) - 1
        start, line, column = self.segments[max(index, 0)]
        return line, column + offset - start

    def span(self, start: int, end: int) -> Span:
        """The span of the embedded text's characters start..end (end exclusive)."""
        line, column = self.position(start)
        if end <= start:
            return Span(self.path, line, column, line, column)
        end_line, end_column = self.position(end - 1)
        return Span(self.path, line, column, end_line, end_column + 1)

    def shifted(self, start: int, end: int | None = None) -> Place:
        """The place of the embedded text's part from `start` on, up to `end` where that is given."""
        line, column = self.position(start)
        first = bisect_right(self.segments, start, key=_offset)
        last = None if end is None else max(first, bisect_right(self.segments, end, key=_offset))
        later = tuple((offset - start, ln, col) for offset, ln, col in self.segments[first:last])
        return Place(self.path, ((0, line, column), *later))


def _offset(segment: tuple[int, int, int]) -> int:
    return segment[0]
