"""What stands between two pieces: blanks, comments, blank lines."""

from __future__ import annotations

from typing import NamedTuple

from engine.document.format.scalars import BLANKS


class Remark(NamedTuple):
    """A comment on a line of its own; `blank`: a blank line stands before it."""

    text: str
    column: int
    blank: bool


class Gap(NamedTuple):
    """`broken`: the next piece starts on a line of its own; `blank`: a blank line stands right before it.

    `tail` is the comment behind the piece before, or empty.
    """

    broken: bool
    tail: str
    remarks: tuple[Remark, ...]
    blank: bool

    @property
    def comments(self) -> tuple[str, ...]:
        return (*filter(None, [self.tail]), *(remark.text for remark in self.remarks))


def read_gap(between: str) -> Gap:
    """The gap that the text between two pieces makes."""
    tail, *lines = between.split("\n")
    remarks: list[Remark] = []
    blank = False
    for line in lines[:-1]:
        if text := line.strip(BLANKS):
            remarks.append(Remark(text, len(line) - len(line.lstrip(BLANKS)), blank))
        blank = not text
    return Gap(bool(lines), tail.strip(BLANKS), tuple(remarks), blank)
