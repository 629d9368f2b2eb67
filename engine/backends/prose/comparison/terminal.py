"""A comparison as text for a terminal: an item per line, below it the sides that say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Grid, Items, Listing, Matrix, Pairs, Paragraph
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.layout import indented
from engine.backends.prose.phrases import phrases
from engine.diagnostics.width import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.prose.handbook.parts import Block, Cell, Compared, Handbook, Inline, Line, Section, Standing


def to_text(book: Handbook) -> str:
    """The whole comparison, ending in a newline."""
    lines = [book.title, "", *_pairs(book.about, book.lang)]
    for section in book.sections:
        lines += ["", *_section(section, book.lang)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _section(section: Section, lang: str) -> Iterator[str]:
    number = f"{section.number}. " if section.number else ""
    yield f"{number}{_said(section.title, lang)}"
    for block in section.blocks:
        yield from indented(_block(block, lang))
    for inner in section.sections:
        yield ""
        yield from _section(inner, lang) if section.role == "part" else indented(_section(inner, lang))


def _block(block: Block, lang: str) -> Iterator[str]:
    match block:
        case Paragraph(line):
            yield _said(line, lang)
        case Items(items):
            yield from (f"- {_said(item.line, lang)}" for item in items)
        case Pairs():
            yield from _pairs(block, lang)
        case Grid(_, rows):
            yield from (_row(row.cells, lang) for row in rows)
        case Listing():
            pass
        case Matrix():
            yield from _matrix(block, lang)


def _pairs(pairs: Pairs, lang: str) -> list[str]:
    return columns([(_said(pair.term, lang), *(_said(line, lang) for line in pair.said)) for pair in pairs.entries])


def _row(cells: Sequence[Cell], lang: str) -> str:
    """Who: what; how that compares; where it is written."""
    who, what, sources, standing = (_joined(cell, lang) for cell in cells)
    lead = phrases(lang, "comparison")("lead", said=who)
    return "  ".join(filter(None, (f"{lead}{what}", standing, sources)))


def _joined(cell: Cell, lang: str) -> str:
    return phrases(lang, "comparison")("also").join(_said(line, lang) for line in cell)


def _matrix(matrix: Matrix, lang: str) -> Iterator[str]:
    sides = [_said(line, lang) for line in matrix.head[1:]]
    for group in matrix.groups:
        rows = [row for row in group.rows if matrix.all_rows or not row.same]
        if rows:
            aside = f"  {_said(group.aside, lang)}" if group.aside else ""
            yield ""
            yield f"{_said(group.title, lang)}{aside}"
            yield from indented(line for row in rows for line in _compared(row, sides, lang))
    if matrix.left_out:
        yield from ("", matrix.left_out)


def _compared(row: Compared, sides: Sequence[str], lang: str) -> Iterator[str]:
    """The item, then each side that isn't as the first one; each place ends its line."""
    yield _said(row.title, lang)
    told = zip(sides, row.cells, strict=True)
    shown = [(side, cell) for side, cell in told if cell.line or cell.state in ("missing", "added", "overridden")]
    rows = [(side, cell.word, "  ".join(filter(None, (_content(cell, lang), cell.place)))) for side, cell in shown]
    yield from indented(columns(rows, gap="  "))


def _content(cell: Standing, lang: str) -> str:
    parts = (_said(line, lang) for line in (cell.line, *cell.notes) if line)
    return phrases(lang, "comparison")("also").join(parts)


def _said(line: Line, lang: str) -> str:
    return "".join(_inline(part, lang) for part in spaced(line, lang))


def _inline(part: Inline, lang: str) -> str:
    return phrases(lang, "handbook")("cites", clauses=part.text) if part.role == "clause" else part.text
