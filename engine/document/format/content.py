"""What a YAML file says, apart from how it is laid out: to compare a text before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from engine.document.format.gaps import read_gap
from engine.document.format.pieces import LOADER, pieces
from engine.document.format.scalars import comment_of
from engine.document.format.tables import cells

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from engine.document.format.lines import Place

Comment = tuple[int, str]
"""A comment, and how many pieces of the text stand before it."""


class Content(NamedTuple):
    """`events`: the nodes, with keys, values, styles, anchors and tags in order. Two that say the same are equal."""

    events: tuple[Any, ...]
    comments: tuple[Comment, ...]

    def below(self, header: str) -> Content:
        """The same under a header line, if there is one to add."""
        return self._replace(comments=((0, header), *self.comments)) if header else self


def content(text: str, tables: Container[Place]) -> Content:
    """What a text says. Of tables only the cells count; `tables` as in `read_lines`."""
    events = tuple(_event(event, tables) for event in yaml.parse(text, Loader=LOADER))
    return Content(events, tuple(_comments(text)))


def _event(event: Any, tables: Container[Place]) -> tuple[Any, ...]:
    value = getattr(event, "value", None)
    if value is not None and (event.start_mark.line, event.start_mark.column) in tables:
        value = tuple(cells(line) for line in value.split("\n") if line.strip())
    kept = (
        getattr(event, name, None) for name in ("anchor", "tag", "implicit", "style", "explicit", "version", "tags")
    )
    return (type(event), value, bool(getattr(event, "flow_style", False)), *kept)


def _comments(text: str) -> Iterator[Comment]:
    before = 0
    for number, piece in enumerate(pieces(text)):
        gap = read_gap("\n" * (not number) + text[before : piece.start])
        yield from ((number, comment) for comment in gap.comments)
        if piece.is_block_scalar and (comment := comment_of(text[piece.start : piece.end])):
            yield number, comment
        before = piece.end
