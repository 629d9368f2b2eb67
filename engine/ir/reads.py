"""Which facts an expression reads, directly or through derived values and tables: what `needs` is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.feel.walk import references
from engine.ir.expressions import step_expressions
from engine.ir.program import Derived, Table
from engine.ir.steps import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.typed import Expr
    from engine.ir.program import Program

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
        match step:
            case Derived(name=name, expression=expression):
                behind[name] = facts_of(expression.root, behind)
            case Table():
                behind |= _behind_table(step, behind)
            case _:
                read = _together([expression.root for expression in step_expressions(step)], behind)
                behind |= dict.fromkeys(names_of(step), read)
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
