"""A file's text, and the way from offsets in it to lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right

from engine.diagnostics import Source, Span
from engine.record import record

_BREAK = re.compile(r"\r\n|\r|\n")


@record
class FileText:
    """A file's text with the offsets at which its lines start."""

    source: Source
    starts: tuple[int, ...]

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def text(self) -> str:
        return self.source.text

    def position(self, offset: int) -> tuple[int, int]:
        """The (line, column) of an offset, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span of the characters start..end (end exclusive)."""
        line, column = self.position(start)
        last = max(start, end - 1)
        if line < len(self.starts) and last >= self.starts[line]:
            end_line, end_column = self.position(last)
            return Span(self.path, line, column, end_line, end_column + 1)
        return Span(self.path, line, column, line, column + max(0, end - start))

    def offset(self, line: int, column: int) -> int:
        """The offset of a (line, column), both from 1."""
        return self.starts[line - 1] + column - 1

    def line(self, number: int) -> str:
        """A line's text (from 1) without its break; empty where there is no such line."""
        if not 0 < number <= len(self.starts):
            return ""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")

    def rest_of_line(self, offset: int) -> str:
        """What stands from an offset to the end of its line."""
        end = self.text.find("\n", offset)
        return self.text[offset : end if end >= 0 else len(self.text)].rstrip("\r")


def file_text(source: Source) -> FileText:
    return FileText(source, (0, *[match.end() for match in _BREAK.finditer(source.text)]))
