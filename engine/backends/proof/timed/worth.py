"""When two expressions are the same in effect: parameters taken for their values, and nothing of how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.typed import (
    And,
    Apply,
    Const,
    ContextOf,
    Expr,
    Field,
    Filter,
    ForEach,
    If,
    ListOf,
    Or,
    Quantifier,
    Ref,
)
from engine.feel.walk import children, references

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from engine.backends.proof.space import Evaluator
    from engine.feel.values import Value


def worth_of(expr: Expr, params: Mapping[str, Value]) -> Hashable:
    """What equals the worth of every expression that is made alike of the same values."""
    match expr:
        case Const(value):
            return ("const", repr(value))
        case Ref(name, "param") if name in params:
            return ("const", repr(params[name]))
        case Ref(name, kind):
            return (kind, name)
        case _:
            parts = tuple(worth_of(part, params) for part in children(expr))
            return (type(expr).__name__, _said(expr), parts)


def value_of(expr: Expr, params: Mapping[str, Value], evaluate: Evaluator) -> Value:
    """The value of an expression that reads nothing but parameters; None of any other."""
    if any(ref.kind != "param" for ref in references(expr)) or _has_locals(expr):
        return None
    return evaluate(expr)(dict(params))


def _has_locals(expr: Expr) -> bool:
    return (isinstance(expr, Ref) and expr.kind == "local") or any(map(_has_locals, children(expr)))


def _said(expr: Expr) -> Hashable:
    """What a node says besides its parts."""
    match expr:
        case Apply(op=op):
            return op
        case Field(name=name) | ForEach(name=name) | Filter(name=name):
            return name
        case Quantifier(quantifier, name):
            return (quantifier, name)
        case ContextOf(entries):
            return tuple(name for name, _ in entries)
        case And() | Or() | If() | ListOf() | Const() | Ref():
            return None
