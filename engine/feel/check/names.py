"""Names, what stands after a dot, and `?`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.feel.check.checking import apply, broken, is_broken
from engine.feel.check.describe import describe
from engine.feel.operators import PROPERTIES, Overload, functions_named
from engine.feel.typed import Expr, Field, ForEach, Ref
from engine.feel.types import ANY, Kind, Type, list_of

if TYPE_CHECKING:
    from engine.feel import syntax
    from engine.feel.check.checking import Checking
    from engine.feel.typed import At


def name(written: syntax.Name, checking: Checking) -> Expr:
    """A declared name, by its id or its title."""
    found = checking.scope.find(written.name, written.at)
    if found is not None:
        return _single(found, checking)
    rivals = checking.scope.rivals(written.name)
    if rivals:
        return checking.fault("GJ223", written.at, name=written.name, ids=", ".join(rivals))
    if functions_named(written.name):
        return checking.fault("GJ252", written.at, name=written.name)
    return checking.fault("GJ220", written.at, name=written.name, near=_meant(written.name, checking))


def _single(found: Expr, checking: Checking) -> Expr:
    """What has one value; not what is kept per key of the events."""
    if isinstance(found, Ref) and (per := checking.scope.per(found)):
        return checking.fault("GJ389", found.at, name=found.name, per=", ".join(per))
    return found


_WORDS = {
    "是": "true", "真": "true", "yes": "true", "否": "false", "假": "false", "no": "false",
    "任意": "-", "不限": "-", "所有": "-", "any": "-",
}  # fmt: skip
"""What people write for truths, and in a table's cell for all values."""


def _meant(unknown: str, checking: Checking) -> str:
    """What an unknown name probably is: an enum's value without its quotes, a name much like it, a word for truth."""
    if unknown in checking.wanted or checking.scope.is_value(unknown):
        return f'"{unknown}"'
    return checking.scope.near(unknown) or _part_of_local(unknown, checking) or _WORDS.get(unknown, "")


def _part_of_local(unknown: str, checking: Checking) -> str:
    """`event.urgent` for `urgent`."""
    for local, expr in reversed(checking.scope.local):
        if isinstance(expr, Ref) and (near := did_you_mean(unknown, [field for field, _ in expr.type.fields])):
            return f"{local}.{near}"
    return ""


def placeholder(written: syntax.Placeholder, checking: Checking) -> Expr:
    return checking.subject or checking.fault("GJ224", written.at)


def path(written: syntax.Path, checking: Checking) -> Expr:
    """`base.name`: a context's entry, a date's or span's part; of a list, the list of its elements' entries."""
    return _part(checking.typed(written.base), written.name, written.at, checking)


def _part(base: Expr, part: str, at: At, checking: Checking) -> Expr:
    if is_broken(base):
        return broken(at)
    if base.type.kind is Kind.LIST:
        return _of_each(base, part, at, checking)
    if base.type.kind is Kind.CONTEXT:
        return _entry(base, part, at, checking)
    overload = next((o for o in PROPERTIES.get(part, ()) if o.takes((base.type,))), None)
    return apply(overload, (base,), at) if overload else _unknown(base, part, at, checking)


def _of_each(base: Expr, part: str, at: At, checking: Checking) -> Expr:
    variable = checking.variable("item", base.type.element or ANY, at)
    body = _part(variable, part, at, checking)
    result = list_of(body.type)
    return ForEach(variable.name, base, body, result.or_null() if base.type.optional else result, at)


def _entry(base: Expr, part: str, at: At, checking: Checking) -> Expr:
    found = dict(base.type.fields).get(part)
    if found is None:
        return _unknown(base, part, at, checking)
    return Field(base, part, found.or_null() if base.type.optional else found, at)


def _unknown(base: Expr, part: str, at: At, checking: Checking) -> Expr:
    given = base.type
    known = [field for field, _ in given.fields] or [p for p, overloads in PROPERTIES.items() if _has(given, overloads)]
    near, place = did_you_mean(part, known), (at[1] - len(part), at[1])
    called = base.name if isinstance(base, Ref) and given.fields else describe(given)
    return checking.fault("GJ222", place, name=part, type=called, near=near, known=", ".join(known))


def _has(base: Type, overloads: tuple[Overload, ...]) -> bool:
    return any(overload.takes((base,)) for overload in overloads)
