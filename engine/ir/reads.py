"""Which facts an expression reads, directly or through derived values and tables: what `needs` is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.feel.walk import references
from engine.ir.program import Derived

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.typed import Expr
    from engine.ir.program import Program, Table

Reads = Mapping[str, frozenset[str]]
"""By name (of a fact, a derived value, an output, a hit): the facts behind it."""

_NOTHING: frozenset[str] = frozenset()


def facts_of(expr: Expr, behind: Reads) -> frozenset[str]:
    """The facts that an expression reads."""
    return _NOTHING.union(*(behind.get(ref.name, _NOTHING) for ref in references(expr)))


def facts_behind(program: Program) -> Reads:
    """The facts behind every name of a program, whose steps stand in the order of their dependencies."""
    behind = {fact.name: frozenset({fact.name}) for fact in program.facts}
    for step in program.steps:
        if isinstance(step, Derived):
            behind[step.name] = facts_of(step.expression.root, behind)
        else:
            behind |= _behind_table(step, behind)
    return behind


def _behind_table(table: Table, behind: Reads) -> dict[str, frozenset[str]]:
    """Of the hits: what the conditions read; of an output: what its cells read as well."""
    cells = [cell.root for row in table.rows for cell in row.cells if cell]
    matching = _together([*(item.root for item in table.inputs), *cells], behind)
    hits = {f"{table.id}.{row.id}": matching for row in table.rows}
    columns = enumerate(output.name for output in table.outputs)
    outputs = {name: matching | _together([row.outputs[i].root for row in table.rows], behind) for i, name in columns}
    return hits | outputs


def _together(expressions: Iterable[Expr], behind: Reads) -> frozenset[str]:
    return _NOTHING.union(*(facts_of(expr, behind) for expr in expressions))
