"""What a comparison is written from: the sides, and of each policy a row per item and the behaviour compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from engine.backends.prose.handbook.parts import Line
    from engine.diagnostics import Span
    from engine.ir.differences import Comparison
    from engine.ir.program import Program
    from engine.model.text import Text

State = Literal["baseline", "inherited", "same", "stricter", "milder", "overridden", "missing", "added", "absent"]
"""Towards the baseline's cell. `inherited`: the very same item; `same`: another that says the same; `absent`: neither
side has it."""
ItemKind = Literal["policy", "fact", "param", "term", "table", "rule", "ladder", "clock", "schedule"]
DEFAULT_FOLDER = "policies"
"""Where commands look for a library unless they are told otherwise."""
QUIET: frozenset[State] = frozenset({"baseline", "inherited", "same", "absent"})
"""States of cells that don't differ from the baseline's."""


class Said(NamedTuple):
    """What an item says, in both languages."""

    zh: Line
    en: Line

    def in_language(self, lang: str) -> Line:
        return self.zh if lang == "zh" else self.en


class Source(NamedTuple):
    """Who set what a cell says: the branch, since and until when (None: open), why, and what it stands instead of."""

    branch: str
    span: Span
    since: dt.date | None = None
    until: dt.date | None = None
    reason: Text | None = None
    instead: Span | None = None
    instead_said: str = ""


class Cell(NamedTuple):
    """`said` and `source` None: the side has no such item. `text`: as its owner wrote it, of a parameter."""

    state: State
    said: Said | None = None
    source: Source | None = None
    text: str = ""
    cites: tuple[str, ...] = ()


class Row(NamedTuple):
    """`id`: as in the file, such as `onsite.within`."""

    kind: ItemKind
    id: str
    title: Text
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        return any(cell.state not in QUIET for cell in self.cells)


class Side(NamedTuple):
    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One policy. `programs`: per side, None where it has none in force that day.

    `expected`: per difference and side the outcomes of its witness, as JSON data; None where a side can't be asked.
    `branches`: whose policy it is, where the sides are states of a library and not branches.
    """

    policy: str
    title: Text
    owner: Text
    rows: tuple[Row, ...]
    comparison: Comparison
    programs: tuple[Program | None, ...]
    expected: tuple[tuple[Sequence[dict[str, Any]] | None, ...], ...] = ()
    branches: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        return f"{self.policy}@{self.branches[0]}" if self.branches else self.policy

    def named(self, lang: str) -> str:
        """The title, with the branches that are meant where they aren't the sides."""
        title = self.title.in_language(lang)
        return f"{title} ({', '.join(self.branches)})" if self.branches else title

    @property
    def alike(self) -> bool:
        """Whether all sides have the policy and are proved to decide alike."""
        found = self.comparison
        differs = found.differences or found.timed or found.facts or found.missing
        return not differs and found.proof.verdict == "complete"


@dataclass(frozen=True, slots=True)
class Material:
    """`sides`: the first is the baseline. `all_rows`: rows in which all say the same are shown at once.

    `unchanged`: how many policies are left out because nothing of them differs. `roots`: what paths begin with, and
    what is shown instead. `added`, `removed`: branches that only one of two states has, which aren't compared.
    `not_in_force`: policies that were asked for, and that no side has in force that day. `folder`: of the library, as
    commands name it.
    """

    title: Text
    as_of: dt.date
    sides: tuple[Side, ...]
    entries: tuple[Entry, ...]
    all_rows: bool = False
    unchanged: int = 0
    roots: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    not_in_force: tuple[Text, ...] = ()
    folder: str = DEFAULT_FOLDER

    def place(self, span: Span) -> str:
        """File and line, as an editor opens them."""
        root, shown = next(((root, shown) for root, shown in self.roots if span.path.startswith(root)), ("", ""))
        return f"{shown}{span.path.removeprefix(root)}:{span.line}"

    @property
    def hidden(self) -> int:
        """How many rows all sides say the same in."""
        return sum(not row.differs for entry in self.entries for row in entry.rows)

    @property
    def differs(self) -> bool:
        """Whether anything does: what is said, or what is decided."""
        rows = (row for entry in self.entries for row in entry.rows)
        return bool(
            self.added or self.removed or any(row.differs for row in rows) or any(not e.alike for e in self.entries)
        )
