"""A handbook as one self-contained HTML page: no script, no network; both languages, one of them shown.

Each book's anchors begin with its language. The page shows the language that the address's fragment leads into, Chinese
where it leads nowhere: a link within a book stays in its language, and a copied address opens in it.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Grid, Items, Pairs, Paragraph, plain
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.backends.prose.handbook.parts import Block, Cell, Handbook, Inline, Item, Line, Pair, Row, Section

LANGUAGE_TAGS = {"zh": "zh-Hans", "en": "en"}
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
_STYLE = Path(__file__).with_name("handbook.css")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def to_html(books: Sequence[Handbook]) -> str:
    """The whole page, ending in a newline; the first book's language is the one shown first."""
    first = books[0]
    others = {book.lang: [other.lang for other in books if other is not book] for book in books}
    head = (
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        _tag("title", escape(" · ".join(dict.fromkeys(book.title for book in books)))),
        _tag("style", _STYLE.read_text(encoding="utf-8")),
    )
    body = "\n".join(_Page(book.lang, others[book.lang]).book(book) for book in books)
    page = _tag(
        "html", f"\n{_tag('head', _lines(head))}\n{_tag('body', _lines([body]))}\n", lang=LANGUAGE_TAGS[first.lang]
    )
    return f"<!doctype html>\n{page}\n"


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(["", *parts, ""])


