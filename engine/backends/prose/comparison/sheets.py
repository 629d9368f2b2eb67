"""A comparison as the sheets of a workbook: what is said, what is decided, what differs in time; texts only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.comparison.behaviour import changes, sources_of
from engine.backends.prose.comparison.rows import matrix_block
from engine.backends.prose.comparison.timed import timed_lines, timed_title, told_once
from engine.backends.prose.comparison.told import told_of
from engine.backends.prose.handbook.parts import plain
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.phrases import phrases
from engine.backends.prose.regions.cases import facts_json
from engine.backends.prose.regions.decided import decided_lines
from engine.backends.prose.regions.extents import region_line
from engine.backends.prose.regions.proofs import verdict
from engine.backends.prose.regions.sides import speech_of_sides
from engine.backends.prose.regions.timed import example_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.comparison.material import Entry, Material
    from engine.backends.prose.comparison.told import Told
    from engine.backends.prose.handbook.parts import Compared, Line, Standing
    from engine.backends.prose.handbook.speech import Speech
    from engine.ir.differences import Difference, Stated


class Box(NamedTuple):
    """A cell. `state`: what its colour goes by; `note`: what else is to be known, such as its place."""

    text: str
    state: str = ""
    note: str = ""


class Sheet(NamedTuple):
    """`fixed`: how many columns stay in sight; `hidden`: the rows (from 0) that aren't shown at first."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Box, ...], ...]
    fixed: int
    hidden: frozenset[int] = frozenset()


def to_sheets(material: Material, lang: str) -> tuple[Sheet, ...]:
    """The matrix, the regions, the differences in time; those that would be empty are left out, the matrix never."""
    matrix, *others = _said_sheet(material, lang), _decided_sheet(material, lang), _timed_sheet(material, lang)
    return (matrix, *(sheet for sheet in others if sheet.rows))


def _titles(material: Material, lang: str) -> list[str]:
    return [side.title.in_language(lang) for side in material.sides]


def _plain(line: Line, lang: str) -> str:
    return plain(spaced(line, lang))


# What is said


def _said_sheet(material: Material, lang: str) -> Sheet:
    say = phrases(lang, "comparison")
    block = matrix_block(material, lang)
    rows = [(group, row) for group in block.groups for row in group.rows]
    hidden = frozenset(place for place, (_, row) in enumerate(rows) if row.same and not material.all_rows)
    told = tuple((Box(_plain(group.title, lang)), *_said_row(row, lang)) for group, row in rows)
    return Sheet(say("matrix"), (say("policy"), say("item"), *_titles(material, lang)), told, 2, hidden)


def _said_row(row: Compared, lang: str) -> Iterator[Box]:
    yield Box(_plain(row.title, lang))
    for cell in row.cells:
        yield Box(_words(cell, lang), cell.state, "\n".join([*(_plain(note, lang) for note in cell.notes), cell.place]))


def _words(cell: Standing, lang: str) -> str:
    return " ".join(filter(None, (cell.word, _plain(cell.line, lang))))


# What is decided


def _decided_sheet(material: Material, lang: str) -> Sheet:
    say = phrases(lang, "comparison")
    head = (say("policy"), say("case"), *_titles(material, lang), say("apart"), say("example"), say("proof"))
    shared = (entry for entry in material.entries if not entry.alike and sum(map(bool, entry.programs)) > 1)
    return Sheet(say("behaviour"), head, tuple(row for entry in shared for row in _regions(entry, material, lang)), 2)


def _regions(entry: Entry, material: Material, lang: str) -> Iterator[tuple[Box, ...]]:
    """A row per region; where there is none, one that says what is proved."""
    told = told_of(entry, material, lang)
    title, proof = entry.named(lang), verdict(entry.comparison, lang)
    for difference in entry.comparison.differences:
        sides = (_decision(side, difference, told) for side in range(len(told.own)))
        region = _plain(region_line(difference.region, told.speech), lang)
        apart = Box("\n".join(changes(difference, told)))
        yield (Box(title), Box(region), *sides, apart, Box(_example(difference, entry, told.speech)), Box(proof))
    if not entry.comparison.differences:
        yield (Box(title), Box(""), *(Box("") for _ in told.own), Box(""), Box(""), Box(proof))


def _decision(side: int, difference: Difference, told: Told) -> Box:
    """With the clauses, rules and places as its note."""
    decided, speech = difference.sides[side], told.own[side]
    if speech is None:
        return Box(phrases(told.speech.lang, "comparison_states")("missing"), "missing")
    said = "\n".join(_plain(line, speech.lang) for line in decided_lines(decided, difference.sides, speech))
    word = phrases(speech.lang, "comparison_states")(decided.direction) if decided.direction != "same" else ""
    note = "\n".join(" ".join(part.text for part in line) for line in sources_of(decided, told))
    return Box(" ".join(filter(None, (word, said))), decided.direction, note)


def _example(difference: Difference, entry: Entry, speech: Speech) -> str:
    witness = difference.region.witness
    types = {fact.name: fact.type for program in entry.programs if program for fact in program.facts}
    return facts_json(witness, types, speech.words.zone) if witness else ""


# What differs in time


def _timed_sheet(material: Material, lang: str) -> Sheet:
    say = phrases(lang, "comparison")
    head = (say("policy"), say("item"), *_titles(material, lang), say("example"))
    entries = (entry for entry in material.entries if entry.comparison.timed)
    return Sheet(say("timed"), head, tuple(row for entry in entries for row in _timed(entry, lang)), 2)


def _timed(entry: Entry, lang: str) -> Iterator[tuple[Box, ...]]:
    speech = speech_of_sides([program for program in entry.programs if program], lang)
    for difference in told_once(entry):
        title, example = timed_title(difference, entry, lang), example_text(difference, speech.words)
        told = zip(difference.sides, timed_lines(difference, entry, speech), strict=True)
        sides = (_timed_side(_plain(line, lang), stated, lang) for stated, line in told)
        yield (Box(entry.named(lang)), Box(title), *sides, Box(example))


def _timed_side(said: str, stated: Stated | None, lang: str) -> Box:
    state = stated.direction if stated else "missing"
    word = phrases(lang, "comparison_states")(state) if stated and state != "same" else ""
    return Box(" ".join(filter(None, (word, said))), state)
