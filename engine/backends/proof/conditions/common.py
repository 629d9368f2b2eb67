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


def alike(one: Type, other: Type) -> bool:
    """Whether a value may be of both types."""
    texts = {Kind.ENUM, Kind.STRING}
    return one.kind is other.kind or (one.is_numeric and other.is_numeric) or {one.kind, other.kind} <= texts


def _common(one: Type, other: Type) -> Type:
    """Where they have no value in common, the first of them."""
    both = replace(one, optional=one.optional and other.optional)
    if one.is_numeric and other.is_numeric:
        return _within(both, _inner(one.low, other.low, max), _inner(one.high, other.high, min), other.scale)
    if one.kind is other.kind is Kind.ENUM:
        return replace(both, values=tuple(value for value in one.values if value in other.values) or one.values)
    if one.kind is Kind.STRING and other.kind is Kind.ENUM:
        return replace(other, optional=both.optional)
    return both


def _within(both: Type, low: Decimal | None, high: Decimal | None, scale: int | None) -> Type:
    if low is not None and high is not None and low > high:
        return both
    return replace(both, low=low, high=high, scale=_inner(both.scale, scale, min))


def _inner(one: Bound | None, other: Bound | None, choose: Callable[[Bound, Bound], Bound]) -> Bound | None:
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)
