"""Formulas computed in a case: polynomials in exact fractions, other operations as the executors have them."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from engine.backends.proof.coordinates.quantities import position, value_at
from engine.backends.proof.theory.polynomials import Form, Polynomial
from engine.feel.operators import lookup
from engine.feel.typed import Apply, Const
from engine.feel.types import ANY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.backends.proof.space import Evaluator
    from engine.backends.proof.theory.polynomials import Formula
    from engine.feel.values import Value

    Facts = Mapping[str, Value]


class NoValueError(ValueError):
    """A formula over what isn't known in a case: an element of a list, a clock."""


def value_of(formula: Formula, facts: Facts, evaluate: Evaluator) -> Value:
    """The value in a case, to 34 digits.

    Raises:
        NoValueError: where it hangs on more than facts.

    """
    return _Case(facts, evaluate).of(formula)


class _Case:
    def __init__(self, facts: Facts, evaluate: Evaluator) -> None:
        self._facts = facts
        self._evaluate = evaluate

    def of(self, formula: Formula) -> Value:
        return self._form(formula) if isinstance(formula, Form) else self._sum(formula)

    def _sum(self, formula: Polynomial) -> Value:
        total = Fraction(0)
        for product, factor in formula.terms:
            found = [position(self._form(form)) for form in product]
            if None in found:
                return None
            total += factor * prod((at for _, at in filter(None, found)), start=Fraction(1))
        try:
            return value_at(formula.quantity, total)
        except (ValueError, OverflowError):  # beyond the calendar's end
            return None

    def _form(self, form: Form) -> Value:
        match form.op:
            case "fact":
                return self._fact(str(form.parts[0]))
            case "constant":
                return _constant(form.parts[0])
            case "If":
                return self._parts(form)[1 if self._parts(form)[0] is True else 2]
            case "And":
                return _joined(self._parts(form), weakest=False)
            case "Or":
                return _joined(self._parts(form), weakest=True)
            case "ListOf":
                return self._parts(form)
            case op if op.startswith("table "):
                return self._table(form)
            case _:
                return self._computed(form)

    def _fact(self, name: str) -> Value:
        if name not in self._facts:
            raise NoValueError(name)
        return self._facts[name]

    def _parts(self, form: Form) -> tuple[Value, ...]:
        return tuple(self.of(part) for part in form.parts if isinstance(part, Form | Polynomial))

    def _table(self, form: Form) -> Value:
        """Of tables that hit one row at most."""
        rows = [part for part in form.parts if isinstance(part, tuple)]
        values = [self.of(value) for condition, value in rows if self.of(condition) is True]
        match form.op.removeprefix("table "):
            case "unique":
                return values[0] if len(values) == 1 else None
            case "any":
                return values[0] if values and all(value == values[0] for value in values) else None
            case "first":
                return values[0] if values else None
            case hit:
                raise NoValueError(hit)

    def _computed(self, form: Form) -> Value:
        try:
            overload = lookup(form.op)
        except KeyError:
            raise NoValueError(form.op) from None
        values = self._parts(form)
        if overload.strict and None in values:
            return None
        return self._evaluate(Apply(form.op, tuple(Const(value, ANY, (0, 0)) for value in values), ANY, (0, 0)))({})


def _constant(value: object) -> Value:
    if value is None or isinstance(value, bool | str):
        return value
    raise NoValueError(value)


def _joined(truths: Iterable[Value], *, weakest: bool) -> Value:
    known = [*truths]
    return weakest if weakest in known else None if None in known else not weakest
