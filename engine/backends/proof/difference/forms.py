"""What an expression comes to: a value where no fact has a part in it, else a formula over facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine.backends.proof.constants import constants_of
from engine.backends.proof.coordinates.quantities import value_at
from engine.backends.proof.theory.formulas import Formula, formula_of
from engine.backends.proof.theory.polynomials import Form as ConstantForm
from engine.backends.proof.theory.polynomials import Polynomial
from engine.feel.typed import Const, Ref
from engine.feel.types import ANY
from engine.feel.walk import references, transform, walk
from engine.ir.program import Derived

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from engine.backends.proof.space import Evaluator
    from engine.feel.typed import Expr, Expression
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
    """The forms of a program's expressions.

    `known`: every name that no fact has a part in, with its value. `given`: names whose formula is known where it is
    asked: a table's outputs where it is known which row is hit. `chosen`: conditions whose truth is known there.
    """

    program: Program
    evaluate: Evaluator
    known: dict[str, Value]
    given: dict[str, Formula] = field(default_factory=dict)
    chosen: dict[Expr, bool | None] = field(default_factory=dict)

    def of(self, expr: Expr) -> Form:
        if self._is_constant(expr):
            return constant(expr.type.kind, self.evaluate(expr)(self.known))
        found = formula_of(expr, self.program, self.given, self.chosen)
        value = value_of_constant(found)
        return found if value is None else constant(expr.type.kind, value[0])

    def choosing(self, chosen: Mapping[Expr, bool | None]) -> Forms:
        """The same where conditions have these truths."""
        return replace(self, chosen={**self.chosen, **chosen})

    def knowing(self, outputs: Mapping[str, Form]) -> Forms:
        """The same where tables give these outputs."""
        values = {name: form.value for name, form in outputs.items() if isinstance(form, Constant)}
        formulas = {name: formula for name, form in outputs.items() if (formula := self._formula(form)) is not None}
        return replace(self, known=constants_of(self.program, self.evaluate, self.known | values), given=formulas)

    def _formula(self, form: Form) -> Formula | None:
        match form:
            case Constant(value=value):
                return formula_of(Const(value, ANY, (0, 0)), self.program)
            case Several():
                return None
            case _:
                return form

    def _is_constant(self, expr: Expr) -> bool:
        named = all(ref.name in self.known for ref in references(expr))
        return named and not any(isinstance(node, Ref) and node.name == ELEMENT for node in walk(expr))


def forms_of(program: Program, evaluate: Evaluator) -> Forms:
    return Forms(program, evaluate, constants_of(program, evaluate))


def outputs_read(expressions: Iterable[Expression], program: Program) -> frozenset[str]:
    """The outputs of tables that expressions read, directly or through derived values."""
    derived = {step.name: step.expression.root for step in program.steps if isinstance(step, Derived)}
    ahead = [expression.root for expression in expressions]
    found: set[str] = set()
    while ahead:
        refs = list(references(ahead.pop()))
        found |= {ref.name for ref in refs if ref.kind == "output"}
        ahead += [derived[ref.name] for ref in refs if ref.name in derived]
    return frozenset(found)


def value_of_constant(formula: Formula) -> tuple[Value] | None:
    """Its value, alone; None where facts have a part in it, or it isn't a plain one."""
    match formula:
        case Polynomial(constant=Fraction() as at, quantity=quantity):
            return (value_at(quantity, at),)
        case ConstantForm(op="constant", parts=(None | bool() | str() as value,)):
            return (value,)
        case _:
            return None


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
