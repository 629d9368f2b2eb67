"""Conditions as people think of them: `not` pushed to the tests, ranges and alternatives of one value seen as such.

Negation moves inward by De Morgan's laws and turns comparisons round; both hold in three-valued logic too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.feel.typed import And, Apply, Const, Expr, Or
from engine.feel.walk import transform

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Truth:
    """Anything that is true or false by itself, or its opposite."""

    expr: Expr
    positive: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """`left sign right`, the sign turned round already where it is negated. `sign`: eq, ne, lt, le, gt, ge.

    `or_null`: a side that is null counts as different.
    """

    sign: str
    left: Expr
    right: Expr
    or_null: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    left: Expr
    low: Expr
    low_included: bool
    high: Expr
    high_included: bool
    positive: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """The left side is one of the values, or (not positive) none of them."""

    left: Expr
    values: tuple[Expr, ...]
    positive: bool
    or_null: bool = False


@dataclass(frozen=True, slots=True)
class Junction:
    """All of the parts, or (not `every`) any of them; no part is a junction of the same kind."""

    every: bool
    parts: tuple[Logic, ...]


Leaf = Truth | Compared | Between | OneOf
Logic = Leaf | Junction

OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
MIRRORED = {"eq": "eq", "ne": "ne", "lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}
_BOUNDS = {("ge", "le"), ("ge", "lt"), ("gt", "le"), ("gt", "lt")}


def logic(expr: Expr, positive: bool = True) -> Logic:
    """What a condition asks for, or (not positive) what its negation does."""
    match expr:
        case And(args) | Or(args):
            between = _between(expr, positive)
            return between or _junction(args, isinstance(expr, And) is positive, positive)
        case Apply("not", (inner,)):
            return logic(inner, not positive)
        case Apply("is-true", (inner,)) if positive:
            return logic(inner)
        case Apply(op, (left, right)) if sign_of(op):
            return _compared(op, left, right, positive)
        case _:
            return Truth(expr, positive)


def sign_of(op: str) -> str:
    """eq, ne, lt, le, gt or ge, of any of a comparison's overloads; empty for another operator."""
    sign = op.partition("-")[0]
    return sign if sign in OPPOSITE else ""


def same(one: Expr, other: Expr) -> bool:
    """Whether two expressions say the same, wherever they stand."""
    return _nowhere(one) == _nowhere(other)


def _nowhere(expr: Expr) -> Expr:
    return transform(expr, lambda node: replace(node, at=(0, 0)))


def _compared(op: str, left: Expr, right: Expr, positive: bool) -> Logic:
    """A comparison with true or false is the truth value itself; a constant stands on the right."""
    sign = sign_of(op)
    if isinstance(left, Const) and not isinstance(right, Const):
        left, right, sign = right, left, MIRRORED[sign]
    asked = sign if positive else OPPOSITE[sign]
    or_null = op.endswith("-null") and asked == "ne" and (left.type.optional or right.type.optional)
    if isinstance(right, Const) and isinstance(right.value, bool) and asked in ("eq", "ne") and not or_null:
        return logic(left, (asked == "eq") is right.value)
    return Compared(asked, left, right, or_null)


def _between(expr: And | Or, positive: bool) -> Between | None:
    """`low <= x and x <= high`, in any of its forms."""
    if not isinstance(expr, And) or len(expr.args) != len(("low", "high")):
        return None
    low, high = (logic(part) for part in expr.args)
    if not (isinstance(low, Compared) and isinstance(high, Compared)) or (low.sign, high.sign) not in _BOUNDS:
        return None
    if not same(low.left, high.left):
        return None
    return Between(low.left, low.right, low.sign == "ge", high.right, high.sign == "le", positive)


def _junction(args: tuple[Expr, ...], every: bool, positive: bool) -> Logic:
    parts = tuple(_merged(tuple(_flat(args, every, positive)), every))
    return parts[0] if len(parts) == 1 else Junction(every, parts)


def _flat(args: tuple[Expr, ...], every: bool, positive: bool) -> Iterator[Logic]:
    for arg in args:
        part = logic(arg, positive)
        if isinstance(part, Junction) and part.every is every:
            yield from part.parts
        else:
            yield part


def _merged(parts: tuple[Logic, ...], every: bool) -> Iterator[Logic]:
    """Neighbours that compare one value with several: `x = a or x = b`, `x != a and x != b`."""
    sign = "ne" if every else "eq"
    run: list[Compared] = []
    for part in parts:
        fits = isinstance(part, Compared) and part.sign == sign
        if run and not (fits and isinstance(part, Compared) and same(run[0].left, part.left)):
            yield _one_of(run)
            run = []
        if fits and isinstance(part, Compared):
            run.append(part)
        else:
            yield part
    if run:
        yield _one_of(run)


def _one_of(run: list[Compared]) -> Logic:
    first, *rest = run
    if not rest:
        return first
    return OneOf(first.left, tuple(part.right for part in run), first.sign == "eq", first.or_null)
