"""Lists and contexts; ranges, which stand only where something is tested against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.check.describe import describe
from engine.feel.check.fitting import common
from engine.feel.typed import ContextOf, Expr, ListOf
from engine.feel.types import ANY, Kind, Type, list_of

if TYPE_CHECKING:
    from engine.feel import syntax
    from engine.feel.check.checking import Checking
    from engine.feel.typed import At


def list_literal(written: syntax.ListLiteral, checking: Checking) -> Expr:
    return packed(tuple(checking.typed(item) for item in written.items), written.at, checking)


def packed(items: tuple[Expr, ...], at: At, checking: Checking) -> Expr:
    """A list of these, which must be of one kind."""
    if not items:
        return ListOf((), list_of(ANY), at)
    element = common(items)
    if element is None:
        kinds = ", ".join(dict.fromkeys(describe(item.type) for item in items))
        return checking.fault("GJ237", at, kinds=kinds)
    return ListOf(items, list_of(element), at)


def context_literal(written: syntax.ContextLiteral, checking: Checking) -> Expr:
    """Entries see the entries before them."""
    entries: list[tuple[str, Expr]] = []
    for key, value in written.entries:
        if key in dict(entries):
            checking.fault("GJ253", written.at, key=key)
            continue
        entries.append((key, checking.within(entries).typed(value)))
    fields = tuple((key, value.type) for key, value in entries)
    return ContextOf(tuple(entries), Type(Kind.CONTEXT, fields=fields), written.at)


def bare_range(written: syntax.Range, checking: Checking) -> Expr:
    return checking.fault("GJ239", written.at)
