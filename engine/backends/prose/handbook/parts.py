"""What a handbook is made of: lines of inline parts, blocks of lines, sections of blocks. Renderers know only these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Role = Literal["text", "name", "value", "code", "clause", "link", "subject", "quiet", "mark", "stricter", "milder"]
"""`name`: a defined term; `value`: what it stands for; `subject`: whom something befalls; `code`: as in the files.

`mark`: a word that says what kind of thing follows (`待补齐`). `stricter`, `milder`: one that says how it compares.
"""


class Inline(NamedTuple):
    """A stretch of text. `target`: the anchor that it leads to, empty where it leads nowhere."""

    text: str
    role: Role = "text"
    target: str = ""


Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`note`: what the owner says of what stands above it."""

    line: Line
    role: Literal["plain", "quiet", "note"] = "plain"


@dataclass(frozen=True, slots=True)
class Item:
    line: Line
    inner: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """`ordered`: the order matters, or the items are referred to by number. `label`: what stands over them."""

    items: tuple[Item, ...]
    role: Literal["plain", "cases", "consequences"] = "plain"
    ordered: bool = False
    label: Line = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Terms, each with what is said of it."""

    entries: tuple[Pair, ...]
    role: Literal["facts", "terms", "sources", "colophon", "front"] = "facts"
    label: Line = ()


@dataclass(frozen=True, slots=True)
class Pair:
    term: Line
    said: tuple[Line, ...]
    anchor: str = ""
    aside: Line = ()


Cell = tuple[Line, ...]
"""The lines of a cell, one below the other."""


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `results`: the column from which on it says what comes out (a heavier rule before it); 0: none.

    `grouped`: a first cell that repeats the one above it may be left empty.
    """

    head: tuple[Line, ...]
    rows: tuple[Row, ...]
    results: int = 0
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A text to be copied, as it stands, under its label."""

    text: str
    label: Line


class Standing(NamedTuple):
    """A cell of a matrix: how it stands to the first column's (`state` names it, `word` says it), and what it says.

    `place`: where that is written, `notes`: why, and since when.
    """

    state: str
    word: str
    line: Line = ()
    place: str = ""
    notes: tuple[Line, ...] = ()


class Compared(NamedTuple):
    """A row of a matrix; `same`: no cell differs from the first one."""

    title: Line
    cells: tuple[Standing, ...]
    same: bool


class Group(NamedTuple):
    """Rows about one topic, under its title; `aside`: what else is to be known of the topic."""

    title: Line
    rows: tuple[Compared, ...]
    aside: Line = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """What several sides say, item by item, held against the first one's.

    `only`: the label of the switch that leaves out rows without differences, `places`: of the one that shows every
    cell's place; `all_rows`: nothing is left out at first. `left_out`: what is said where no switch can be shown.
    `legend`: states with their words.
    """

    head: tuple[Line, ...]
    groups: tuple[Group, ...]
    only: str
    places: str
    left_out: str
    legend: tuple[Standing, ...]
    all_rows: bool = False


Block = Paragraph | Items | Pairs | Grid | Listing | Matrix


@dataclass(frozen=True, slots=True)
class Section:
    """`aside`: clauses and ids that stand beside the title; `number`: which policy it is, 0 for another section."""

    anchor: str
    title: Line
    role: Literal["front", "part", "policy", "topic", "rule", "table", "example", "index", "matrix", "region"]
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    aside: Line = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Handbook:
    """The whole book in one language; `about` says on its front page what it is, `kind` what kind of a book."""

    lang: str
    title: str
    about: Pairs
    sections: tuple[Section, ...]
    kind: str = ""


def text(said: str) -> Line:
    return (Inline(said),) if said else ()


def code(said: str) -> Line:
    return (Inline(said, "code"),)


def plain(line: Line) -> str:
    """A line's text without its roles."""
    return "".join(part.text for part in line)


def capitalised(line: Line) -> Line:
    """The line with a capital first letter where it begins with plain words."""
    if not line or line[0].role != "text":
        return line
    first = line[0].text
    return (line[0]._replace(text=first[:1].upper() + first[1:]), *line[1:])
