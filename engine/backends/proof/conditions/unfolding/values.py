"""What an expression comes to, case by case: `if` and the outputs of tables are taken out of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from engine.backends.proof.conditions.keys import key_of
from engine.backends.proof.conditions.trees import FALSE, TRUE, every, is_null, is_true, opposite, some
from engine.feel.typed import Apply, Const, ContextOf, Field, If, ListOf, Ref
from engine.feel.types import Kind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from engine.backends.proof.conditions.trees import Tree
    from engine.backends.proof.conditions.unfolding.conditions import Conditions
    from engine.diagnostics import Span
    from engine.feel.typed import Expr

    Choice = tuple[Tree, Expr]
    Choices = tuple[Choice, ...]

MANY = 256
"""Cases beyond which an expression isn't taken apart."""


class Values:
    """Of one side. Of the guards exactly one is true; None: an expression that has no such cases."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions

    def of_test(self, test: Expr, span: Span) -> Choices | None:
        """The tests that it comes to; what it tests is taken apart, not its own truth."""
        return self._inside(test, span) if isinstance(test, Apply) else self.of(test, span)

    def of(self, expr: Expr, span: Span) -> Choices | None:
        match expr:
            case Const() | Ref(_, "fact") if expr.type.kind is not Kind.LIST or isinstance(expr, Const):
                return ((TRUE, expr),)
            case Ref(name, "output"):
                return self._conditions.tables.outputs(name)
            case If(condition, then, otherwise):
                return self._chosen(condition, then, otherwise, span)
            case _ if expr.type.kind is Kind.BOOLEAN:
                return self._truths(expr, span)
            case Apply():
                found = self._inside(expr, span)
                return self._conditions.lists.values(expr, span) if found is None else found
            case ListOf() | ContextOf() | Field():
                return self._inside(expr, span)
            case _:
                return None

    def _truths(self, expr: Expr, span: Span) -> Choices:
        tree = self._conditions.tree(expr, span)
        guards = ((is_true(tree), True), (is_true(opposite(tree)), False), (is_null(tree), None))
        return tuple((guard, Const(truth, expr.type, expr.at)) for guard, truth in guards if guard != FALSE)

    def _chosen(self, condition: Expr, then: Expr, otherwise: Expr, span: Span) -> Choices | None:
        guard = is_true(self._conditions.tree(condition, span))
        first, second = self.of(then, span), self.of(otherwise, span)
        if first is None or second is None:
            return None
        chosen = (*_guarded(guard, first), *_guarded(opposite(guard), second))
        return merged(chosen)

    def _inside(self, expr: Expr, span: Span) -> Choices | None:
        """Every combination of the cases of the parts."""
        several = [self.of(part, span) for part in _parts(expr)]
        known = [found for found in several if found is not None]
        if len(known) < len(several) or prod(map(len, known)) > MANY:
            return None
        combined = ((every(tuple(g for g, _ in one)), tuple(e for _, e in one)) for one in product(*known))
        spelled = self._conditions.names.spelled
        return merged((guard, spelled(_with_parts(expr, parts))) for guard, parts in combined)


def _guarded(guard: Tree, choices: Choices) -> Choices:
    return tuple((every((guard, own)), expr) for own, expr in choices)


def merged(choices: Iterable[Choice]) -> Choices:
    """Those that can't be left out, those that come to the same made one."""
    found: dict[Hashable, tuple[Expr, list[Tree]]] = {}
    for guard, expr in choices:
        if guard != FALSE:
            found.setdefault(key_of(expr), (expr, []))[1].append(guard)
    return tuple((some(tuple(guards)), expr) for expr, guards in found.values())


def _parts(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Apply(_, args) | ListOf(args):
            return args
        case ContextOf(entries):
            return tuple(value for _, value in entries)
        case Field(base):
            return (base,)
        case _:
            raise TypeError(expr)


def _with_parts(expr: Expr, parts: tuple[Expr, ...]) -> Expr:
    match expr:
        case Apply():
            return replace(expr, args=parts)
        case ListOf():
            return replace(expr, items=parts)
        case ContextOf(entries):
            return replace(expr, entries=tuple((name, part) for (name, _), part in zip(entries, parts, strict=True)))
        case Field():
            return replace(expr, base=parts[0])
        case _:
            raise TypeError(expr)
