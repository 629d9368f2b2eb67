"""What makes two expressions the same test, wherever they stand and whatever their types were narrowed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.typed import Apply, Const, ContextOf, Field, Filter, ForEach, Quantifier, Ref
from engine.feel.walk import children

if TYPE_CHECKING:
    from collections.abc import Hashable

    from engine.feel.typed import Expr


def key_of(expr: Expr) -> Hashable:
    return type(expr).__name__, _own(expr), tuple(map(key_of, children(expr)))


def _own(expr: Expr) -> Hashable:
    match expr:
        case Const(value):
            return type(value) is bool, repr(value) if isinstance(value, dict | tuple) else value
        case Ref(name, kind):
            return kind, name
        case Apply(op):
            return op
        case ContextOf(entries):
            return tuple(name for name, _ in entries)
        case Field(_, name) | ForEach(name) | Filter(name):
            return name
        case Quantifier(quantifier, name):
            return quantifier, name
        case _:
            return None
