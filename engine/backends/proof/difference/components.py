"""What differs at all, in groups that have nothing to do with one another: each is compared on its own."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from engine.backends.proof.difference.forms import Constant
from engine.backends.proof.difference.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from engine.backends.proof.difference.sheets import Entry

Component = tuple[Sheet, ...]
"""Sheets of all sides, with those of their entries that belong together."""


def unlike(sides: Sequence[Sequence[Sheet]]) -> list[tuple[Sheet, ...]]:
    """Per side what isn't the same on all of them: what all have answers alike everywhere and cancels out.

    The tables whose outputs the rest reads stay.
    """
    tables = _common([[sheet.content for sheet in sheets if sheet.table] for sheets in sides])
    entries = _common([[e.content for sheet in sheets if not sheet.table for e in sheet.entries] for sheets in sides])
    rests = [tuple(_without(sheets, tables.copy(), entries.copy())) for sheets in sides]
    read = _read(sides, rests)
    return [
        tuple(sheet for sheet in (*rest, *_tables_for(read, sheets, rest)))
        for sheets, rest in zip(sides, rests, strict=True)
    ]


def _read(sides: Sequence[Sequence[Sheet]], rests: Sequence[Sequence[Sheet]]) -> set[str]:
    """The outputs that amounts of what is left hang on, directly or through other tables."""
    read = {name for rest in rests for sheet in rest for entry in sheet.entries for name in entry.reads}
    while True:
        tables = (table for sheets, rest in zip(sides, rests, strict=True) for table in _tables_for(read, sheets, rest))
        more = {name for table in tables for entry in table.entries for name in entry.reads} - read
        if not more:
            return read
        read |= more


def _tables_for(names: set[str], sheets: Iterable[Sheet], rest: Sequence[Sheet]) -> Iterator[Sheet]:
    """The tables that give these outputs and aren't among the rest."""
    for sheet in sheets:
        if sheet.table and sheet not in rest and not names.isdisjoint(output.name for output in sheet.table.outputs):
            yield sheet


def _common(sides: Sequence[Iterable[Hashable]]) -> Counter[Hashable]:
    return reduce(and_, map(Counter, sides))


def _without(sheets: Iterable[Sheet], tables: Counter[Hashable], entries: Counter[Hashable]) -> Iterator[Sheet]:
    for sheet in sheets:
        if sheet.table and not _taken(sheet.content, tables):
            yield sheet
        elif not sheet.table:
            yield sheet._replace(entries=tuple(entry for entry in sheet.entries if not _taken(entry.content, entries)))


def _taken(content: Hashable, common: Counter[Hashable]) -> bool:
    """Whether it is one of those in common, which it then no longer is."""
    taken = common[content] > 0
    common[content] -= taken
    return taken


def components(sides: Sequence[Sequence[Sheet]]) -> list[Component]:
    """The sheets of all sides in groups: who brings the same to the same, gives the same output, is of one rule."""
    pieces = [piece for sheets in sides for sheet in sheets for piece in _pieces(sheet)]
    loose = {do for sheet in pieces for do in _loose(sheet)}
    return [
        tuple(_joined(group, len(sides))) for group in _connected(pieces, [_topics(piece, loose) for piece in pieces])
    ]


def _pieces(sheet: Sheet) -> Iterator[Sheet]:
    """A table as a whole, any other sheet entry by entry."""
    if sheet.table:
        yield sheet
    else:
        yield from (sheet._replace(entries=(entry,)) for entry in sheet.entries)


def _loose(sheet: Sheet) -> Iterator[str]:
    """The kinds of consequences that fall on whom the facts say: they may be anybody's."""
    labels = (brought.label for entry in sheet.entries for brought in entry.brings)
    return (label.do for label in labels if label.to and not isinstance(label.to, Constant))


def _topics(sheet: Sheet, loose: set[str]) -> set[Hashable]:
    return {topic for entry in sheet.entries for topic in _of_entry(entry, loose)}


def _of_entry(entry: Entry, loose: set[str]) -> Iterator[Hashable]:
    for name in (*(given.name for given in entry.gives), *entry.reads):
        yield "output", name
    for brought in entry.brings:
        label = brought.label
        yield "rule", brought.rule.id
        yield "do", label.do, None if label.do in loose else label.to


def _connected(pieces: Sequence[Sheet], topics: Sequence[set[Hashable]]) -> list[list[Sheet]]:
    """Those that share a topic, directly or through others, together; in their order."""
    groups: list[tuple[set[Hashable], list[Sheet]]] = []
    for piece, about in zip(pieces, topics, strict=True):
        met = [group for group in groups if group[0] & about]
        groups = [group for group in groups if not group[0] & about]
        together = [one for _, members in met for one in members]
        groups.append((about.union(*(seen for seen, _ in met)), [*together, piece]))
    return [members for _, members in groups]


def _joined(pieces: Iterable[Sheet], sides: int) -> Iterator[Sheet]:
    """Per side what fires, what is undecided, the tables: the same sheets on every side, though some are empty."""
    own: list[list[Sheet]] = [[] for _ in range(sides)]
    for piece in pieces:
        own[piece.side].append(piece)
    for side, mine in enumerate(own):
        loose = [entry for piece in mine if not piece.table for entry in piece.entries]
        yield Sheet(side, "all", tuple(entry for entry in loose if not entry.undecided))
        yield Sheet(side, "all", tuple(entry for entry in loose if entry.undecided))
        yield from (piece for piece in mine if piece.table)
