"""Small changes of expressions: a loop's variable bound, a fact told, tests made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.operators import lookup
from engine.feel.typed import Apply, Const, Ref
from engine.feel.types import NULL
from engine.feel.walk import transform, walk

if TYPE_CHECKING:
    from collections.abc import Container

    from engine.feel.typed import Expr
    from engine.feel.values import Value


def bound(expr: Expr, name: str, value: Expr) -> Expr:
    """The expression with its loop variable replaced."""
    return transform(expr, lambda node: value if _is(node, name, "local") else node)


def replaced(expr: Expr, name: str, value: Value) -> Expr:
    """The expression with a fact's value in place of its name."""

    def change(node: Expr) -> Expr:
        return Const(value, NULL if value is None else node.type, node.at) if _is(node, name, "fact") else node

    return transform(expr, change)


def _is(node: Expr, name: str, kind: str) -> bool:
    return isinstance(node, Ref) and node.name == name and node.kind == kind


def variables_of(expr: Expr, known: Container[str]) -> tuple[str, ...] | None:
    """The variables that an expression reads; None where it reads anything else: tables, lists."""
    refs = [node for node in walk(expr) if isinstance(node, Ref) and node.kind != "local"]
    if any(ref.kind != "fact" or ref.name not in known for ref in refs):
        return None
    return tuple(dict.fromkeys(ref.name for ref in refs))


def equals(ref: Ref, value: Value) -> Expr:
    return applied("eq-null", ref, Const(value, ref.type.required(), ref.at))


def missing(ref: Ref) -> Expr:
    return applied("is-null", ref)


def applied(op: str, *args: Expr) -> Apply:
    return Apply(op, args, lookup(op).type_of(tuple(arg.type for arg in args)), args[0].at)
