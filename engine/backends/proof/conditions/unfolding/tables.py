"""Decision tables unfolded: where each row is hit, by hit policy, and which outputs come out where."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

from engine.backends.proof.conditions.trees import TRUE, Except, every, is_true, opposite, some
from engine.backends.proof.conditions.unfolding.members import Member, Members
from engine.backends.proof.conditions.unfolding.rewriting import applied
from engine.backends.proof.conditions.unfolding.values import merged
from engine.feel.typed import Const
from engine.feel.types import NULL
from engine.ir.hits import SINGLE_HIT, by_priority, select
from engine.ir.program import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.backends.proof.conditions.trees import Tree
    from engine.backends.proof.conditions.unfolding.conditions import Conditions
    from engine.backends.proof.conditions.unfolding.values import Choices
    from engine.feel.typed import Expr
    from engine.ir.program import Output, Program, Row

    Rows = Sequence[tuple[Expr, ...]]
    """The outputs of each row, spelled out."""
    Test = Callable[[Expr], Tree]

LISTING = frozenset({"collect", "rule order", "output order"})
"""The hit policies whose outputs are lists."""
ORDERED = frozenset({"first", "priority"})
"""Those that hit a row wherever one matches."""
FEW = 8
"""Rows of which every choice is gone through."""


def hit_trees(table: Table, matches: Sequence[Tree], outputs: Rows, test: Test) -> tuple[Tree, ...] | None:
    """Where each row is hit, given where it matches; None where that hangs on outputs that aren't constant."""
    match table.hit:
        case "unique":
            return tuple(Except(own, (*matches[:row], *matches[row + 1 :])) for row, own in enumerate(matches))
        case "first":
            return _behind(matches, range(len(matches)))
        case "priority":
            order = priority_of(table.outputs, outputs)
            return _behind(matches, order) if order is not None else None
        case "any":
            return tuple(_agreed(row, matches, outputs, test) for row in range(len(matches)))
        case _:
            return tuple(matches)


def _behind(matches: Sequence[Tree], order: Sequence[int]) -> tuple[Tree, ...]:
    """Each row is hit where it matches and none before it in the order does."""
    before = {row: tuple(matches[other] for other in order[:rank]) for rank, row in enumerate(order)}
    return tuple(Except(own, before[row]) for row, own in enumerate(matches))


def priority_of(outputs: Sequence[Output], rows: Rows) -> list[int] | None:
    """The rows from the highest priority to the lowest."""
    if not all(isinstance(output, Const) for row in rows for output in row):
        return None
    return by_priority(outputs, [tuple(o.value for o in row if isinstance(o, Const)) for row in rows])


def _agreed(row: int, matches: Sequence[Tree], outputs: Rows, test: Test) -> Tree:
    """The first row that matches is hit where no later one that does has other outputs."""
    others = [
        every((matches[later], _differ(outputs[row], outputs[later], test))) for later in range(row + 1, len(matches))
    ]
    return Except(matches[row], (*matches[:row], *others))


def _differ(outputs: tuple[Expr, ...], others: tuple[Expr, ...], test: Test) -> Tree:
    return some(tuple(opposite(same(*pair, test)) for pair in zip(outputs, others, strict=True)))


def same(value: Expr, other: Expr, test: Test) -> Tree:
    """Where two values are the same, null being the same as null."""
    return is_true(test(applied("eq-null", value, other)))


def is_single(table: Table) -> bool:
    return table.hit in SINGLE_HIT


class Tables:
    """The tables of one side, each unfolded when first asked for."""

    def __init__(self, program: Program, conditions: Conditions) -> None:
        self._conditions = conditions
        tables = [step for step in program.steps if isinstance(step, Table)]
        self._by_hit = {f"{table.id}.{row.id}": (table, n) for table in tables for n, row in enumerate(table.rows)}
        self._by_output = {output.name: (table, n) for table in tables for n, output in enumerate(table.outputs)}
        self._matches: dict[str, tuple[Tree, ...]] = {}
        self._hits: dict[str, tuple[Tree, ...] | None] = {}

    def matches(self, table: Table) -> tuple[Tree, ...]:
        """Where each row matches, whatever the others do."""
        if table.id not in self._matches:
            self._matches[table.id] = tuple(every(tuple(self._cells(row))) for row in table.rows)
        return self._matches[table.id]

    def _cells(self, row: Row) -> Iterator[Tree]:
        return (is_true(self._conditions.of(cell)) for cell in row.cells if cell)

    def hit(self, name: str) -> Tree | None:
        table, row = self._by_hit[name]
        hits = self._hits_of(table)
        return None if hits is None else hits[row]

    def _hits_of(self, table: Table) -> tuple[Tree, ...] | None:
        if table.id not in self._hits:
            span = table.span
            found = hit_trees(
                table, self.matches(table), self._rows(table), lambda test: self._conditions.tree(test, span)
            )
            self._hits[table.id] = found
        return self._hits[table.id]

    def _rows(self, table: Table) -> Rows:
        spelled = self._conditions.names.spelled
        return [tuple(spelled(output.root) for output in row.outputs) for row in table.rows]

    def outputs(self, name: str) -> Choices | None:
        """What an output comes to, case by case; null where no row is hit."""
        table, column = self._by_output[name]
        values = [row[column] for row in self._rows(table)]
        if not is_single(table):
            return self._aggregated(table, column, values)
        hits = self._hits_of(table)
        if hits is None:
            return None
        nothing = Const(None, NULL, (0, 0))
        missed = Except(TRUE, self.matches(table) if table.hit in ORDERED else hits)
        return merged((*zip(hits, values, strict=True), (missed, nothing)))

    def collected(self, name: str) -> Members | None:
        """The elements of an output that lists what every row that matches gives."""
        table, column = self._by_output[name]
        if table.hit not in LISTING:
            return None
        pairs = zip(self._rows(table), self.matches(table), strict=True)
        return Members(tuple(Member(row[column], match) for row, match in pairs))

    def _aggregated(self, table: Table, column: int, values: list[Expr]) -> Choices | None:
        """By which rows match, where these are few and their outputs constant."""
        if table.hit in LISTING or len(values) > FEW or not all(isinstance(value, Const) for value in values):
            return None
        rows = [tuple(o.value for o in row if isinstance(o, Const)) for row in self._rows(table)]
        if any(len(row) < len(table.outputs) for row in rows):
            return None
        matches = self.matches(table)
        told = []
        for chosen in chain.from_iterable(combinations(range(len(rows)), n) for n in range(len(rows) + 1)):
            guards = tuple(own if row in chosen else opposite(own) for row, own in enumerate(matches))
            value = select(table, chosen, [rows[row] for row in chosen]).outputs[column]
            told.append((every(guards), Const(value, NULL if value is None else table.outputs[column].result, (0, 0))))
        return merged(told)