def _tag(name: str, inner: str = "", **attributes: str) -> str:
    """An element; attributes that are empty are left out, `class_` is `class`. `inner` is HTML already."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value
    )
    return f"<{name}{given}>{inner}</{name}>"


class _Page:
    """Writes one book; `others` are the languages that the page has besides."""

    def __init__(self, lang: str, others: Sequence[str]) -> None:
        self._lang = lang
        self._others = others
        self._say = phrases(lang, "handbook")

    def book(self, book: Handbook) -> str:
        main = _tag("main", _lines(self._section(section, 1) for section in book.sections), id=f"{self._lang}-text")
        skip = _tag("a", escape(self._say("skip")), class_="skip", href=f"#{self._lang}-text")
        back = _tag("a", escape(self._say("contents")), class_="back", href=f"#{self._lang}-contents")
        parts = [skip, self._front(book), self._contents(book), main, back]
        return _tag("div", _lines(parts), class_="book", id=book.lang, lang=LANGUAGE_TAGS[book.lang])

    def _front(self, book: Handbook) -> str:
        kind = _tag("p", escape(self._say("book")), class_="kind")
        title = _tag("h1", escape(book.title))
        parts = [kind, title, self._pairs(book.about), self._languages()]
        return _tag("header", _lines(parts), class_="front-page")

    # Navigation

    def _contents(self, book: Handbook) -> str:
        title = _tag("p", _tag("a", escape(book.title), href=f"#{self._lang}"), class_="title")
        entries = _tag("ul", _lines(self._entry(section) for section in book.sections))
        heading = _tag("h2", escape(self._say("contents")))
        parts = [title, self._languages(), heading, entries]
        return _tag("nav", _lines(parts), id=f"{self._lang}-contents", aria_label=self._say("contents"))

    def _entry(self, section: Section) -> str:
        chapters = [self._entry(inner) for inner in section.sections if inner.role == "policy"]
        number = _tag("span", f"{section.number}", class_="number") if section.number else ""
        link = _tag("a", number + self._line(section.title), href=self._address(section.anchor))
        return _tag("li", link + (_tag("ul", _lines(chapters)) if chapters else ""), class_=section.role)

    def _languages(self) -> str:
        """The page's languages in their own words, the one that is read among them."""
        if not self._others:
            return ""
        parts = [self._switch(lang, "") if lang in self._others else self._own() for lang in LANGUAGE_NAMES]
        return _tag("p", "".join(parts), class_="languages", role="group", aria_label=self._say("languages"))

    def _own(self) -> str:
        return _tag("span", LANGUAGE_NAMES[self._lang], aria_current="true")

    def _switch(self, other: str, anchor: str) -> str:
        """A link to the same place in another language."""
        tag = LANGUAGE_TAGS[other]
        return _tag("a", LANGUAGE_NAMES[other], href=f"#{other}{anchor and '-'}{anchor}", lang=tag, hreflang=tag)

    # Sections

    def _section(self, section: Section, depth: int) -> str:
        kind = "article" if section.role in ("rule", "table", "example") else "section"
        blocks = [self._block(block) for block in section.blocks]
        if section.role == "example":
            blocks = [blocks[0], _tag("div", _lines(blocks[1:]), class_="results")]
        parts = [self._heading(section, depth), *blocks]
        parts += [self._section(inner, depth + 1) for inner in section.sections]
        return _tag(kind, _lines(parts), class_=section.role, id=self._id(section.anchor))

    def _heading(self, section: Section, depth: int) -> str:
        number = _tag("span", f"{section.number}", class_="number") if section.number else ""
        title = _tag(_HEADINGS[min(depth, 5)], number + self._line(section.title))
        others = [self._switch(other, section.anchor) for other in self._others] if section.role == "policy" else []
        switch = _tag("p", "".join(others), class_="languages") if others else ""
        beside = _tag("p", self._line(section.aside), class_="aside") if section.aside else ""
        return _tag("header", _lines([title, beside, switch])) if beside or switch else title

    # Blocks

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(line, role):
                return _tag("p", self._line(line), class_="" if role == "plain" else role)
            case Items():
                return self._labelled(block.label, self._items(block), "result")
            case Pairs():
                return self._labelled(block.label, self._pairs(block), "given")
            case Grid():
                return self._grid(block)

    def _labelled(self, label: Line, inner: str, kind: str) -> str:
        if not label:
            return inner
        return _tag("div", _lines([_tag("p", self._line(label), class_="label"), inner]), class_=kind)

    def _items(self, items: Items) -> str:
        role = "" if items.role == "plain" else items.role
        return _tag("ol" if items.ordered else "ul", _lines(map(self._item, items.items)), class_=role)

    def _item(self, item: Item) -> str:
        return _tag("li", self._line(item.line) + "".join(self._block(block) for block in item.inner))

    def _pairs(self, pairs: Pairs) -> str:
        return _tag("dl", _lines(map(self._pair, pairs.entries)), class_=pairs.role)

    def _pair(self, pair: Pair) -> str:
        said = "".join(_tag("dd", self._line(line)) for line in pair.said)
        aside = _tag("dd", self._line(pair.aside), class_="aside") if pair.aside else ""
        return _tag("div", f"{_tag('dt', self._line(pair.term))}{said}{aside}", id=self._id(pair.anchor))

    def _grid(self, grid: Grid) -> str:
        head = "".join(
            _tag("th", self._line(cell), scope="col", class_=_column(place, grid))
            for place, cell in enumerate(grid.head)
        )
        rows = [self._row(row, above, grid) for above, row in zip((None, *grid.rows), grid.rows, strict=False)]
        table = _tag("table", _lines([_tag("thead", _tag("tr", head)), _tag("tbody", _lines(rows))]))
        return _tag("div", table, class_="grid")

    def _row(self, row: Row, above: Row | None, grid: Grid) -> str:
        """A grouped first cell that repeats the one above is there for readers of the page's text only."""
        repeats = grid.grouped and above is not None and row.cells[0] == above.cells[0]
        cells = (
            _tag(
                "td",
                self._cell(cell),
                class_="repeated" if repeats and not place else _column(place, grid),
                data_label=plain(grid.head[place]),
            )
            for place, cell in enumerate(row.cells)
        )
        return _tag("tr", "".join(cells), id=self._id(row.anchor))

    def _cell(self, cell: Cell) -> str:
        lines = [self._line(line) for line in cell]
        return lines[0] if len(lines) == 1 else "".join(_tag("div", line) for line in lines)

    # Inline parts

    def _line(self, line: Line) -> str:
        return "".join(map(self._inline, spaced(line, self._lang)))

    def _inline(self, part: Inline) -> str:
        said = escape(self._bracketed(part), quote=False)
        address = self._address(part.target)
        element = _ELEMENTS.get(part.role, "")
        if part.role == "text":
            return said
        if element:
            said = _tag(element, said, class_="" if element == "code" else part.role)
            return _tag("a", said, href=address) if address else said
        return _tag("a" if address else "span", said, class_=part.role, href=address)

    def _bracketed(self, part: Inline) -> str:
        return self._say("cites", clauses=part.text) if part.role == "clause" else part.text

    def _id(self, anchor: str) -> str:
        return f"{self._lang}-{anchor}" if anchor else ""

    def _address(self, anchor: str) -> str:
        return f"#{self._id(anchor)}" if anchor else ""


_ELEMENTS = {"code": "code", "subject": "b"}
"""Roles that have an element of their own; the others are links or spans of their class."""


def _column(place: int, grid: Grid) -> str:
    return "first-result" if grid.results and place == grid.results else ""
