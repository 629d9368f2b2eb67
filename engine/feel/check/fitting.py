"""Whether a type's values all belong to another type, and the fitting of literals to a type that is wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.feel.builtins.widths import united
from engine.feel.literals import enum_value
from engine.feel.typed import Const, ContextOf, Expr, If, ListOf
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.feel.types import Type


def fits(found: Type, wanted: Type) -> bool:
    """Whether values of `found` are of the wanted kind. Null is for the caller to judge, as are a number's bounds."""
    if Kind.ANY in (found.kind, wanted.kind) or found.kind is Kind.NULL:
        return True
    match wanted.kind:
        case Kind.STRING:
            return found.kind in (Kind.STRING, Kind.ENUM)
        case Kind.ENUM:
            return found.kind is Kind.ENUM and set(found.values) <= set(wanted.values)
        case Kind.LIST if found.kind is Kind.LIST and found.element and wanted.element:
            return fits(found.element, wanted.element)
        case Kind.CONTEXT if found.kind is Kind.CONTEXT and wanted.fields:
            return _fields_fit(found, wanted)
        case _:
            return found.kind is wanted.kind


def _fields_fit(found: Type, wanted: Type) -> bool:
    theirs = dict(found.fields)
    return theirs.keys() == dict(wanted.fields).keys() and all(fits(theirs[name], t) for name, t in wanted.fields)


def fit(found: Expr, wanted: Type, titles: dict[str, str]) -> Expr:
    """The expression with its literals made the wanted type's: texts become an enum's ids, null becomes its null.

    `titles`: the enum's ids by title.
    """
    match found:
        case Const(value=None) if found.type.kind is Kind.NULL:
            return replace(found, type=wanted.or_null())
        case Const(value=str() as written) if wanted.kind is Kind.ENUM and found.type.kind is Kind.STRING:
            value = enum_value(written, wanted, titles)
            return found if value is None else replace(found, value=value, type=wanted.required())
        case If():
            return _fit_branches(found, wanted, titles)
        case ListOf(items) if wanted.kind is Kind.LIST and wanted.element:
            return _fit_items(found, items, wanted, titles)
        case ContextOf(entries) if wanted.kind is Kind.CONTEXT:
            return _fit_entries(found, entries, wanted, titles)
        case _:
            return found


def _fit_branches(found: If, wanted: Type, titles: dict[str, str]) -> Expr:
    then, otherwise = fit(found.then, wanted, titles), fit(found.otherwise, wanted, titles)
    return replace(found, then=then, otherwise=otherwise, type=united(then.type, otherwise.type) or found.type)


def _fit_items(found: ListOf, items: tuple[Expr, ...], wanted: Type, titles: dict[str, str]) -> Expr:
    if wanted.element is None:
        return found
    if not items:
        return replace(found, type=replace(wanted, optional=False))
    fitted = tuple(fit(item, wanted.element, titles) for item in items)
    return replace(found, items=fitted, type=replace(found.type, element=common(fitted) or found.type.element))


def _fit_entries(found: ContextOf, entries: tuple[tuple[str, Expr], ...], wanted: Type, titles: dict[str, str]) -> Expr:
    types = dict(wanted.fields)
    fitted = tuple((name, fit(value, types[name], titles) if name in types else value) for name, value in entries)
    return replace(found, entries=fitted, type=replace(found.type, fields=tuple((n, v.type) for n, v in fitted)))


def common(items: tuple[Expr, ...]) -> Type | None:
    """The narrowest type of all items' values; None where their kinds differ."""
    joined: Type | None = items[0].type
    for item in items[1:]:
        joined = joined and united(joined, item.type)
    return joined
