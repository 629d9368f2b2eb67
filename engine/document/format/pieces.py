"""A YAML text as the pieces that are written, each with the blocks and brackets around it, and what stands between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import yaml

from engine.document.format.scalars import end_of_block

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["-", "?", ":", ",", "open", "close", "scalar", "property", "alias", "marker", "end"]
Block = tuple[int, Literal["mapping", "sequence", "bare"]]
"""A block mapping or list: the column in which its entries start, from 0. `bare`: a list no further in than its key."""

LOADER: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BLOCK_STYLES = ("|", ">")
_KINDS: dict[type[Any], Kind] = {
    yaml.FlowEntryToken: ",",
    yaml.ScalarToken: "scalar",
    yaml.AnchorToken: "property",
    yaml.TagToken: "property",
    yaml.AliasToken: "alias",
    yaml.DirectiveToken: "marker",
    yaml.DocumentStartToken: "marker",
    yaml.DocumentEndToken: "marker",
    yaml.StreamEndToken: "end",
}


class Piece(NamedTuple):
    """A token that is written: the text start..end, which begins at (line, column), both from 0.

    `blocks` are the block collections around it, outermost first; `depth` is the number of brackets around it.
    `entry`: an entry or item of the innermost block begins with it. `style`: how a scalar is written, else "".
    """

    kind: Kind
    start: int
    end: int
    line: int
    column: int
    blocks: tuple[Block, ...]
    depth: int
    entry: bool
    style: str

    @property
    def level(self) -> int:
        """The blocks around the innermost one; -1 where it stands in none."""
        return len(self.blocks) - 1

    @property
    def is_block_scalar(self) -> bool:
        return self.style in _BLOCK_STYLES


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a text, in order; the last one is its end. Raises `yaml.MarkedYAMLError`."""
    scan = _Scan(text)
    for token in yaml.scan(text, Loader=LOADER):
        yield from scan.read(token)


class _Scan:
    """Follows the tokens of one text through its blocks and brackets."""

    __slots__ = ("blocks", "depth", "entry", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: tuple[Block, ...] = ()
        self.depth = 0
        self.entry = False
        """An entry has begun, and nothing of it is written yet."""

    def read(self, token: Any) -> Iterator[Piece]:
        match token:
            case yaml.BlockMappingStartToken():
                self.blocks += ((token.start_mark.column, "mapping"),)
            case yaml.BlockSequenceStartToken():
                self.blocks += ((token.start_mark.column, "sequence"),)
            case yaml.BlockEndToken():
                self.leave_bare()
                self.blocks = self.blocks[:-1]
            case yaml.BlockEntryToken():
                yield self.item(token)
            case yaml.KeyToken() | yaml.ValueToken():
                yield from self.entry_part(token)
            case yaml.FlowMappingStartToken() | yaml.FlowSequenceStartToken():
                yield self.piece("open", token)
                self.depth += 1
            case yaml.FlowMappingEndToken() | yaml.FlowSequenceEndToken():
                self.depth -= 1
                yield self.piece("close", token)
            case _ if kind := _KINDS.get(type(token)):
                yield self.piece(kind, token)
            case _:  # the start of the stream
                pass

    def leave_bare(self) -> None:
        """Bare lists have no end of their own."""
        if self.blocks and self.blocks[-1][1] == "bare":
            self.blocks = self.blocks[:-1]

    def item(self, token: Any) -> Piece:
        if self.blocks[-1][1] == "mapping":
            self.blocks += ((token.start_mark.column, "bare"),)
        self.entry = True
        return self.piece("-", token)

    def entry_part(self, token: Any) -> Iterator[Piece]:
        """What says that a key or a value follows; before most keys nothing is written."""
        if not self.depth:
            self.leave_bare()
            self.entry = True
        if token.start_mark.index < token.end_mark.index:
            yield self.piece("?" if isinstance(token, yaml.KeyToken) else ":", token)

    def piece(self, kind: Kind, token: Any) -> Piece:
        start, end, style = token.start_mark, token.end_mark.index, getattr(token, "style", "") or ""
        if style in _BLOCK_STYLES:
            end = end_of_block(self.text, start.index, end, self.blocks[-1][0] if self.blocks else 0)
        entry, self.entry = self.entry, False
        return Piece(kind, start.index, end, start.line, start.column, self.blocks, self.depth, entry, style)
