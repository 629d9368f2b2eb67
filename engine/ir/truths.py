"""Conditions put together: constants settle what they can, so that what nobody needs to ask isn't there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.feel.operators import lookup
from engine.feel.typed import And, Apply, Const, Expr, If, Or
from engine.feel.types import BOOLEAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.typed import At

NOWHERE: At = (0, 0)
"""Where the parts stand that nobody wrote."""


def truth(value: bool) -> Const:
    return Const(value, BOOLEAN, NOWHERE)


def applied(op: str, *args: Expr) -> Apply:
    return Apply(op, args, lookup(op).type_of(tuple(arg.type for arg in args)), NOWHERE)


def chosen(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    if isinstance(condition, Const):
        return then if condition.value is True else otherwise
    return If(condition, then, otherwise, then.type, NOWHERE)


def is_true(condition: Expr) -> Expr:
    """True where it is, else false: null where it is null no more."""
    if isinstance(condition, Const):
        return truth(condition.value is True)
    return applied("is-true", condition) if condition.type.optional else condition


def negated(condition: Expr) -> Expr:
    """Of a condition that is never null."""
    return truth(condition.value is not True) if isinstance(condition, Const) else applied("not", condition)


def _joined(kind: type[And | Or], settling: bool, parts: Iterable[Expr]) -> Expr:
    """A constant that settles the whole is it; others drop out."""
    left: list[Expr] = []
    for part in parts:
        if not isinstance(part, Const) or part.value is None:
            left.append(part)
        elif part.value is settling:
            return truth(settling)
    if len(left) < 2:  # noqa: PLR2004 one or none
        return left[0] if left else truth(not settling)
    optional = any(part.type.optional for part in left)
    return kind(tuple(left), BOOLEAN.or_null() if optional else BOOLEAN, NOWHERE)


all_of = partial(_joined, And, False)
any_of = partial(_joined, Or, True)
