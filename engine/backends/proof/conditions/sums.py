"""Comparisons of numbers as sums: `a - b > 20`, `0 - (b - a) > 20` and `2 * a > 2 * b + 40` say the same."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.backends.proof.conditions.keys import key_of
from engine.feel.typed import Apply, Const

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from engine.feel.typed import Expr

    Sum = Mapping[Hashable, Fraction]

CONSTANT = "constant"


def sum_key(comparison: Expr) -> tuple[Hashable, ...] | None:
    """What makes `lt` and `eq` of numbers the same test; None of anything else.

    What cancels out stays in it, since the test is null where that is. The first factor is made one.
    """
    match comparison:
        case Apply(op="lt" | "eq" as op, args=(left, right)) if left.type.is_numeric and right.type.is_numeric:
            total = _plus(_sum_of(left), _sum_of(right), Fraction(-1))
        case _:
            return None
    ordered = sorted(total.items(), key=repr)
    first = next((factor for term, factor in ordered if factor and term != CONSTANT), None)
    if first is None:
        return None
    unit = first if op == "eq" else abs(first)
    return op, tuple((term, factor / unit) for term, factor in ordered if factor or term != CONSTANT)


def _sum_of(expr: Expr) -> Sum:
    """By term its factor."""
    match expr:
        case Const(value=int() | Decimal() as value):
            return {CONSTANT: Fraction(value)}
        case Apply(op="add" | "subtract" as op, args=(one, other)):
            return _plus(_sum_of(one), _sum_of(other), Fraction(1 if op == "add" else -1))
        case Apply(op="negate", args=(one,)):
            return _plus({}, _sum_of(one), Fraction(-1))
        case Apply(op="multiply", args=(Const(value=int() | Decimal() as factor), one)):
            return _plus({}, _sum_of(one), Fraction(factor))
        case Apply(op="multiply", args=(one, Const(value=int() | Decimal() as factor))):
            return _plus({}, _sum_of(one), Fraction(factor))
        case _:
            return {key_of(expr): Fraction(1)}


def _plus(one: Sum, other: Sum, factor: Fraction) -> Sum:
    found = dict(one)
    for term, own in other.items():
        found[term] = found.get(term, Fraction(0)) + own * factor
    return found
