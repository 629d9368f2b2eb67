"""The cases of programs as a space of columns, and their rules as pieces of it: what proofs are made on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from engine.backends.proof.boxes.grid import Grid, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.backends.proof.boxes.grid import Cell, Layer
    from engine.backends.proof.coordinates.axis import Axis
    from engine.feel.typed import Expr, Expression
    from engine.feel.values import Value
    from engine.ir.program import Program, Rule, Table
    from engine.ir.regions import Subject, Unknown


class Evaluator(Protocol):
    """How an expression is computed: the scalar executor's, handed in, since executors don't know each other."""

    def __call__(self, expr: Expr) -> Callable[[dict[str, Value]], Value]: ...


class Column(NamedTuple):
    subject: Subject
    axis: Axis


Part = dict[int, "Cell"]
"""A box by its columns' numbers: which atoms; a column left out is free."""


class Truth(NamedTuple):
    """Where a condition is true and where null; elsewhere it is false. Parts of one list may overlap."""

    true: tuple[Part, ...] = ()
    null: tuple[Part, ...] = ()


class RuleParts(NamedTuple):
    """A written rule (no table's row, no rung): where it fires, where it is undecided."""

    rule: Rule
    truth: Truth


class TableParts(NamedTuple):
    """A table's rows as they match, before its hit policy: `rows[i]` where the cells of row i are all true."""

    table: Table
    rows: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A program to lay out, and what else is asked of it: conditions, in terms of its names (a guardrail's)."""

    program: Program
    asked: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """A side, laid out in the space: its rules, its own tables, the truth of what was asked, in order."""

    program: Program
    rules: tuple[RuleParts, ...]
    tables: tuple[TableParts, ...]
    asked: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """What proofs are made on.

    `outside`: where facts are refused (a fact's check is false), and what no case can be. `unknown`: what could not be
    laid out, and why: a rule whose condition it belongs to has a `test` column of its own for it, which may be
    anything. `places`: the column of a fact by its name, of a comparison or test by its text. A span that is tested in
    several units has a column for each, one after the other: on all but its own it is among `others`.
    """

    columns: tuple[Column, ...]
    sides: tuple[Laid, ...]
    outside: tuple[Part, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    places: Mapping[str, int] | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many atoms each column has."""
        return tuple(column.axis.size for column in self.columns)

    def pieces(self, parts: Iterable[Part], rule: int = 0) -> list[Piece]:
        return [piece_of(part, range(len(self.columns)), rule) for part in parts]

    def grid(self, layers: Sequence[Layer]) -> Grid:
        """All columns, with what is no case outside."""
        return Grid(self.sizes, layers, self.pieces(self.outside))


def piece_of(part: Part, columns: Iterable[int], rule: int) -> Piece:
    """The part as a piece of a grid of some of the columns."""
    return Piece([part.get(column) for column in columns], rule)
