"""Where a list of outcomes may stand: where it can be told rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.typed import Apply, Field, Filter, ForEach, Quantifier, Ref
from engine.feel.walk import children
from engine.model.guardrails.calls import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.typed import Expr

WHOLE = frozenset({"count", "sum"})
"""What may be asked of a whole list, beside `some` and `every` of its elements."""


def misused(root: Expr) -> Iterator[Expr]:
    """Lists of outcomes that stand elsewhere, and elements of them of which no part is named."""
    match root:
        case Apply(op=op, args=(listed,)) if op in WHOLE and is_outcomes(listed):
            yield from _within(listed)
        case Quantifier(_, name, source, condition) if is_outcomes(source):
            yield from _within(source)
            yield from _whole(name, condition)
            yield from misused(condition)
        case _ if is_outcomes(root):
            yield root
        case _:
            for part in children(root):
                yield from misused(part)


def is_outcomes(expr: Expr) -> bool:
    """Whether it is a list of outcomes, of some of them, or of what is made of each."""
    match expr:
        case Apply(op=op):
            return op == OUTCOMES
        case Filter(source=source) | ForEach(source=source):
            return is_outcomes(source)
        case _:
            return False


def _within(listed: Expr) -> Iterator[Expr]:
    """What is wrong with how a list of outcomes is made; only the outermost may be of what is made of each."""
    if isinstance(listed, Filter | ForEach):
        part = listed.condition if isinstance(listed, Filter) else listed.body
        yield from (listed.source,) if isinstance(listed.source, ForEach) else ()
        yield from _within(listed.source)
        yield from _whole(listed.name, part)
        yield from misused(part)


def _whole(name: str, expr: Expr) -> Iterator[Expr]:
    match expr:
        case Field(base=Ref(kind="local")):
            return
        case Ref(kind="local") if expr.name == name:
            yield expr
        case _:
            for part in children(expr):
                yield from _whole(name, part)
