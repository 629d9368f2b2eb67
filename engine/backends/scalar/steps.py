"""Derived values and tables run on a frame: each gives its names their values, and tells how it came to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.evaluator import evaluator
from engine.ir import hits
from engine.ir.program import Derived
from engine.ir.trace import DerivedTrace, RowTrace, TableTrace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.backends.scalar.evaluator import Evaluate, Frame
    from engine.feel.typed import Expression
    from engine.ir.program import Table

    StepRun = Callable[[Frame], DerivedTrace | TableTrace]


def step_run(step: Derived | Table) -> StepRun:
    """The closure that adds the step's names to the frame that it is given."""
    return _derived(step) if isinstance(step, Derived) else _table(step)


def _derived(derived: Derived) -> StepRun:
    compute = evaluator(derived.expression.root)

    def run(frame: Frame) -> DerivedTrace:
        frame[derived.name] = value = compute(frame)
        return DerivedTrace(derived, value)

    return run


def _table(table: Table) -> StepRun:
    inputs = tuple(evaluator(item.root) for item in table.inputs)
    rows = tuple(_cells(row.cells) for row in table.rows)
    outputs = tuple(tuple(evaluator(item.root) for item in row.outputs) for row in table.rows)
    names = tuple(f"{table.id}.{row.id}" for row in table.rows)
    columns = tuple(output.name for output in table.outputs)
    no_hit: Frame = dict.fromkeys(names, False)

    def run(frame: Frame) -> TableTrace:
        failed = [_first_failing(cells, frame) for cells in rows]
        matching = [index for index, column in enumerate(failed) if column is None]
        values = [tuple([output(frame) for output in outputs[index]]) for index in matching]
        found = hits.select(table, matching, values)
        frame.update(zip(columns, found.outputs, strict=True))
        frame.update(no_hit)
        traced = [_FAILED[column] if column is not None else _PASSED_OVER for column in failed]
        for index in found.hits:
            frame[names[index]] = True
            traced[index] = _SELECTED
        conflict = tuple([table.rows[index].id for index in found.conflict])
        return TableTrace(table, tuple([item(frame) for item in inputs]), tuple(traced), found.outputs, conflict)

    return run


class _Failed(dict[int, RowTrace]):
    """One row trace per column, made when first asked for: rows that fail alike share it."""

    def __missing__(self, column: int) -> RowTrace:
        self[column] = RowTrace(selected=False, failed=column)
        return self[column]


_FAILED = _Failed()
_SELECTED, _PASSED_OVER = RowTrace(selected=True, failed=None), RowTrace(selected=False, failed=None)


def _cells(cells: Sequence[Expression | None]) -> tuple[tuple[int, Evaluate], ...]:
    return tuple((column, evaluator(cell.root)) for column, cell in enumerate(cells) if cell is not None)


def _first_failing(cells: tuple[tuple[int, Evaluate], ...], frame: Frame) -> int | None:
    """The column of the first cell that is not true; None where all are."""
    for column, cell in cells:
        if cell(frame) is not True:
            return column
    return None
