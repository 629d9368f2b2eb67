"""What is asked of lists whose elements can be told: how many there are, whether some or all are such."""

from __future__ import annotations

from itertools import pairwise
from math import comb
from typing import TYPE_CHECKING

from engine.backends.proof.conditions.cutting.changing import is_comparison
from engine.backends.proof.conditions.scales import finite_values
from engine.backends.proof.conditions.trees import (
    FALSE,
    NULL,
    TRUE,
    AtLeast,
    Fixed,
    cases,
    every,
    is_true,
    opposite,
    some,
)
from engine.backends.proof.conditions.unfolding.members import Member, Members, chosen, concatenated
from engine.backends.proof.conditions.unfolding.rewriting import applied, bound, missing
from engine.backends.proof.conditions.unfolding.tables import same
from engine.feel.typed import Apply, Const, Filter, ForEach, If, ListOf, Quantifier, Ref
from engine.feel.types import ANY, INTEGER
from engine.feel.types import NULL as NULL_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.proof.conditions.trees import Tree, Truth
    from engine.backends.proof.conditions.unfolding.conditions import Conditions
    from engine.backends.proof.conditions.unfolding.values import Choices
    from engine.diagnostics import Span
    from engine.feel.typed import Expr
    from engine.feel.values import Value

MANY = 1000
"""Choices of so many elements beyond which they aren't counted."""


class Lists:
    """Of one side."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions

    def test(self, expr: Expr, span: Span) -> Tree | None:
        """A test of a list; None for any other, and where the elements can't be told."""
        match expr:
            case Apply(op, (Apply("count", (listed,)) as counted, Const())) if is_comparison(op):
                return self._counted(expr, counted, listed, span)
            case Apply(op, (Const(), Apply("count", (listed,)) as counted)) if is_comparison(op):
                return self._counted(expr, counted, listed, span)
            case Apply("is-null", (listed,)):
                found = self.members(listed, span)
                return None if found is None else found.null
            case Apply("not-null", (listed,)):
                found = self.members(listed, span)
                return None if found is None else opposite(found.null)
            case Apply("list-contains" | "list-contains-null" as op, (listed, element)):
                return self._contained(listed, element, op, span)
            case Quantifier(quantifier, name, source, condition):
                return self._quantified(quantifier, name, source, condition, span)
            case Apply("all" | "any" as op, (listed,)):
                return self._all_or_any(op, listed, span)
            case _:
                return None

    def values(self, expr: Expr, span: Span) -> Choices | None:
        """The cases of a number of elements."""
        match expr:
            case Apply("count", (listed,)):
                found = self.members(listed, span)
                return None if found is None or not found.counted else _numbers(found, expr)
            case _:
                return None

    def members(self, listed: Expr, span: Span) -> Members | None:
        """The elements that a list may have; None where they can't be told."""
        match listed:
            case Const(None):
                return Members((), TRUE)
            case Const(tuple(values)):
                element = listed.type.element or ANY
                return Members(tuple(Member(Const(value, element, listed.at)) for value in values))
            case ListOf(items):
                return Members(tuple(map(Member, items)))
            case If(condition, then, otherwise):
                return self._either(condition, then, otherwise, span)
            case Filter(name, source, condition):
                found = self.members(source, span)
                return found and found.kept(tuple(map(is_true, self._each(condition, name, found, span))))
            case ForEach(name, source, body):
                found = self.members(source, span)
                return found and found.mapped(tuple(self._bound(body, name, item.value) for item in found.items))
            case Apply("concatenate", (ListOf(lists),)):
                several = [self.members(one, span) for one in lists]
                known = tuple(found for found in several if found)
                return concatenated(known) if len(known) == len(several) else None
            case Ref(name, "output"):
                return self._of_output(name, span)
            case Ref():
                return self._of_variable(listed, span)
            case _:
                return None

    def _either(self, condition: Expr, then: Expr, otherwise: Expr, span: Span) -> Members | None:
        guard = is_true(self._conditions.tree(condition, span))
        first, second = self.members(then, span), self.members(otherwise, span)
        return first and second and chosen(((guard, first), (opposite(guard), second)))

    def _of_output(self, name: str, span: Span) -> Members | None:
        collected = self._conditions.tables.collected(name)
        if collected is not None:
            return collected
        choices = self._conditions.tables.outputs(name)
        found = [(guard, self.members(expr, span)) for guard, expr in choices or ()]
        known = tuple((guard, members) for guard, members in found if members is not None)
        return chosen(known) if known and len(known) == len(found) else None

    def _of_variable(self, listed: Ref, span: Span) -> Members | None:
        """A fact's list of what has but a few values: each may be in it; in a set once."""
        element = listed.type.element
        values = finite_values(element) if element and not element.optional else None
        if values is None or element is None:
            return None
        items = tuple(self._member(listed, Const(value, element, listed.at), span) for value in values)
        null = self._conditions.tree(self._conditions.names.spelled(missing(listed)), span)
        return Members(items, null, counted=listed.type.unique)

    def _member(self, listed: Ref, value: Const, span: Span) -> Member:
        contained = self._conditions.names.spelled(applied("list-contains", listed, value))
        return Member(value, is_true(self._conditions.tree(contained, span)))

    def _each(self, condition: Expr, name: str, found: Members, span: Span) -> tuple[Tree, ...]:
        bodies = (self._bound(condition, name, item.value) for item in found.items)
        return tuple(self._conditions.tree(body, span) for body in bodies)

    def _bound(self, body: Expr, name: str, value: Expr) -> Expr:
        return self._conditions.names.spelled(bound(body, name, value))

    def _quantified(self, quantifier: str, name: str, source: Expr, condition: Expr, span: Span) -> Tree | None:
        found = self.members(source, span)
        if found is None:
            return None
        return _joined(quantifier == "some", found, self._each(condition, name, found, span))

    def _all_or_any(self, op: str, listed: Expr, span: Span) -> Tree | None:
        found = self.members(listed, span)
        if found is None:
            return None
        return _joined(op == "any", found, tuple(self._conditions.tree(item.value, span) for item in found.items))

    def _contained(self, listed: Expr, element: Expr, op: str, span: Span) -> Tree | None:
        found = self.members(listed, span)
        if found is None:
            return None
        tests = tuple(same(item.value, element, lambda test: self._tree(test, span)) for item in found.items)
        contained = _joined(True, found, tests)
        if op == "list-contains-null":
            return contained
        return cases(((self._tree(applied("is-null", element), span), NULL),), contained)

    def _tree(self, test: Expr, span: Span) -> Tree:
        return self._conditions.tree(self._conditions.names.spelled(test), span)

    def _counted(self, test: Apply, counted: Expr, listed: Expr, span: Span) -> Tree | None:
        """A test of nothing but how many elements there are."""
        found = self.members(listed, span)
        if found is None:
            return None
        guards = tuple(item.guard for item in found.items)
        numbers = range(len(guards) + 1) if found.counted else _tried(test)
        truths = [self._truth(test, counted, number) for number in numbers]
        if not found.counted:
            truths = truths[:2] if len(set(truths[1:])) == 1 else []
            guards = (some(guards),)
        tree = _by_count(truths, guards) if truths else None
        return tree and cases(((found.null, Fixed(self._truth(test, counted, None))),), tree)

    def _truth(self, test: Apply, counted: Expr, number: int | None) -> Truth:
        told = Const(number, NULL_TYPE if number is None else INTEGER, counted.at)
        args = tuple(told if arg is counted else arg for arg in test.args)
        truth: Value = self._conditions.draft.evaluate(Apply(test.op, args, test.type, test.at))({})
        assert truth is None or isinstance(truth, bool)  # noqa: S101 - it is a test
        return truth


