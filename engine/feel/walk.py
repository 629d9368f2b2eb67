"""Walking typed expressions: every pass that visits or rewrites them goes through here."""

from __future__ import annotations

from dataclasses import replace
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of an expression, in the order of evaluation."""
    match expr:
        case Const() | Ref():
            return ()
        case Apply(args=args) | And(args=args) | Or(args=args):
            return args
        case If(condition, then, otherwise):
            return (condition, then, otherwise)
        case ListOf(items):
            return items
        case ContextOf(entries):
            return tuple(value for _, value in entries)
        case Field(base):
            return (base,)
        case ForEach(_, source, body):
            return (source, body)
        case Quantifier(_, _, source, condition) | Filter(_, source, condition):
            return (source, condition)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and all that is in it, outermost first."""
    ahead = [expr]
    while ahead:
        node = ahead.pop()
        yield node
        ahead += children(node)[::-1]


def references(expr: Expr) -> Iterator[Ref]:
    """Every reference in the expression that isn't to a loop variable of its own."""
    ahead = [expr]
    while ahead:
        node = ahead.pop()
        if not isinstance(node, Ref | Const):
            ahead += children(node)[::-1]
        elif isinstance(node, Ref) and node.kind != "local":
            yield node


def transform(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The expression with `change` applied to every node, innermost first."""
    match expr:
        case Const() | Ref():
            return change(expr)
        case Apply(args=args) | And(args=args) | Or(args=args):
            return change(replace(expr, args=tuple(transform(arg, change) for arg in args)))
        case If(condition, then, otherwise):
            return change(
                replace(
                    expr,
                    condition=transform(condition, change),
                    then=transform(then, change),
                    otherwise=transform(otherwise, change),
                )
            )
        case ListOf(items):
            return change(replace(expr, items=tuple(transform(item, change) for item in items)))
        case ContextOf(entries):
            return change(replace(expr, entries=tuple((name, transform(value, change)) for name, value in entries)))
        case Field(base):
            return change(replace(expr, base=transform(base, change)))
        case ForEach(_, source, body):
            return change(replace(expr, source=transform(source, change), body=transform(body, change)))
        case Quantifier(_, _, source, condition) | Filter(_, source, condition):
            return change(replace(expr, source=transform(source, change), condition=transform(condition, change)))
