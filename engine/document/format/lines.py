"""Pieces and what stands between them as lines: indented by structure, one blank wherever blanks are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.document.format.gaps import read_gap
from engine.document.format.pieces import Piece, pieces
from engine.document.format.scalars import STEP, block, flowing
from engine.document.format.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from engine.document.format.gaps import Gap

Place = tuple[int, int]
"""A line and a column of a text, both from 0."""
_OPENING = frozenset({"-", "?", ":", "open", "property"})
_NOTHING = Piece("open", 0, 0, -1, -1, (), -1, False, "")
"""Stands before the first piece."""


class Line(NamedTuple):
    """A line of the file; `text` runs over several where a scalar does, those after the first indented already.

    `blank`: a blank line stands before it. `level`: how many blocks are around the one whose entry begins here; None
    for a comment, and for what goes on from the line before.
    """

    indent: int
    text: str
    blank: bool
    level: int | None = None

    @property
    def is_comment(self) -> bool:
        return self.text.startswith("#")

    def __str__(self) -> str:
        return "\n" * self.blank + " " * self.indent + self.text + "\n"


def read_lines(text: str, tables: Container[Place]) -> Iterator[Line]:
    """The lines of a YAML text, which ends in a newline. `tables`: where the block scalars start that hold tables."""
    before, line = _NOTHING, Line(0, "", False)
    for piece in pieces(text):
        gap = read_gap(text[before.end : piece.start] if before is not _NOTHING else "\n" + text[: piece.start])
        if not gap.broken:
            line = line._replace(text=f"{line.text}{_space(before, piece)}{_written(text, piece, tables)}")
        else:
            if line.text:
                yield line._replace(text=" ".join(filter(None, (line.text, gap.tail))))
            yield from _remarks(gap, before, piece)
            blank = gap.blank and bool(gap.remarks or not _opens(before, piece))
            line = Line(_indent(piece), _written(text, piece, tables), blank, piece.level if piece.entry else None)
        before = piece


def _remarks(gap: Gap, before: Piece, piece: Piece) -> Iterator[Line]:
    """The comments between two pieces. One never stands further in than the comment above it."""
    indent = _remark_indent(gap.remarks[0].column, before, piece) if gap.remarks else 0
    for number, remark in enumerate(gap.remarks):
        indent = min(indent, _remark_indent(remark.column, before, piece))
        yield Line(indent, remark.text, remark.blank and bool(number or not _opens(before, piece)))


def _remark_indent(column: int, before: Piece, piece: Piece) -> int:
    """A comment belongs to what follows; to a block that ends here if it stands as far in as that block's entries."""
    depth = before.depth + (before.kind == "open")
    if depth > 0:
        return STEP * (before.level + 1 + depth)
    columns = [start for start, _ in before.blocks]
    if before.kind in _OPENING and columns:
        columns.append(columns[-1] + 1)
    first = len(piece.blocks)
    inner = [level for level, start in enumerate(columns[first:], first) if piece.column < start <= column]
    return STEP * inner[-1] if inner else _indent(piece)


def _indent(piece: Piece) -> int:
    """The indentation of a line that starts with the piece."""
    if piece.entry:
        return STEP * piece.level
    return STEP * (piece.level + 1 + piece.depth)


def _opens(before: Piece, piece: Piece) -> bool:
    """Whether the piece is the first one of what the piece before opens: no blank line parts them."""
    inside = piece.level > before.level or not piece.entry
    return before.kind in _OPENING and inside and piece.kind != "end"


def _space(before: Piece, piece: Piece) -> str:
    """What parts two pieces of one line."""
    if piece.kind == ":":
        return " " if before.kind in ("alias", "property", "open", ",") else ""
    if before.kind == "open" or (piece.kind in ("close", ",") and before.kind != ":"):
        return ""
    return " "


def _written(text: str, piece: Piece, tables: Container[Place]) -> str:
    """The piece as it is to be written."""
    written = text[piece.start : piece.end]
    if piece.is_block_scalar:
        old = piece.blocks[-1][0] if piece.blocks else 0
        arrange = aligned if (piece.line, piece.column) in tables else list
        return block(written, old, STEP * max(piece.level, 0), arrange)
    return flowing(written, piece.style, STEP * (piece.level + 1 + piece.depth))
