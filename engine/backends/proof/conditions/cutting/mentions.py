"""What a text is held against in a test, where that is all that is done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.typed import And, Apply, Const, If, ListOf, Or, Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.typed import Expr
    from engine.feel.values import Value

_EQUALITIES = ("eq", "eq-null", "ne", "ne-null")


def mentioned(test: Expr, name: str) -> tuple[Value, ...] | None:
    """The constants; None where it is used in other ways: the texts between them aren't all alike then."""
    match test:
        case Const():
            return ()
        case And(args) | Or(args) | Apply("not" | "is-true", args):
            return _all(args, name)
        case If(condition, then, otherwise):
            return _all((condition, then, otherwise), name)
        case Apply("is-null" | "not-null", (operand,)):
            return _chosen(operand, name)
        case Apply(op, (left, right)) if op in _EQUALITIES:
            return _all_chosen((left, right), name)
        case Apply("list-contains" | "list-contains-null", (Const(tuple(values)), element)):
            return _joined((tuple(values), _chosen(element, name)))
        case Apply("list-contains" | "list-contains-null", (ListOf(items), element)):
            return _all_chosen((*items, element), name)
        case _:
            return None


def _all(tests: Iterable[Expr], name: str) -> tuple[Value, ...] | None:
    return _joined(mentioned(test, name) for test in tests)


def _all_chosen(exprs: Iterable[Expr], name: str) -> tuple[Value, ...] | None:
    return _joined(_chosen(expr, name) for expr in exprs)


def _joined(found: Iterable[tuple[Value, ...] | None]) -> tuple[Value, ...] | None:
    together: list[Value] = []
    for one in found:
        if one is None:
            return None
        together += one
    return tuple(dict.fromkeys(together))


def _chosen(expr: Expr, name: str) -> tuple[Value, ...] | None:
    """The constants that a value is chosen among, besides the text itself."""
    match expr:
        case Ref(named) if named == name:
            return ()
        case Const(value):
            return () if value is None else (value,)
        case If(condition, then, otherwise):
            return _joined((mentioned(condition, name), _all_chosen((then, otherwise), name)))
        case _:
            return None
