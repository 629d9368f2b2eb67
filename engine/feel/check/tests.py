"""Unary tests: table cells, and what stands after `in`.

A value tests by equality, a list or range by membership, `< 5` as written; a test that mentions `?` is a condition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING

from engine.feel import syntax
from engine.feel.check.checking import apply_op, boolean, broken, is_broken
from engine.feel.check.describe import describe
from engine.feel.check.operators import compare
from engine.feel.operators import lookup
from engine.feel.typed import And, Apply, Const, Expr, Or
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.feel.check.checking import Checking
    from engine.feel.typed import At

Compare = Callable[[str, Expr, Expr, "At", "Checking"], Expr]

_STRICT = {"eq-null": "eq", "ne-null": "ne"}


def _compare_strictly(operator: str, left: Expr, right: Expr, at: At, checking: Checking) -> Expr:
    """As `compare`, but null where a side is null: in a cell null matches `-` only, whatever the test."""
    found = compare(operator, left, right, at, checking)
    if isinstance(found, Apply) and found.op in _STRICT:
        overload = lookup(_STRICT[found.op])
        return replace(found, op=overload.id, type=overload.type_of(tuple(arg.type for arg in found.args)))
    return found


def cell(tests: tuple[syntax.Test, ...], subject: Expr, checking: Checking) -> Expr | None:
    """The condition of a cell, never null; None for `-`."""
    if any(isinstance(test, syntax.Anything) for test in tests):
        return None
    inside = replace(checking, subject=subject)
    alternatives = tuple(_cell_test(test, subject, inside) for test in tests)
    found = _any_of(alternatives, (tests[0].at[0], tests[-1].at[1]))
    return apply_op("is-true", found.at, found) if found.type.optional and not is_broken(found) else found


def _cell_test(test: syntax.Test, subject: Expr, checking: Checking) -> Expr:
    match test:
        case syntax.NullLiteral(at):
            return checking.fault("GJ247", at)
        case syntax.NegatedTests(tests, at):
            inner = _any_of(tuple(_cell_test(inner, subject, checking) for inner in tests), at)
            return broken(at) if is_broken(inner) else apply_op("not", at, inner)
        case syntax.Anything(at):
            return checking.fault("GJ224", at)
        case _ if _mentions_placeholder(test):
            return checking.condition(_plain(test))
        case _:
            return _test(test, subject, checking, _compare_strictly)


def _plain(test: syntax.Test) -> syntax.Syntax:
    """The condition that a test with `?` is; `> ? + 1` is `? > ? + 1`."""
    match test:
        case syntax.OperatorTest(operator, operand, at):
            return syntax.Comparison(operator, syntax.Placeholder(at), operand, at)
        case syntax.Anything() | syntax.NegatedTests():
            raise TypeError(test)
        case _:
            return test


def membership(written: syntax.In, checking: Checking) -> Expr:
    """`x in …`: any of the tests."""
    subject = checking.typed(written.operand)
    return _any_of(tuple(_member_test(test, subject, checking) for test in written.tests), written.at)


def _member_test(test: syntax.Test, subject: Expr, checking: Checking) -> Expr:
    match test:
        case syntax.Anything(at) | syntax.NegatedTests(_, at):
            return checking.fault("GJ224", at)
        case _:
            return _test(test, subject, checking, compare)


def _test(test: syntax.Syntax | syntax.OperatorTest, subject: Expr, checking: Checking, compared: Compare) -> Expr:
    match test:
        case syntax.OperatorTest(operator, operand, at):
            return compared(operator, subject, checking.typed(operand), at, checking)
        case syntax.Range():
            return within_range(test, subject, checking)
        case syntax.ListLiteral(items, at) if subject.type.kind is not Kind.LIST or _of_ranges(test):
            return _any_of(tuple(_test(item, subject, checking, compared) for item in items), at)
        case _:
            return _equal_or_element(checking.typed(test), subject, checking, compared)


def _of_ranges(test: syntax.ListLiteral) -> bool:
    return any(isinstance(item, syntax.Range | syntax.ListLiteral) for item in test.items)


def _equal_or_element(value: Expr, subject: Expr, checking: Checking, compared: Compare) -> Expr:
    at = value.at
    if value.type.kind is not Kind.LIST or subject.type.kind is Kind.LIST:
        return compared("=", subject, value, at, checking)
    element = checking.fit_text(subject, value.type)
    overload = lookup("list-contains")
    if is_broken(element, value):
        return broken(at)
    if not overload.takes((value.type, element.type.required())):
        return checking.fault("GJ225", at, operator="in", left=describe(element.type), right=describe(value.type))
    return Apply(overload.id, (value, element), boolean(value, element), at)


def within_range(written: syntax.Range, subject: Expr, checking: Checking) -> Expr:
    """`low <= subject and subject <= high`, or without the bound where the range is open."""
    low, high = checking.typed(written.low), checking.typed(written.high)
    above = compare(">=" if written.low_closed else ">", subject, low, written.at, checking)
    below = compare("<=" if written.high_closed else "<", subject, high, written.at, checking)
    _refuse_inverted(low, high, written.at, checking)
    return And((above, below), boolean(above, below), written.at)


def _refuse_inverted(low: Expr, high: Expr, at: At, checking: Checking) -> None:
    constant = isinstance(low, Const) and isinstance(high, Const)
    if constant and low.type.low is not None and high.type.high is not None and low.type.low > high.type.high:
        checking.fault("GJ258", at, low=str(low.type.low), high=str(high.type.high))


def _any_of(alternatives: tuple[Expr, ...], at: At) -> Expr:
    if len(alternatives) == 1:
        return alternatives[0]
    if not alternatives:
        return Const(False, boolean(), at)
    return Or(alternatives, boolean(*alternatives), at)


def _mentions_placeholder(node: object) -> bool:
    if isinstance(node, syntax.Placeholder):
        return True
    if isinstance(node, tuple):
        return any(_mentions_placeholder(part) for part in node)
    return is_dataclass(node) and any(_mentions_placeholder(getattr(node, part.name)) for part in fields(node))
