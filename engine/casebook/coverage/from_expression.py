"""From an expression to a look at it: the tests in it, and where each of them decides."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from engine.backends.scalar.conditions import sign_of
from engine.backends.scalar.evaluator import evaluator
from engine.casebook.coverage.boundaries import Sighting
from engine.casebook.coverage.from_test import boundary_of
from engine.casebook.coverage.look import NOTHING, Condition, Look, chosen, for_each, junction, together
from engine.feel.typed import And, Apply, Const, Expr, Filter, ForEach, If, Or, Quantifier, Ref
from engine.feel.types import Kind
from engine.feel.walk import children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.scalar.evaluator import Evaluate, Frame
    from engine.casebook.coverage.boundaries import Boundary
    from engine.casebook.coverage.from_test import Written


def condition_of(written: Written) -> Condition:
    """An expression that is true or false and decides something."""
    return _condition(written.expression.root, written)


def value_of(written: Written) -> Look:
    """The tests within what an expression computes."""
    return _value(written.expression.root, written)


def _condition(expr: Expr, written: Written) -> Condition:
    match expr:
        case _ if _is_membership(expr):
            return _test(expr, written)
        case And(args) | Or(args):
            parts = [_condition(arg, written) for arg in args]
            return junction(parts, evaluator(expr), isinstance(expr, And))
        case Apply("not" | "is-true", (operand,)):
            return Condition(evaluator(expr), _condition(operand, written).look)
        case Const():
            return Condition(evaluator(expr), NOTHING)
        case If(condition, then, otherwise):
            branches = (_condition(branch, written).look for branch in (then, otherwise))
            return Condition(evaluator(expr), chosen(_condition(condition, written), *branches))
        case _:
            return _test(expr, written)


def _value(expr: Expr, written: Written) -> Look:
    match expr:
        case _ if written.is_subject(expr):
            return NOTHING
        case Const() | Ref():
            return NOTHING
        case ForEach(name, source, body):
            return together([_value(source, written), for_each(name, source, _value(body, written))])
        case Filter(name, source, condition) | Quantifier(_, name, source, condition):
            look = _condition(condition, written).look
            return together([_value(source, written), for_each(name, source, look)])
        case _ if expr.type.kind is Kind.BOOLEAN:
            return _condition(expr, written).look
        case If(condition, then, otherwise):
            return chosen(_condition(condition, written), _value(then, written), _value(otherwise, written))
        case _:
            return together(_value(child, written) for child in children(expr))


def _test(expr: Expr, written: Written) -> Condition:
    """A test that isn't made of others; those in its operands are looked at where it decides."""
    truth, within = evaluator(expr), _within(expr, written)
    boundary = boundary_of(expr, written)
    if boundary is None:
        return Condition(truth, within)
    return Condition(truth, together([_sighting(boundary, expr, truth), within]))


def _sighting(boundary: Boundary, test: Expr, truth: Evaluate) -> Look:
    """The case's own side of a boundary; none where the test is null."""
    equal = _equality(test) if boundary.sign and isinstance(test, Apply) else None

    def see(frame: Frame) -> Iterator[Sighting]:
        found = truth(frame)
        if isinstance(found, bool):
            yield Sighting(boundary, found, equal is not None and equal(frame) is True)

    return Look((boundary,), see)


def _equality(comparison: Apply) -> Evaluate:
    left, right = map(evaluator, comparison.args)
    return lambda frame: left(frame) == right(frame)


def _within(test: Expr, written: Written) -> Look:
    """The tests in a test's operands."""
    if isinstance(test, Quantifier):
        return _value(test, written)
    operands = chain.from_iterable(map(children, test.args)) if isinstance(test, Or) else children(test)
    return together(_value(operand, written) for operand in operands)


def _is_membership(expr: Expr) -> bool:
    """`x = a or x = b`, which is how `x in (a, b)` is written in typed expressions: one test."""
    if not (isinstance(expr, Or) and all(isinstance(arg, Apply) and sign_of(arg) == "=" for arg in expr.args)):
        return False
    return len({_identity(arg.args[0]) for arg in expr.args if isinstance(arg, Apply)}) == 1


def _identity(expr: Expr) -> object:
    return (type(expr), expr.name) if isinstance(expr, Ref) else id(expr)
