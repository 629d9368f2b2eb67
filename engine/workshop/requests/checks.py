"""What of a fact's `check` a schema can say: a bound of its number, the least length of its list.

A check that holds one fact against another can't be said; nor can one that computes. Those are told in words.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.typed import And, Apply, Const, Ref

if TYPE_CHECKING:
    from engine.feel.typed import Expr
    from engine.feel.types import Type
    from engine.ir.program import Fact


class Said(NamedTuple):
    """A fact's type with the bounds that its check sets, the least length of its list; `whole`: that is all it says."""

    type: Type
    least: int
    whole: bool


def said_by_check(fact: Fact) -> Said:
    plain = Said(fact.type, 0, whole=True)
    return _said(fact.check.root, fact.name, plain) if fact.check else plain


def _said(check: Expr, name: str, said: Said) -> Said:
    match check:
        case And(args):
            for part in args:
                said = _said(part, name, said)
            return said
        case Apply("ge", (Ref(of), Const(int() | Decimal() as bound))) if of == name and said.type.is_numeric:
            return said._replace(type=_at_least(said.type, Decimal(bound)))
        case Apply("le", (Ref(of), Const(int() | Decimal() as bound))) if of == name and said.type.is_numeric:
            return said._replace(type=_at_most(said.type, Decimal(bound)))
        case Apply("ge", (Apply("count", (Ref(of),)), Const(int() as n))) if of == name and _counts(said.type, n):
            return said._replace(least=max(said.least, n))
        case _:
            return said._replace(whole=False)


def _at_least(type_: Type, bound: Decimal) -> Type:
    return replace(type_, low=bound if type_.low is None else max(type_.low, bound))


def _at_most(type_: Type, bound: Decimal) -> Type:
    return replace(type_, high=bound if type_.high is None else min(type_.high, bound))


def _counts(type_: Type, least: int) -> bool:
    """Of a set, what is there twice counts once, which only makes no difference between none and one."""
    return not type_.unique or least <= 1
