"""How conditions mention a fact without an axis (a text, a list): what it is compared with, and what else is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.conditions import sign_of
from engine.backends.scalar.evaluator import evaluator
from engine.feel.typed import Apply, Expr, Ref
from engine.feel.types import Kind
from engine.feel.walk import children, walk
from engine.ir.reads import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.backends.scalar.evaluator import Frame
    from engine.feel.values import Value
    from engine.ir.reads import Reads


class Mentions(NamedTuple):
    """`constants`: values that it is compared with, or looked for in it; `known`: nothing else is done to it."""

    constants: tuple[Value, ...] = ()
    known: bool = True


def mentions(roots: Iterable[Expr], fact: str, frame: Frame, behind: Reads) -> Mentions:
    """All mentions of `fact` in some expressions. Counting a list is no mention: that is searched along an axis."""
    found = [_mentions(root, fact, frame, behind) for root in roots]
    constants = dict.fromkeys(value for mention in found for value in mention.constants)
    return Mentions(tuple(constants), all(mention.known for mention in found))


def is_test(expr: Expr, fact: str, frame: Frame, behind: Reads) -> bool:
    """Whether it holds a constant against the fact."""
    return isinstance(expr, Apply) and _compared(expr, fact, frame, behind) is not None


def is_fact(expr: Expr, fact: str) -> bool:
    return isinstance(expr, Ref) and expr.kind == "fact" and expr.name == fact


def is_count(expr: Expr, fact: str) -> bool:
    return isinstance(expr, Apply) and expr.op == "count" and is_fact(expr.args[0], fact)


def _mentions(expr: Expr, fact: str, frame: Frame, behind: Reads) -> Mentions:
    if is_fact(expr, fact):
        return Mentions((), known=False)
    if is_count(expr, fact):
        return Mentions()
    if isinstance(expr, Apply) and (constants := _compared(expr, fact, frame, behind)) is not None:
        return Mentions(constants)
    return mentions(children(expr), fact, frame, behind)


def _compared(expr: Apply, fact: str, frame: Frame, behind: Reads) -> tuple[Value, ...] | None:
    """The constants that a test holds against the fact; None where it is no such test."""
    if expr.op in ("is-null", "not-null") and is_fact(expr.args[0], fact):
        return ()
    is_list = any(is_fact(arg, fact) and arg.type.kind is Kind.LIST for arg in expr.args)
    compares = sign_of(expr) in ("=", "!=") and not is_list
    if not compares and not expr.op.startswith("list-contains"):
        return None
    others = [arg for arg in expr.args if not is_fact(arg, fact)]
    if len(others) != 1 or fact in facts_of(others[0], behind) or reads_local(others[0]):
        return None
    value = evaluator(others[0])(frame)
    return tuple(value) if isinstance(value, tuple) and expr.args[1] is not others[0] else (value,)


def reads_local(expr: Expr) -> bool:
    """Whether it may read the variable of a loop around it, which has no value here."""
    return any(isinstance(node, Ref) and node.kind == "local" for node in walk(expr))
