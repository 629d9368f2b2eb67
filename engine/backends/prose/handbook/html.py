"""A handbook as one self-contained HTML page: no script, no network; both languages, one of them shown.

Each book's anchors begin with its language. The page shows the language that the address's fragment leads into, Chinese
where it leads nowhere: a link within a book stays in its language, and a copied address opens in it.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.blocks import Blocks
from engine.backends.prose.handbook.elements import lines, tag
from engine.backends.prose.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.prose.handbook.parts import Handbook, Section

LANGUAGE_TAGS = {"zh": "zh-Hans", "en": "en"}
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
_STYLE = Path(__file__).with_name("handbook.css")
_ARTICLES = ("rule", "table", "example", "region")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def to_html(books: Sequence[Handbook], style: str = "") -> str:
    """The whole page, ending in a newline; the first book's language is the one shown first.

    `style`: a style sheet after the handbook's own.
    """
    first = books[0]
    others = {book.lang: [other.lang for other in books if other is not book] for book in books}
    head = (
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        tag("title", escape(" · ".join(dict.fromkeys(book.title for book in books)))),
        tag("style", _STYLE.read_text(encoding="utf-8") + style),
    )
    body = "\n".join(_Page(book.lang, others[book.lang]).book(book) for book in books)
    page = tag("html", f"\n{tag('head', lines(head))}\n{tag('body', lines([body]))}\n", lang=LANGUAGE_TAGS[first.lang])
    return f"<!doctype html>\n{page}\n"


class _Page:
    """Writes one book; `others` are the languages that the page has besides."""

    def __init__(self, lang: str, others: Sequence[str]) -> None:
        self._lang = lang
        self._others = others
        self._say = phrases(lang, "handbook")
        self._blocks = Blocks(lang)

    def book(self, book: Handbook) -> str:
        main = tag("main", lines(self._section(section, 1) for section in book.sections), id=f"{self._lang}-text")
        skip = tag("a", escape(self._say("skip")), class_="skip", href=f"#{self._lang}-text")
        back = tag("a", escape(self._say("contents")), class_="back", href=f"#{self._lang}-contents")
        parts = [skip, self._front(book), self._contents(book), main, back]
        return tag("div", lines(parts), class_="book", id=book.lang, lang=LANGUAGE_TAGS[book.lang])

    def _front(self, book: Handbook) -> str:
        kind = tag("p", escape(book.kind or self._say("book")), class_="kind")
        title = tag("h1", escape(book.title))
        parts = [kind, title, self._blocks.pairs(book.about), self._languages()]
        return tag("header", lines(parts), class_="front-page")

    # Navigation

    def _contents(self, book: Handbook) -> str:
        title = tag("p", tag("a", escape(book.title), href=f"#{self._lang}"), class_="title")
        entries = tag("ul", lines(self._entry(section) for section in book.sections))
        heading = tag("h2", escape(self._say("contents")))
        parts = [title, self._languages(), heading, entries]
        return tag("nav", lines(parts), id=f"{self._lang}-contents", aria_label=self._say("contents"))

    def _entry(self, section: Section) -> str:
        chapters = [self._entry(inner) for inner in section.sections if inner.role == "policy"]
        number = tag("span", f"{section.number}", class_="number") if section.number else ""
        link = tag("a", number + self._blocks.line(section.title), href=self._blocks.address(section.anchor))
        return tag("li", link + (tag("ul", lines(chapters)) if chapters else ""), class_=section.role)

    def _languages(self) -> str:
        """The page's languages in their own words, the one that is read among them."""
        if not self._others:
            return ""
        parts = [self._switch(lang, "") if lang in self._others else self._own() for lang in LANGUAGE_NAMES]
        return tag("p", "".join(parts), class_="languages", role="group", aria_label=self._say("languages"))

    def _own(self) -> str:
        return tag("span", LANGUAGE_NAMES[self._lang], aria_current="true")

    def _switch(self, other: str, anchor: str) -> str:
        """A link to the same place in another language."""
        known = LANGUAGE_TAGS[other]
        return tag("a", LANGUAGE_NAMES[other], href=f"#{other}{anchor and '-'}{anchor}", lang=known, hreflang=known)

    # Sections

    def _section(self, section: Section, depth: int) -> str:
        kind = "article" if section.role in _ARTICLES else "section"
        blocks = [self._blocks.block(block) for block in section.blocks]
        if section.role == "example":
            blocks = [blocks[0], tag("div", lines(blocks[1:]), class_="results")]
        parts = [self._heading(section, depth), *blocks]
        parts += [self._section(inner, depth + 1) for inner in section.sections]
        return tag(kind, lines(parts), class_=section.role, id=self._blocks.id(section.anchor))

    def _heading(self, section: Section, depth: int) -> str:
        number = tag("span", f"{section.number}", class_="number") if section.number else ""
        title = tag(_HEADINGS[min(depth, 5)], number + self._blocks.line(section.title))
        others = [self._switch(other, section.anchor) for other in self._others] if section.role == "policy" else []
        switch = tag("p", "".join(others), class_="languages") if others else ""
        beside = tag("p", self._blocks.line(section.aside), class_="aside") if section.aside else ""
        return tag("header", lines([title, beside, switch])) if beside or switch else title
