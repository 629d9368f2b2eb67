"""The matrix as a block of the document: a group per policy, a row per item, each cell with its word and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.comparison.timed import told_once
from engine.backends.prose.handbook.parts import Compared, Group, Inline, Matrix, Standing, text
from engine.backends.prose.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.comparison.material import Cell, Entry, Material, Row, Source
    from engine.backends.prose.handbook.parts import Line

LEGEND = ("inherited", "same", "stricter", "milder", "overridden", "added", "missing")


def matrix_block(material: Material, lang: str) -> Matrix:
    """A group per policy, which leads to the policy's section where it has one."""
    say = phrases(lang, "comparison")
    sides = (text(side.title.in_language(lang)) for side in material.sides)
    words = phrases(lang, "comparison_states")
    return Matrix(
        head=(text(say("item")), *sides),
        groups=tuple(_group(entry, material, lang) for entry in material.entries),
        only=say("only", hidden=material.hidden) if material.hidden else say("only_none"),
        places=say("places"),
        left_out=say("left_out", hidden=material.hidden) if material.hidden and not material.all_rows else "",
        legend=tuple(Standing(state, words(state)) for state in LEGEND),
        all_rows=material.all_rows,
    )


def _group(entry: Entry, material: Material, lang: str) -> Group:
    title = entry.named(lang)
    named = text(title) if entry.alike else (Inline(title, "link", entry.anchor),)
    return Group(named, tuple(_row(row, material, lang) for row in entry.rows), _counts(entry, lang))


def _counts(entry: Entry, lang: str) -> Line:
    """How much is decided differently."""
    say, found = phrases(lang, "comparison"), entry.comparison
    counts = (("regions_of", len(found.differences)), ("timed_of", len(told_once(entry))))
    told = [say(name, count=count) for name, count in counts if count]
    return text(say("comma").join(told))


def _row(row: Row, material: Material, lang: str) -> Compared:
    kind = phrases(lang, "comparison_kinds")(row.kind)
    title = (*text(row.title.in_language(lang)), *text(" "), Inline(kind, "quiet"), *text(" "), Inline(row.id, "code"))
    return Compared(title, tuple(_standing(cell, material, lang) for cell in row.cells), not row.differs)


def _standing(cell: Cell, material: Material, lang: str) -> Standing:
    """What is as the baseline's isn't said again."""
    word = phrases(lang, "comparison_states")(cell.state)
    if cell.source is None:
        return Standing(cell.state, word or phrases(lang, "comparison")("has"))
    quiet = cell.state in ("inherited", "same")
    line = cell.said.in_language(lang) if cell.said and not quiet else ()
    notes = () if quiet else tuple(_notes(cell.source, lang))
    return Standing(cell.state, word, line, material.place(cell.source.span), notes)


def _notes(source: Source, lang: str) -> Iterator[Line]:
    """Since when, and why."""
    say = phrases(lang, "comparison")
    since, until = (day.isoformat() if day else "" for day in (source.since, source.until))
    if since or until:
        yield text(say("since_until", since=since, until=until))
    if source.reason:
        yield text(say("reason", reason=source.reason.in_language(lang)))
