"""The condition that a rule over a list has besides its own: that there is an element.

It is `count(LIST) > 0`, so a null list leaves the rule undecided, and every executor knows it already.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.diagnostics import Place
from engine.feel.operators import lookup
from engine.feel.typed import And, Apply, Const, Expr, Expression
from engine.feel.types import BOOLEAN, INTEGER
from engine.feel.walk import transform

if TYPE_CHECKING:
    from engine.feel.typed import At

HEAD, TAIL = "count(", ") > 0"


def with_elements(when: Expression | None, source: Expression) -> Expression:
    """The whole condition of a rule over the list `source`."""
    there = _is_there(source)
    return _both(when, there) if when else there


def _is_there(source: Expression) -> Expression:
    """`count(SOURCE) > 0`; what nobody wrote of it stands at the list, whose own parts stand where they do."""
    text = f"{HEAD}{source.text}{TAIL}"
    start, end = len(HEAD), len(HEAD) + len(source.text)
    last_line, last_column = source.place.position(len(source.text) - 1)
    counted = _apply("count", (_moved(source.root, start),), (0, end + 1))
    none = Const(Decimal(0), replace(INTEGER, low=Decimal(0), high=Decimal(0)), (len(text) - 1, len(text)))
    head = (0, *source.place.position(0))
    tail = (end, last_line, last_column - len(TAIL) + 1)
    place = Place(source.place.path, (head, *_segments(source.place, start), tail))
    return Expression(_apply("gt", (counted, none), (0, len(text))), text, place)


def _both(first: Expression, second: Expression) -> Expression:
    """Two conditions as one, written one after the other."""
    text = f"{first.text}, {second.text}"
    start = len(text) - len(second.text)
    args = (first.root, _moved(second.root, start))
    static = replace(BOOLEAN, optional=any(arg.type.optional for arg in args))
    place = Place(first.place.path, (*first.place.segments, *_segments(second.place, start)))
    return Expression(And(args, static, (0, len(text))), text, place)


def _apply(op: str, args: tuple[Expr, ...], at: At) -> Apply:
    return Apply(op, args, lookup(op).type_of(tuple(arg.type for arg in args)), at)


def _moved(root: Expr, by: int) -> Expr:
    return transform(root, lambda node: replace(node, at=(node.at[0] + by, node.at[1] + by)))


def _segments(place: Place, by: int) -> tuple[tuple[int, int, int], ...]:
    return tuple((offset + by, line, column) for offset, line, column in place.segments)
