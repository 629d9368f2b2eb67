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
        if unit := _without_unit(items, checking.scope.currency):
            return checking.fault(*unit[:2], **unit[2])
        kinds = ", ".join(dict.fromkeys(describe(item.type) for item in items))
        return checking.fault("GJ237", at, kinds=kinds)
    return ListOf(items, list_of(element), at)


def _without_unit(items: tuple[Expr, ...], currency: str) -> tuple[str, At, dict[str, str]] | None:
    """A bare number among money, percents or spans: `min(fee, 500)`."""
    wanted = next((item.type for item in items if item.type.kind in _WITH_UNIT), None)
    bare = next((item for item in items if item.type.kind is Kind.NUMBER and isinstance(item, Const)), None)
    if wanted is None or bare is None or any(item.type.kind not in (wanted.kind, Kind.NUMBER) for item in items):
        return None
    code, args = mismatch(bare, wanted, currency)
    return code, bare.at, args


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
