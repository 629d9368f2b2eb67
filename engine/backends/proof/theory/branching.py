"""By what an expression chooses between its parts: the condition of an `if`, which of a few items is no more."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from engine.feel.operators import lookup
from engine.feel.typed import Apply, Const, If, ListOf
from engine.feel.types import BOOLEAN, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.typed import Expr

    Chosen = Mapping[Expr, bool | None]
    """The truth of conditions where it is known."""

LONGEST = 3
"""Of more items than that the least isn't told apart."""


def conditions_in(node: Expr) -> Iterator[Expr]:
    """Those that an expression chooses by, its parts apart."""
    match node:
        case If(condition=condition):
            yield condition
        case Apply(op="min" | "max", args=(ListOf(items=items),)) if len(items) <= LONGEST:
            yield from (_at_most(one, other) for one, other in combinations(items, 2))
        case _:
            pass


def taken(node: Expr, chosen: Chosen) -> Expr | None:
    """The part that an expression comes to, null where its items are; None where that isn't known."""
    match node:
        case If(condition=condition, then=then, otherwise=otherwise) if condition in chosen:
            return then if chosen[condition] else otherwise
        case Apply(op="min" | "max" as op, args=(ListOf(items=items),)) if 1 < len(items) <= LONGEST:
            return _extreme(node, items, chosen, lowest=op == "min")
        case _:
            return None


def _extreme(node: Expr, items: tuple[Expr, ...], chosen: Chosen, *, lowest: bool) -> Expr | None:
    known = [(one, other, _at_most(one, other)) for one, other in combinations(items, 2)]
    if any(condition not in chosen for _, _, condition in known):
        return None
    if any(chosen[condition] is None for _, _, condition in known):
        return Const(None, replace(node.type, optional=True), node.at)
    beaten = [other if chosen[condition] is lowest else one for one, other, condition in known]
    return next((item for item in items if not any(item is each for each in beaten)), None)


def _at_most(one: Expr, other: Expr) -> Expr:
    op = "le-span" if one.type.kind is Kind.SPAN else "le"
    optional = one.type.optional or other.type.optional or lookup(op).partial
    return Apply(op, (one, other), replace(BOOLEAN, optional=optional), one.at)
