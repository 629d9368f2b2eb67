"""Lists and contexts; ranges, which stand only where something is tested against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.check.describe import describe
from engine.feel.check.fitting import common
from engine.feel.check.mismatch import mismatch
from engine.feel.typed import Const, ContextOf, Expr, ListOf
from engine.feel.types import ANY, Kind, Type, list_of

if TYPE_CHECKING:
    from engine.feel import syntax
    from engine.feel.check.checking import Checking
    from engine.feel.typed import At

_WITH_UNIT = (Kind.MONEY, Kind.PERCENT, Kind.SPAN)


def list_literal(written: syntax.ListLiteral, checking: Checking) -> Expr:
    return packed(tuple(checking.typed(item) for item in written.items), written.at, checking)


def packed(items: tuple[Expr, ...], at: At, checking: Checking) -> Expr:
    """A list of these, which must be of one kind."""
    if not items:
        return ListOf((), list_of(ANY), at)
    element = common(items)
    if element is None:
        if bare := _without_unit(items):
            code, args = mismatch(bare, next(item.type for item in items if item is not bare), checking.scope.currency)
            return checking.fault(code, bare.at, **args)
        kinds = ", ".join(dict.fromkeys(describe(item.type) for item in items))
        return checking.fault("GJ237", at, kinds=kinds)
    return ListOf(items, list_of(element), at)


def _without_unit(items: tuple[Expr, ...]) -> Const | None:
    """The bare number beside money, a percent or a span: `min(fee, 500)`."""
    bare = [item for item in items if item.type.kind is Kind.NUMBER and isinstance(item, Const)]
    others = [item.type.kind for item in items if item not in bare]
    alike = len(bare) == 1 and len(set(others)) == 1 and others[0] in _WITH_UNIT
    return bare[0] if alike else None


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
