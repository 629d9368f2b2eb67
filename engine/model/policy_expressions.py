"""The expressions of a policy's items, and of the parts that a policy shares with its programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.model.parts import consequence_expressions
from engine.model.policy import Derived, Rule, Table, TimedItem
from engine.model.timed.expressions import timed_expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.typed import Expression
    from engine.model.policy import Step


def expressions_of(item: Step | Rule) -> Iterator[Expression]:
    """Everything that an item reads, in its order."""
    match item:
        case Derived(expression=expression):
            yield expression
        case Table(inputs=inputs, rows=rows):
            yield from inputs
            for row in rows:
                yield from (cell for cell in row.cells if cell)
                yield from row.outputs
                yield from consequence_expressions(row.then)
        case TimedItem(step=step, rungs=rungs):
            yield from timed_expressions(step)
            for rung in rungs:
                yield from consequence_expressions(rung.then)
        case Rule():
            yield from (item.when,) if item.when else ()
            yield from (item.each.source,) if item.each else ()
            yield from consequence_expressions(item.then)
