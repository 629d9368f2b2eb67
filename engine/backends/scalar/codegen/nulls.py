"""Which expressions may be null when a program runs: no guard is written where none can be.

Told from the values that go in, not from the types alone, so that an output of a table whose rows might contradict each
other is never taken for granted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.operators import lookup
from engine.feel.typed import And, Apply, Const, Expr, Field, Filter, ForEach, If, Or, Quantifier, Ref
from engine.ir.hits import CONTRADICTABLE
from engine.ir.program import Derived, Table
from engine.ir.timed import lists_of

if TYPE_CHECKING:
    from engine.ir.program import Fact, Program


class Nulls:
    """`may_be_null` for the expressions of one program; `disjoint` are its tables whose rows exclude one another."""

    def __init__(self, program: Program, disjoint: frozenset[str]) -> None:
        self._disjoint = disjoint
        self._names = {fact.name: fact_may_be_null(fact) for fact in program.facts}
        self._names |= {param.name: param.value is None for param in program.params}
        for step in program.steps:
            match step:
                case Derived(name=name, expression=expression):
                    self._names[name] = self.may_be_null(expression.root)
                case Table():
                    self._names |= self._outputs(step)
                case _:
                    self._names |= {step.name: bool(step.per)} | dict.fromkeys(lists_of(step), False)

    def of_fact(self, name: str) -> bool:
        return self._names[name]

    def may_be_null(self, expr: Expr) -> bool:
        match expr:
            case Const(value):
                return value is None
            case Ref(name, kind, kind_of_value):
                return kind_of_value.optional if kind == "local" else self._names.get(name, False)
            case Apply():
                return self._apply(expr)
            case And(args) | Or(args):
                return any(self.may_be_null(arg) for arg in args)
            case If(_, then, otherwise):
                return self.may_be_null(then) or self.may_be_null(otherwise)
            case Field(base, _, field):
                return field.optional or self.may_be_null(base)
            case ForEach(_, source):
                return self.may_be_null(source)
            case Filter(_, source):
                return self.may_be_null(source)
            case Quantifier(_, _, source, condition):
                return self.may_be_null(source) or self.may_be_null(condition)
            case _:
                return False

    def _apply(self, node: Apply) -> bool:
        overload = lookup(node.op)
        if not overload.strict:
            return node.type.optional
        return (overload.partial and node.type.optional) or any(self.may_be_null(arg) for arg in node.args)

    def _outputs(self, table: Table) -> dict[str, bool]:
        if table.hit in ("collect", "rule order", "output order", "collect count"):
            return {output.name: False for output in table.outputs}
        cells = {
            output.name: any(self.may_be_null(row.outputs[column].root) for row in table.rows)
            for column, output in enumerate(table.outputs)
        }
        answers = _has_catch_all(table) and (table.hit not in CONTRADICTABLE or table.id in self._disjoint)
        return {name: may_be or not answers for name, may_be in cells.items()}


def _has_catch_all(table: Table) -> bool:
    return any(not any(row.cells) for row in table.rows)


def fact_may_be_null(fact: Fact) -> bool:
    return fact.type.optional and fact.default is None
