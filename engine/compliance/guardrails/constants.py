"""What no fact has a part in: computed, not proved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.scalar.evaluator import evaluator
from engine.feel.typed import And, Apply, Const, Expr, Expression, Filter, ForEach, If, Or, Quantifier, Ref
from engine.feel.types import Kind
from engine.feel.walk import references, transform, walk
from engine.ir.program import Derived
from engine.ir.truths import all_of, any_of, chosen, is_true, negated, truth

if TYPE_CHECKING:
    from engine.feel.values import Value
    from engine.ir.program import Program


def known(program: Program) -> dict[str, Value]:
    """Parameters, and derived values that come from nothing else, by name."""
    values: dict[str, Value] = {param.name: param.value for param in program.params}
    for step in program.steps:
        if isinstance(step, Derived) and _reads_only(step.expression.root, values):
            values[step.name] = evaluator(step.expression.root)(values)
    return values


def constant_of(expression: Expression, program: Program) -> tuple[Value] | None:
    """The value of an expression; None where facts have a part in it."""
    values = known(program)
    return (evaluator(expression.root)(values),) if _reads_only(expression.root, values) else None


def folded(expression: Expression, program: Program) -> Expression:
    """A condition with what is known of its parts settled; all of it, where that does."""
    values = known(program)

    def change(node: Expr) -> Expr:
        if node.type.kind is Kind.BOOLEAN and not isinstance(node, Const) and _reads_only(node, values):
            return replace(truth(True), value=evaluator(node)(values), type=node.type)
        return _settled(node)

    return replace(expression, root=transform(expression.root, change))


def _settled(node: Expr) -> Expr:
    match node:
        case And(args=args):
            return all_of(args)
        case Or(args=args):
            return any_of(args)
        case Apply(op="not", args=(Const() as arg,)) if arg.value is not None:
            return negated(arg)
        case Apply(op="is-true", args=(arg,)):
            return is_true(arg)
        case If(condition=condition, then=then, otherwise=otherwise):
            return chosen(condition, then, otherwise)
        case Quantifier(quantifier=quantifier, source=source, condition=Const(value=bool() as value)):
            idle = value is (quantifier == "every") and not source.type.optional
            return truth(value) if idle else node
        case _:
            return node


def _reads_only(root: Expr, values: dict[str, Value]) -> bool:
    """Whether its value is known: it reads nothing else, and is no part of a loop."""
    bound = {node.name for node in walk(root) if isinstance(node, Quantifier | Filter | ForEach)}
    local = (node for node in walk(root) if isinstance(node, Ref) and node.kind == "local")
    return all(ref.name in values for ref in references(root)) and all(ref.name in bound for ref in local)
