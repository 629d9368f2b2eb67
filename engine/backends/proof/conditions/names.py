"""A program's expressions spelled out: parameters as their values, derived values as what they are.

What is left are facts, table outputs, hits, and lists; counts, members and fields are variables of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.conditions.common import alike
from engine.backends.proof.conditions.variables import of_count, of_fact, of_field, of_member
from engine.feel.typed import Apply, Const, ContextOf, Field, ListOf, Ref
from engine.feel.types import Kind
from engine.feel.walk import transform
from engine.ir.program import Derived, Timed
from engine.ir.timed import lists_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.proof.conditions.variables import Variable
    from engine.backends.proof.space import Evaluator
    from engine.feel.typed import Expr, Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Program


class Names:
    """`types`: of the facts, as all sides have them. Every variable that is met is noted in `variables`."""

    def __init__(
        self, program: Program, types: Mapping[str, Type], variables: dict[str, Variable], evaluate: Evaluator
    ) -> None:
        self._types = types
        self._variables = variables
        self._evaluate = evaluate
        self._params: dict[str, Value] = {param.name: param.value for param in program.params}
        self.derived = {step.name: step.expression for step in program.steps if isinstance(step, Derived)}
        self._timed = {step.name for step in program.steps if isinstance(step, Timed)}
        self._rungs = {name for step in program.steps if isinstance(step, Timed) for name in lists_of(step)}
        self._spelled: dict[str, Expr] = {}

    def spelled(self, expr: Expr) -> Expr:
        return transform(expr, self._change)

    def expression(self, name: str) -> Expression | None:
        """What a derived value is."""
        return self.derived.get(name)

    def _change(self, node: Expr) -> Expr:
        match node:
            case Ref(name, kind):
                return self._named(node, name, kind)
            case Field(Ref(name), field) if name in self._timed:
                return self._variable(of_field(name, field, node.type), node)
            case Field(ContextOf(entries), field):
                return dict(entries).get(field, Const(None, node.type, node.at))
            case Apply("count" | "is-null" | "not-null", (Ref(name) as listed,)) if self._is_list(listed):
                counted = self._variable(of_count(name, self._type(listed)), node)
                return counted if node.op == "count" else Apply(node.op, (counted,), node.type, node.at)
            case Apply("list-contains" | "list-contains-null", (Ref(name) as listed, Const(value))) if (
                self._is_list(listed) and value is not None
            ):
                return self._variable(of_member(name, self._type(listed), value), node)
            case Apply("is-null" | "not-null" as op, (ContextOf() | ListOf(),)):
                return Const(op == "not-null", node.type, node.at)
            case Apply(_, args) | ListOf(args) if all(isinstance(arg, Const) for arg in args):
                return self._computed(node)
            case _:
                return node

    def _named(self, node: Ref, name: str, kind: str) -> Expr:
        match kind:
            case "param":
                return Const(self._params[name], node.type, node.at)
            case "derived" if name in self.derived:
                if name not in self._spelled:
                    self._spelled[name] = self.spelled(self.derived[name].root)
                return self._spelled[name]
            case "fact" if not self._is_list(node) and name in self._types and alike(node.type, self._types[name]):
                return self._variable(of_fact(name, self._types[name]), node)
            case _:
                return node

    def _is_list(self, node: Ref) -> bool:
        is_fact = node.kind == "fact" and node.type.kind is Kind.LIST
        return is_fact or (node.kind == "derived" and node.name in self._rungs)

    def _type(self, listed: Ref) -> Type:
        return self._types.get(listed.name, listed.type)

    def _variable(self, variable: Variable, node: Expr) -> Ref:
        return self._variables.setdefault(variable.name, variable).ref(node.at)

    def _computed(self, node: Expr) -> Expr:
        try:
            return Const(self._evaluate(node)({}), node.type, node.at)
        except ArithmeticError:
            return node
