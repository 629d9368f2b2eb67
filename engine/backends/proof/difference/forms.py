"""What an expression comes to: a value where no fact has a part in it, else a formula over facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.backends.proof.theory.formulas import Formula, formula_of
from engine.feel.typed import Ref
from engine.feel.walk import references, transform, walk
from engine.ir.program import Derived

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from engine.backends.proof.space import Evaluator
    from engine.feel.typed import Expr
    from engine.feel.types import Kind
    from engine.feel.values import Value
    from engine.ir.program import HitPolicy, Program

ELEMENT = "·element"
"""What every rule's own loop variable is called here, so that its name makes no difference."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value; `key` is what makes two of them equal."""

    kind: Kind
    key: Hashable
    value: Value = field(compare=False)


@dataclass(frozen=True, slots=True)
class Several:
    """What rows that count together come to, by their table's hit policy."""

    hit: HitPolicy
    forms: tuple[Form, ...]


Form = Constant | Several | Formula
"""Equal forms come to equal values; of others it isn't known yet."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a program's expressions; `known`: every name that no fact has a part in, with its value."""

    program: Program
    evaluate: Evaluator
    known: dict[str, Value]

    def of(self, expr: Expr) -> Form:
        if self._is_constant(expr):
            return constant(expr.type.kind, self.evaluate(expr)(self.known))
        return formula_of(expr, self.program)

    def _is_constant(self, expr: Expr) -> bool:
        named = all(ref.name in self.known for ref in references(expr))
        return named and not any(isinstance(node, Ref) and node.name == ELEMENT for node in walk(expr))


def forms_of(program: Program, evaluate: Evaluator) -> Forms:
    known: dict[str, Value] = {param.name: param.value for param in program.params}
    for step in program.steps:
        if isinstance(step, Derived) and all(ref.name in known for ref in references(step.expression.root)):
            known[step.name] = evaluate(step.expression.root)(known)
    return Forms(program, evaluate, known)


def constant(kind: Kind, value: Value) -> Constant:
    return Constant(kind, _key(value), value)


def over_element(name: str) -> Callable[[Expr], Expr]:
    """Renames a rule's loop variable to the one name that they all have here."""

    def rename(node: Expr) -> Expr:
        if isinstance(node, Ref) and node.kind == "local" and node.name == name:
            return replace(node, name=ELEMENT)
        return node

    return lambda expr: transform(expr, rename)


def _key(value: Any) -> Hashable:
    match value:
        case tuple() | list():
            return tuple(map(_key, value))
        case dict():
            return frozenset((name, _key(part)) for name, part in value.items())
        case _:
            return type(value) is bool, value
