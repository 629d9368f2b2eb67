"""A handbook as one Markdown file (CommonMark with tables); anchors are explicit, every text is escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Grid, Inline, Items, Listing, Matrix, Pairs, Paragraph, text
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.backends.prose.handbook.parts import (
        Block,
        Cell,
        Group,
        Handbook,
        Item,
        Line,
        Pair,
        Section,
        Standing,
    )

_BAR = re.compile(r"(?<!\\)\|")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")


def to_markdown(book: Handbook) -> str:
    """The whole book, ending in a newline."""
    lines = [f"# {escaped(book.title)}", "", *_block(book.about, book.lang), "", *_contents(book)]
    for section in book.sections:
        lines += _section(section, 2, book.lang)
    return "\n".join(_tidy(lines)) + "\n"


def escaped(said: str) -> str:
    """Text that reads as itself, whatever is in it."""
    return _SPECIAL.sub(r"\\\1", said.replace("\n", " "))


def _tidy(lines: Iterable[str]) -> Iterator[str]:
    """Never two empty lines, none at the end."""
    empty = False
    kept = []
    for line in lines:
        if line or not empty:
            kept.append(line.rstrip())
        empty = not line
    while kept and not kept[-1]:
        kept.pop()
    yield from kept


def _contents(book: Handbook) -> list[str]:
    lines = [f"## {escaped(phrases(book.lang, 'handbook')('contents'))}", ""]
    for section in book.sections:
        lines.append(f"- {_link(section, book.lang)}")
        lines += [f"  - {_link(chapter, book.lang)}" for chapter in section.sections if chapter.role == "policy"]
    return [*lines, ""]


def _link(section: Section, lang: str) -> str:
    return f"[{_numbered(section, lang)}](#{section.anchor})"


def _numbered(section: Section, lang: str) -> str:
    title = _line(section.title, lang)
    return f"{section.number}. {title}" if section.number else title


def _section(section: Section, level: int, lang: str) -> Iterator[str]:
    aside = _line(section.aside, lang)
    title = _numbered(section, lang) if section.role == "policy" else _line(section.title, lang)
    yield f'<a id="{_attribute(section.anchor)}"></a>'
    yield ""
    yield f"{'#' * min(level, 6)} {title}{f'　{aside}' if aside and lang == 'zh' else f' {aside}' if aside else ''}"
    yield ""
    for block in section.blocks:
        if isinstance(block, Items | Pairs) and block.label:
            yield f"**{_line(block.label, lang)}**"
            yield ""
        yield from _block(block, lang)
        yield ""
    for inner in section.sections:
        yield from _section(inner, level + 1, lang)


def _block(block: Block, lang: str) -> Iterator[str]:
    match block:
        case Paragraph(line, role):
            yield f"{'> ' if role == 'note' else ''}{_line(line, lang)}"
        case Items():
            yield from _items(block, lang)
        case Pairs(entries, role):
            for pair in entries:
                yield from _pair(pair, lang, gathered=role == "terms")
        case Grid():
            yield from _grid(block, lang)
        case Listing(said, label):
            yield from (_line(label, lang), "", "```", *said.splitlines(), "```")
        case Matrix():
            yield from _matrix(block, lang)


def _items(items: Items, lang: str, depth: int = 0) -> Iterator[str]:
    for number, item in enumerate(items.items, 1):
        yield from _item(item, f"{number}." if items.ordered else "-", lang, depth)


def _item(item: Item, mark: str, lang: str, depth: int) -> Iterator[str]:
    indent = " " * depth
    yield f"{indent}{mark} {_line(item.line, lang)}"
    for block in item.inner:
        if isinstance(block, Items):
            yield from _items(block, lang, depth + len(mark) + 1)


def _pair(pair: Pair, lang: str, *, gathered: bool) -> Iterator[str]:
    """`gathered`: the first of several lines stands beside the term."""
    anchor = f'<a id="{_attribute(pair.anchor)}"></a>' if pair.anchor else ""
    aside = f" {_line(pair.aside, lang)}" if pair.aside else ""
    term = tuple(part._replace(role="text") if part.role == "name" else part for part in pair.term)
    said = [_line(line, lang) for line in pair.said]
    colon = ("：" if lang == "zh" else ": ") if said else ""
    beside = 1 if gathered or len(said) == 1 else 0
    yield f"- {anchor}**{_line(term, lang)}**{colon}{''.join(said[:beside])}{aside}"
    yield from (f"  - {line}" for line in said[beside:])


def _grid(grid: Grid, lang: str) -> Iterator[str]:
    yield _cells(_cell((line,), lang) for line in grid.head)
    yield _cells("---" for _ in grid.head)
    above = ""
    for row in grid.rows:
        first, *rest = (_cell(cell, lang) for cell in row.cells)
        anchor = f'<a id="{_attribute(row.anchor)}"></a>' if row.anchor else ""
        yield _cells([anchor + ("" if grid.grouped and first == above else first), *rest])
        above = first


def _matrix(matrix: Matrix, lang: str) -> Iterator[str]:
    """A table per topic; rows without a difference are left out unless all are asked for."""
    for group in matrix.groups:
        if matrix.all_rows or not all(row.same for row in group.rows):
            yield from _group(group, matrix, lang)
    yield escaped(matrix.left_out)


def _group(group: Group, matrix: Matrix, lang: str) -> Iterator[str]:
    yield f"**{_line(group.title, lang)}**"
    yield ""
    yield _cells(_cell((line,), lang) for line in matrix.head)
    yield _cells("---" for _ in matrix.head)
    for row in group.rows:
        if matrix.all_rows or not row.same:
            yield _cells([_cell((row.title,), lang), *(_cell(_standing(cell), lang) for cell in row.cells)])
    yield ""


def _standing(cell: Standing) -> Cell:
    place: Line = (Inline(cell.place, "code"),) if cell.place else ()
    return tuple(line for line in (text(cell.word), cell.line, *cell.notes, place) if line)


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell, lang: str) -> str:
    """A cell's lines; no bar in it, not even in code, ends it."""
    return _BAR.sub(r"\\|", "<br>".join(_line(line, lang) for line in cell))


def _attribute(said: str) -> str:
    return said.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


# Inline parts


def _line(line: Line, lang: str) -> str:
    return "".join(_INLINE[part.role](part, lang) for part in spaced(line, lang))


def _code(part: Inline, lang: str) -> str:
    fence, gap = ("``", " ") if "`" in part.text else ("`", "")
    said = f"{fence}{gap}{part.text}{gap}{fence}"
    return f"[{said}](#{part.target})" if part.target else said


def _clause(part: Inline, lang: str) -> str:
    said = f"〔{escaped(part.text)}〕" if lang == "zh" else f"\\[{escaped(part.text)}\\]"
    return f"[{said}](#{part.target})" if part.target else said


def _link_to(part: Inline, lang: str) -> str:
    return f"[{escaped(part.text)}](#{part.target})"


def _plain(part: Inline, lang: str) -> str:
    return escaped(part.text)


def _mark(part: Inline, lang: str) -> str:
    return phrases(lang, "handbook")("mark", said=escaped(part.text))


def _name(part: Inline, lang: str) -> str:
    """A defined term: in italics where the script has them."""
    return f"*{escaped(part.text)}*" if lang == "en" else escaped(part.text)


_INLINE: dict[str, Callable[[Inline, str], str]] = {
    "text": _plain,
    "value": _plain,
    "quiet": _plain,
    "subject": _plain,
    "name": _name,
    "code": _code,
    "clause": _clause,
    "link": _link_to,
    "mark": _mark,
    "stricter": _plain,
    "milder": _plain,
}