def _tried(test: Apply) -> Sequence[int]:
    """None, then numbers of which one differs from another where the test does at all."""
    bounds = [int(arg.value) for arg in test.args if isinstance(arg, Const) and isinstance(arg.value, int | float)]
    return (0, 1, 2, *(max(bound + by, 1) for bound in bounds for by in (-1, 0, 1)), 10**9)


def _joined(is_some: bool, found: Members, conditions: tuple[Tree, ...]) -> Tree:
    """Whether the conditions hold of some, or of every one that is there; of a null list, null."""
    guards = [item.guard for item in found.items]
    if is_some:
        tree = some(tuple(every(pair) for pair in zip(guards, conditions, strict=True)))
    else:
        tree = every(tuple(some((opposite(g), c)) for g, c in zip(guards, conditions, strict=True)))
    return cases(((found.null, NULL),), tree)


def _by_count(truths: Sequence[Truth], guards: tuple[Tree, ...]) -> Tree | None:
    """By how many of the guards are true; None where there are too many choices to go through."""
    starts = [number for number in range(len(truths)) if not number or truths[number] is not truths[number - 1]]
    if any(comb(len(guards), start) > MANY for start in starts):
        return None
    found = [(_from(start, guards), truths[start]) for start in starts]
    ranges = [(every((low, opposite(high))), truth) for (low, truth), (high, _) in pairwise(found)]
    return cases((*((guard, Fixed(truth)) for guard, truth in ranges), (found[-1][0], Fixed(found[-1][1]))))


def _from(least: int, guards: tuple[Tree, ...]) -> Tree:
    if not least:
        return TRUE
    return is_true(some(guards)) if least == 1 else AtLeast(least, guards)


def _numbers(found: Members, counted: Expr) -> Choices | None:
    """The numbers that a count comes to."""
    guards = tuple(item.guard for item in found.items)
    if comb(len(guards), len(guards) // 2) > MANY:
        return None
    told = []
    for number in range(len(guards) + 1):
        more = AtLeast(number + 1, guards) if number < len(guards) else FALSE
        exactly = every((_from(number, guards), opposite(more), opposite(is_true(found.null))))
        told.append((exactly, Const(number, INTEGER, counted.at)))
    return (*told, (found.null, Const(None, NULL_TYPE, counted.at)))
