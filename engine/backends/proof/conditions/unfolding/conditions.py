"""A side's conditions unfolded: what reads several facts is taken apart until each test reads one, or compares some."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from engine.backends.proof.conditions.cutting.changing import is_comparison
from engine.backends.proof.conditions.names import Names
from engine.backends.proof.conditions.scales import handful
from engine.backends.proof.conditions.trees import (
    Fixed,
    cases,
    every,
    is_null,
    is_true,
    opposite,
    some,
)
from engine.backends.proof.conditions.unfolding.doubts import doubt_of
from engine.backends.proof.conditions.unfolding.lists import Lists
from engine.backends.proof.conditions.unfolding.rewriting import equals, missing, replaced, variables_of
from engine.backends.proof.conditions.unfolding.tables import Tables
from engine.backends.proof.conditions.unfolding.values import Values
from engine.feel.typed import And, Apply, Const, If, Or, Ref
from engine.feel.types import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.backends.proof.conditions.draft import Draft
    from engine.backends.proof.conditions.trees import Tree
    from engine.diagnostics import Span
    from engine.feel.typed import Expr, Expression
    from engine.feel.types import Type
    from engine.feel.values import Value
    from engine.ir.program import Program

MANY = 256
"""Combinations of values of other facts beyond which a test isn't taken apart."""


class Conditions:
    """`draft`: what all sides share. `types`: of the facts, as all sides have them."""

    def __init__(self, program: Program, draft: Draft, types: Mapping[str, Type]) -> None:
        self.draft = draft
        self.names = Names(program, types, draft.variables, draft.evaluate)
        self.values = Values(self)
        self.lists = Lists(self)
        self.tables = Tables(program, self)

    def of(self, expression: Expression) -> Tree:
        """The condition as a tree of tests."""
        return self._written(expression.root, expression)

    def _written(self, expr: Expr, whole: Expression) -> Tree:
        """As its owner wrote it, so that what stays unknown has a place."""
        match expr:
            case And(args):
                return every(tuple(self._written(arg, whole) for arg in args))
            case Or(args):
                return some(tuple(self._written(arg, whole) for arg in args))
            case Apply("not", (arg,)):
                return opposite(self._written(arg, whole))
            case Ref(name, "derived") if name in self.names.derived:
                return self.of(self.names.derived[name])
            case _:
                return self.tree(self.names.spelled(expr), whole.place.span(*expr.at))

    def tree(self, expr: Expr, span: Span) -> Tree:
        """Of a condition spelled out."""
        match expr:
            case Const(value):
                return Fixed(truth_of(value))
            case And(args):
                return every(tuple(self.tree(arg, span) for arg in args))
            case Or(args):
                return some(tuple(self.tree(arg, span) for arg in args))
            case If(condition, then, otherwise):
                guard = self.tree(condition, span)
                return cases(((guard, self.tree(then, span)),), self.tree(otherwise, span))
            case Apply(op, (arg,)) if op in _LOGIC and arg.type.kind is Kind.BOOLEAN:
                return _LOGIC[op](self.tree(arg, span))
            case Ref(name, "hit"):
                found = self.tables.hit(name)
                return self._opaque(expr, span) if found is None else found
            case _:
                return self._test(expr, span)

    def _test(self, expr: Expr, span: Span) -> Tree:
        """Of a single test, which may yet hang on tables, lists, cases."""
        read = variables_of(expr, self.draft.variables)
        found = None if read is None else self._simple(expr, read)
        if found is None:
            found = self.lists.test(expr, span)
        if found is None:
            found = self._split(expr, span)
        if found is None and read is not None and len(read) > 1:
            found = self._told(expr, read, span) or self._compared(expr, span)
        return self._opaque(expr, span) if found is None else found

    def _simple(self, expr: Expr, read: tuple[str, ...]) -> Tree | None:
        """Of one fact, or of none."""
        match read:
            case ():
                return self._constant(expr)
            case (name,):
                return self.draft.test(expr, name)
            case _:
                return None

    def _constant(self, expr: Expr) -> Tree | None:
        try:
            return Fixed(truth_of(self.draft.evaluate(expr)({})))
        except ArithmeticError:
            return None

    def _split(self, expr: Expr, span: Span) -> Tree | None:
        """By the cases of what is tested, where there are several, or others than it was."""
        if not isinstance(expr, Apply | Ref):
            return None
        found = self.values.of_test(expr, span)
        if found is None or [case for _, case in found] == [expr]:
            return None
        return cases(tuple((guard, self.tree(case, span)) for guard, case in found))

    def _told(self, expr: Expr, read: tuple[str, ...], span: Span) -> Tree | None:
        """For each value of a fact that has but a few; of facts that all have, one is left."""
        types = {name: self.draft.variables[name].subject.type for name in read}
        few = {name: len(values) for name in read if (values := handful(types[name])) is not None}
        chosen = sorted(few, key=lambda name: few[name])[: len(read) - 1]
        if not chosen or prod(few[name] + 1 for name in chosen) > MANY:
            return None
        name, type_ = chosen[0], types[chosen[0]]
        nulls: tuple[Value, ...] = (None,) if type_.optional else ()
        told = [(value, self._with(expr, name, value)) for value in (*(handful(type_) or ()), *nulls)]
        return cases(tuple((self._is(name, value), self.tree(case, span)) for value, case in told))

    def _with(self, expr: Expr, name: str, value: Value) -> Expr:
        return self.names.spelled(replaced(expr, name, value))

    def _is(self, name: str, value: Value) -> Tree:
        ref = self.draft.variables[name].ref((0, 0))
        test = missing(ref) if value is None else equals(ref, value)
        found = self.draft.test(test, name)
        assert found is not None  # noqa: S101 - equations have cuts on every scale
        return found

    def _compared(self, expr: Expr, span: Span) -> Tree | None:
        is_compared = isinstance(expr, Apply) and is_comparison(expr.op)
        return self.draft.comparison(expr, span) if is_compared else None

    def _opaque(self, expr: Expr, span: Span) -> Tree:
        return self.draft.opaque(expr, doubt_of(expr, self.draft.variables), span)


_LOGIC: Mapping[str, Callable[[Tree], Tree]] = {
    "not": opposite,
    "is-true": is_true,
    "is-null": is_null,
    "not-null": lambda tree: opposite(is_null(tree)),
}


def truth_of(value: Value) -> bool | None:
    assert value is None or isinstance(value, bool)  # noqa: S101 - conditions are typed
    return value
