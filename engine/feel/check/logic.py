"""`and`, `or`, `not` and `if`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins.widths import united
from engine.feel.check.checking import apply_op, boolean, broken, is_broken
from engine.feel.check.describe import describe
from engine.feel.typed import And, Expr, If, Or
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.feel import syntax
    from engine.feel.check.checking import Checking


def _flat(written: syntax.Syntax, kind: type[syntax.And | syntax.Or]) -> list[syntax.Syntax]:
    """`a and b and c` as its three parts."""
    parts: list[syntax.Syntax] = []
    while isinstance(written, kind):
        parts.append(written.right)
        written = written.left
    return [written, *reversed(parts)]


def conjunction(written: syntax.And, checking: Checking) -> Expr:
    parts = tuple(checking.condition(part) for part in _flat(written, type(written)))
    return And(parts, boolean(*parts), written.at)


def disjunction(written: syntax.Or, checking: Checking) -> Expr:
    parts = tuple(checking.condition(part) for part in _flat(written, type(written)))
    return Or(parts, boolean(*parts), written.at)


def negation(written: syntax.Not, checking: Checking) -> Expr:
    operand = checking.condition(written.operand)
    return broken(written.at) if is_broken(operand) else apply_op("not", written.at, operand)


def conditional(written: syntax.If, checking: Checking) -> Expr:
    """Both branches are of one kind; a text literal beside an enum becomes the enum's value."""
    condition = checking.condition(written.condition)
    then, otherwise = checking.fit_pair(checking.typed(written.then), checking.typed(written.otherwise))
    joined = united(then.type, otherwise.type)
    if joined is None or Kind.RANGE in (then.type.kind, otherwise.type.kind):
        return checking.fault("GJ236", written.at, then=describe(then.type), otherwise=describe(otherwise.type))
    return If(condition, then, otherwise, joined, written.at)
