"""Texts that run over several lines, moved to another indentation without changing what YAML reads."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Arrange = Callable[[list[str]], list[str]]

STEP = 2
"""Columns from a level to the next."""
BLANKS = " \t"
_HEADER = re.compile(r"(?P<marks>[|>][+-]?(?P<step>[1-9])?[+-]?)[ \t]*(?P<comment>#.*)?")


def flowing(written: str, style: str, indent: int) -> str:
    """A plain or quoted scalar whose later lines start at `indent`: blanks around its line breaks mean nothing."""
    first, *rest = written.split("\n")
    lines = [first, *(_indented(line.lstrip(BLANKS), indent) for line in rest)]
    return "\n".join([*(_stripped(line, style) for line in lines[:-1]), lines[-1]])


def block(written: str, old: int, new: int, arrange: Arrange) -> str:
    """A literal or folded scalar whose mapping or list starts at the column `new` instead of `old`.

    `arrange` gets its lines without their indentation. Blanks at the end of a line are part of the text.
    """
    head, *lines = written.split("\n")
    header = _HEADER.fullmatch(head.rstrip(BLANKS))
    if header is None:
        return written
    start = _start(header, lines, old)
    inner = arrange([line[start:] for line in lines])
    first = " ".join(filter(None, (header["marks"], header["comment"])))
    return "\n".join([first, *(_indented(line, new + int(header["step"] or STEP)) for line in inner)])


def end_of_block(text: str, start: int, end: int, old: int) -> int:
    """Where a literal or folded scalar's last line ends. Blank ones after it count only if its header says so."""
    head, *lines = text[start:end].split("\n")
    header = _HEADER.fullmatch(head.rstrip(BLANKS))
    if header is None or "+" in header["marks"]:
        return start + len(text[start:end].rstrip(" ").removesuffix("\n"))
    column = _start(header, lines, old)
    while lines and not lines[-1].strip(" ") and len(lines[-1]) <= column:
        lines.pop()
    return start + len("\n".join([head, *lines]))


def _start(header: re.Match[str], lines: Iterable[str], old: int) -> int:
    """The column in which the text of the lines starts: the header tells, or the first line that isn't blank."""
    if header["step"]:
        return old + int(header["step"])
    return next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), sys.maxsize)


def comment_of(written: str) -> str:
    """The comment in the first line of a literal or folded scalar; empty where there is none."""
    header = _HEADER.fullmatch(written.partition("\n")[0].rstrip(BLANKS))
    return (header["comment"] or "") if header else ""


def _indented(line: str, indent: int) -> str:
    return " " * indent + line if line else ""


def _stripped(line: str, style: str) -> str:
    """A line without the blanks at its end; one that an escape makes part of the text stays."""
    bare = line.rstrip(BLANKS)
    escapes = len(bare) - len(bare.rstrip("\\"))
    return line if style == '"' and escapes % 2 else bare
