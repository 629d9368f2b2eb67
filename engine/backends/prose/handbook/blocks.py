"""The blocks and lines of a book in one language as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.elements import lines, tag
from engine.backends.prose.handbook.matrices import matrix
from engine.backends.prose.handbook.parts import Grid, Items, Listing, Matrix, Pairs, Paragraph, plain
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.phrases import phrases

if TYPE_CHECKING:
    from engine.backends.prose.handbook.parts import Block, Cell, Inline, Item, Line, Pair, Row


class Blocks:
    """Anchors begin with the language."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._say = phrases(lang, "handbook")

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(line, role):
                return tag("p", self.line(line), class_="" if role == "plain" else role)
            case Items():
                return self._labelled(block.label, self._items(block), "result")
            case Pairs():
                return self._labelled(block.label, self.pairs(block), "given")
            case Grid():
                return self._grid(block)
            case Listing():
                return self._listing(block)
            case Matrix():
                return matrix(block, self.line)

    def _labelled(self, label: Line, inner: str, kind: str) -> str:
        if not label:
            return inner
        return tag("div", lines([tag("p", self.line(label), class_="label"), inner]), class_=kind)

    def _items(self, items: Items) -> str:
        role = "" if items.role == "plain" else items.role
        return tag("ol" if items.ordered else "ul", lines(map(self._item, items.items)), class_=role)

    def _item(self, item: Item) -> str:
        return tag("li", self.line(item.line) + "".join(self.block(block) for block in item.inner))

    def pairs(self, pairs: Pairs) -> str:
        return tag("dl", lines(map(self._pair, pairs.entries)), class_=pairs.role)

    def _pair(self, pair: Pair) -> str:
        said = "".join(tag("dd", self.line(line)) for line in pair.said)
        aside = tag("dd", self.line(pair.aside), class_="aside") if pair.aside else ""
        return tag("div", f"{tag('dt', self.line(pair.term))}{said}{aside}", id=self.id(pair.anchor))

    def _grid(self, grid: Grid) -> str:
        head = "".join(
            tag("th", self.line(cell), scope="col", class_=_column(place, grid)) for place, cell in enumerate(grid.head)
        )
        rows = [self._row(row, above, grid) for above, row in zip((None, *grid.rows), grid.rows, strict=False)]
        table = tag("table", lines([tag("thead", tag("tr", head)), tag("tbody", lines(rows))]))
        return tag("div", table, class_="grid")

    def _row(self, row: Row, above: Row | None, grid: Grid) -> str:
        """A grouped first cell that repeats the one above is there for readers of the page's text only."""
        repeats = grid.grouped and above is not None and row.cells[0] == above.cells[0]
        cells = (
            tag(
                "td",
                self._cell(cell),
                class_="repeated" if repeats and not place else _column(place, grid),
                data_label=plain(grid.head[place]),
            )
            for place, cell in enumerate(row.cells)
        )
        return tag("tr", "".join(cells), id=self.id(row.anchor))

    def _listing(self, listing: Listing) -> str:
        """Folded away: people read what stands above it, and copy this."""
        inner = tag("pre", tag("code", escape(listing.text, quote=False)))
        return tag("details", tag("summary", self.line(listing.label)) + inner, class_="listing")

    def _cell(self, cell: Cell) -> str:
        lines = [self.line(line) for line in cell]
        return lines[0] if len(lines) == 1 else "".join(tag("div", line) for line in lines)

    # Inline parts

    def line(self, line: Line) -> str:
        return "".join(map(self._inline, spaced(line, self._lang)))

    def _inline(self, part: Inline) -> str:
        said = escape(self._bracketed(part), quote=False)
        address = self.address(part.target)
        element = _ELEMENTS.get(part.role, "")
        if part.role == "text":
            return said
        if element:
            said = tag(element, said, class_="" if element == "code" else part.role)
            return tag("a", said, href=address) if address else said
        return tag("a" if address else "span", said, class_=part.role, href=address)

    def _bracketed(self, part: Inline) -> str:
        return self._say("cites", clauses=part.text) if part.role == "clause" else part.text

    def id(self, anchor: str) -> str:
        return f"{self._lang}-{anchor}" if anchor else ""

    def address(self, anchor: str) -> str:
        return f"#{self.id(anchor)}" if anchor else ""


_ELEMENTS = {"code": "code", "subject": "b"}
"""Roles that have an element of their own; the others are links or spans of their class."""


def _column(place: int, grid: Grid) -> str:
    return "first-result" if grid.results and place == grid.results else ""
