"""The expressions of a policy's items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.model.policy import Derived, Rule, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.feel.typed import Expression
    from engine.model.parts import Consequence


def expressions_of(item: Derived | Table | Rule) -> Iterator[Expression]:
    """Everything that an item reads, in its order."""
    match item:
        case Derived(expression=expression):
            yield expression
        case Table(inputs=inputs, rows=rows):
            yield from inputs
            for row in rows:
                yield from (cell for cell in row.cells if cell)
                yield from row.outputs
                yield from _of_consequences(row.then)
        case Rule():
            yield from (item.when,) if item.when else ()
            yield from (item.each.source,) if item.each else ()
            yield from _of_consequences(item.then)


def _of_consequences(consequences: Iterable[Consequence]) -> Iterator[Expression]:
    for consequence in consequences:
        yield from (consequence.to,) if consequence.to else ()
        yield from (attribute.expression for attribute in consequence.attributes)
