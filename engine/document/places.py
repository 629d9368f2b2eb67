"""Where the characters of a scalar stand: YAML's unquoting and folding, followed backwards.

YAML drops indentation, joins lines and resolves escapes. Each function here walks the written text the same way and
notes, as segments (offset in the value, offset in the file), where the value's characters come from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.diagnostics import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.document.nodes import Style
    from engine.document.text import FileText

_FOLD = r"(?P<fold>[ \t]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*)"
_TOKENS: dict[str, re.Pattern[str]] = {
    "plain": re.compile(_FOLD + r"|(?P<run>[ \t]*[^\s]+|[ \t]+)"),
    "single": re.compile(r"(?P<escape>'')|" + _FOLD + r"|(?P<run>[ \t]*[^\s']+|[ \t]+)"),
    "double": re.compile(
        r"(?P<join>\\(?:\r\n|\r|\n)[ \t]*)"
        r"|(?P<escape>\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.))|"
        + _FOLD
        + r"|(?P<run>[ \t]*[^\s\\]+|[ \t]+)"
    ),
}
_LINE_BREAK = re.compile(r"\r\n|\r|\n")

Segment = tuple[int, int]


def place_of(file: FileText, start: int, end: int, style: Style, value: str) -> Place:
    """The place of a scalar written at the offsets start..end of a file, whose text is `value`."""
    if style in ("single", "double"):
        start, end = start + 1, end - 1
    written = file.text[start:end]
    if written == value:
        segments = [(0, start)]
    elif style in ("literal", "folded"):
        segments = list(_block(written, start, value))
    else:
        segments = list(_flow(written, start, style))
    return Place(file.path, tuple((offset, *file.position(place)) for offset, place in segments or [(0, start)]))


def _flow(written: str, start: int, style: Style) -> Iterator[Segment]:
    """Segments of a plain or quoted scalar."""
    segments = {0: start}
    offset, expected = 0, start
    for match in _TOKENS[style].finditer(written):
        here = start + match.start()
        if here != expected:
            segments[offset] = here
        size = _size(match)
        offset, expected = offset + size, here + size
    yield from segments.items()


def _size(match: re.Match[str]) -> int:
    """How many characters of the value come from one token."""
    match match.lastgroup:
        case "escape":
            return 1
        case "join":
            return 0
        case "fold":
            return max(1, len(_LINE_BREAK.findall(match.group())) - 1)
        case _:
            return len(match.group())


def _block(written: str, start: int, value: str) -> Iterator[Segment]:
    """Segments of a literal or folded scalar: one for each line that has content."""
    lines = _lines(written)[1:]
    indent = _indent(lines, value)
    offset = 0
    for line_start, line in lines:
        content = line[indent:]
        if not content:
            continue
        offset = _content_offset(value, offset, content)
        if not value.startswith(content, offset):
            return
        yield offset, start + line_start + indent
        offset += len(content)


def _lines(written: str) -> list[tuple[int, str]]:
    """The lines of a text with their offsets, without their breaks."""
    starts = [0, *(match.end() for match in _LINE_BREAK.finditer(written))]
    ends = [*(match.start() for match in _LINE_BREAK.finditer(written)), len(written)]
    return [(start, written[start:end]) for start, end in zip(starts, ends, strict=True)]


def _indent(lines: list[tuple[int, str]], value: str) -> int:
    """The indentation that YAML took away: what the first line with content has more than the value's has."""
    first = next((line for _, line in lines if line.strip(" ")), "")
    kept = value.lstrip("\n")
    return _leading(first) - _leading(kept)


def _leading(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _content_offset(value: str, offset: int, content: str) -> int:
    """Where the next line's content starts in the value: behind the line breaks, or the space that a break became."""
    after = offset
    while value.startswith("\n", after):
        after += 1
    if after == offset and offset and value.startswith(" ", offset) and not content.startswith(" "):
        return offset + 1
    return after
