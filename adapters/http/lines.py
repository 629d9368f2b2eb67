"""A stream of lines as it comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from adapters.http import limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.types import Receive


class Line(NamedTuple):
    """`number` counts from 1, empty lines too; a line that is too long has no `text`."""

    number: int
    text: bytes | None


class LineReader:
    """Cuts what comes in pieces into lines. Of what goes on beyond `longest` bytes without an end nothing is kept."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self.number = 0
        """How many lines have ended."""
        self._begun = b""
        self._too_long = False

    def feed(self, data: bytes) -> list[Line]:
        """The lines that end in the data."""
        first, *others = data.split(b"\n")
        if not others:
            self._go_on(first)
            return []
        *whole, last = others
        self._go_on(first)
        lines = [self._ended(), *(self._next(text) for text in whole)]
        self._go_on(last)
        return [line for line in lines if line.text is None or line.text.strip()]

    def rest(self) -> list[Line]:
        """The last line, if it doesn't end in a newline."""
        return self.feed(b"\n")

    def _go_on(self, data: bytes) -> None:
        self._begun += data
        if len(self._begun) > self._longest:
            self._begun, self._too_long = b"", True

    def _ended(self) -> Line:
        text, too_long = self._begun, self._too_long
        self._begun, self._too_long = b"", False
        return self._next(None if too_long else text)

    def _next(self, text: bytes | None) -> Line:
        self.number += 1
        return Line(self.number, text if text is None or len(text) <= self._longest else None)


async def batches(receive: Receive, reader: LineReader, most: int) -> AsyncIterator[list[Line]]:
    """The lines of a body, at most so many at a time, as soon as they are there.

    Raises `Refused` 408 where nothing comes, `ClientDisconnect`.
    """
    more = True
    while more:
        async with limits.arriving():
            data, more = await limits.part(receive)
        lines = reader.feed(data) + ([] if more else reader.rest())
        for batch in _cut(lines, most):
            yield batch


def _cut(lines: list[Line], most: int) -> Iterator[list[Line]]:
    for start in range(0, len(lines), most):
        yield lines[start : start + most]
