"""What the facts of several programs have in common: the values that all of them take."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, TypeVar

from engine.feel.types import Kind

Bound = TypeVar("Bound", int, Decimal)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.feel.types import Type
    from engine.ir.program import Fact, Program


def common_types(programs: Sequence[Program]) -> Mapping[str, Type]:
    """By a fact's name its type in all the programs that have it."""
    found: dict[str, list[Type]] = {}
    for fact in (fact for program in programs for fact in program.facts):
        found.setdefault(fact.name, []).append(type_of(fact))
    return {name: reduce(_common, types) for name, types in found.items()}


def type_of(fact: Fact) -> Type:
    """With a default a fact is never null."""
    return fact.type if fact.default is None else fact.type.required()


def _common(one: Type, other: Type) -> Type:
    both = replace(one, optional=one.optional and other.optional)
    if one.is_numeric and other.is_numeric:
        low, high = _inner(one.low, other.low, max), _inner(one.high, other.high, min)
        return replace(both, low=low, high=high, scale=_inner(one.scale, other.scale, min))
    if one.kind is other.kind is Kind.ENUM:
        return replace(both, values=tuple(value for value in one.values if value in other.values))
    return replace(other, optional=both.optional) if other.kind is Kind.ENUM else both


def _inner(one: Bound | None, other: Bound | None, choose: Callable[[Bound, Bound], Bound]) -> Bound | None:
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)
