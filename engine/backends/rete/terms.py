"""Our own terms for what a net of durable-rules matches, and the only way by which anything gets there.

A rule joins two facts. Outside what stands here, calls that the library documents crash, hang or match wrongly; so
nothing else can be said: no negation, no `or`, no division, no texts but our own, integers of 64 bits.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

LARGEST = 2**62
"""What numbers stay below, so that a sum of two fits 64 bits."""

_COMPARISONS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}

Fact = dict[str, Any]
"""Its `kind` (a text) and integers. Facts of a kind have the same fields: a join on one that is missing is an error."""


class Join(NamedTuple):
    """A field of the later fact, held against a field of the earlier one and a number more."""

    field: str
    test: Literal["=", "<", "<=", ">", ">="]
    other: str
    plus: int = 0


class Pair(NamedTuple):
    """A rule: the kinds of two facts, and all of what holds of them together."""

    earlier: str
    later: str
    joins: tuple[Join, ...]


class TooLarge(ValueError):
    """A number that 64 bits may not hold."""


def as_durable(rule: Pair) -> list[dict[str, Any]]:
    """The rule's patterns as durable-rules writes them.

    A join that is false must never come last, where the library reads past its end: so one does that is always true.
    """
    earlier = [{"kind": rule.earlier}, *({"$ex": {join.other: 1}} for join in rule.joins)]
    later = [{"kind": rule.later}, *({"$ex": {join.field: 1}} for join in rule.joins)]
    joins = [*map(_join, rule.joins), {"_t": {"earlier": "_t"}}]
    return [{"earlier": {"$and": earlier}}, {"later": {"$and": [*later, *joins]}}]


def _join(join: Join) -> dict[str, Any]:
    other: dict[str, Any] = {"earlier": join.other}
    if join.plus:
        other = {"$add": {"$l": other, "$r": bounded(join.plus)}}
    return {join.field: other} if join.test == "=" else {_COMPARISONS[join.test]: {join.field: other}}


def bounded(number: int) -> int:
    """The number; `TooLarge` where 64 bits may not hold a sum with it."""
    if abs(number) >= LARGEST:
        raise TooLarge(number)
    return number
