"""z3 asked directly, as one would without boxes: a whole number for each column, a formula for each row."""

from __future__ import annotations

import random
import time
from itertools import combinations
from typing import TYPE_CHECKING, Any

import z3

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.proof_tables import Cell, Column, Row, Table
    from engine.backends.proof.theory.linear.comparison import Comparison


class Asked:
    """Tables over the same columns. `comparisons`: what columns say of others, that are true (1) or false (0)."""

    def __init__(self, tables: Sequence[Table], comparisons: Sequence[Comparison] = ()) -> None:
        self.columns = tables[0].columns
        self.names = [z3.Int(f"c{number}") for number in range(len(self.columns))]
        self.rows = [[self._row(row) for row in table.rows] for table in tables]
        self._outcomes = [[row.outcome for row in table.rows] for table in tables]
        within = (z3.And(name >= 0, name < each.size) for name, each in zip(self.names, self.columns, strict=True))
        self._always = [*within, *map(self._compared, comparisons)]

    def _row(self, row: Row) -> Any:
        cells = zip(self.names, row.cells, strict=True)
        return z3.And(*(_within(name, cell) for name, cell in cells if cell is not None))

    def _compared(self, comparison: Comparison) -> Any:
        sums = [_number(factor) * self._position(column) for column, factor in comparison.terms]
        holds = z3.Sum(*sums) + _number(comparison.constant) <= 0
        return (self.names[comparison.column] == 1) == holds

    def _position(self, number: int) -> Any:
        column: Column = self.columns[number]
        return _number(column.first) + _number(column.step) * z3.ToReal(self.names[number])

    def _solver(self, *more: Any) -> z3.Solver:
        solver = z3.Solver()
        solver.add(*self._always, *more)
        return solver

    def gap(self) -> bool:
        """Whether there is a case that no row takes: one question."""
        return bool(self._solver(z3.Not(z3.Or(*self.rows[0]))).check() == z3.sat)

    def differs(self) -> bool:
        """Whether two tables, in each of which no rows overlap, ever differ: one question."""
        said = [self._said(table) for table in range(2)]
        return bool(self._solver(*(links for links, _ in said), said[0][1] != said[1][1]).check() == z3.sat)

    def _said(self, table: int) -> tuple[Any, Any]:
        outcome = z3.Int(f"outcome {table}")
        links = [
            z3.Implies(row, outcome == of) for row, of in zip(self.rows[table], self._outcomes[table], strict=True)
        ]
        return z3.And(*links, z3.Implies(z3.Not(z3.Or(*self.rows[table])), outcome == -1)), outcome

    def seconds_of_all_pairs(self, tried: int) -> float:
        """How long it would take to ask of each pair whether they overlap, by so many pairs, drawn at random."""
        pairs = [*combinations(self.rows[0], 2)]
        solver = self._solver()
        start = time.process_time()
        for pair in random.Random(1).sample(pairs, tried):  # noqa: S311
            solver.push()
            solver.add(*pair)
            solver.check()
            solver.pop()
        return (time.process_time() - start) * len(pairs) / tried


def _within(name: Any, cell: Cell) -> Any:
    if isinstance(cell, frozenset):
        return z3.Or(*(name == choice for choice in cell))
    return z3.And(name >= cell[0], name < cell[1])


def _number(value: Any) -> Any:
    return z3.RealVal(str(value))
