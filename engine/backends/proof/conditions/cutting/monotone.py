"""Where a comparison of two monotone expressions changes along a grid with two ends: found by halving."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.backends.proof.coordinates.quantities import position
from engine.feel.typed import Apply, Const, Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.feel.typed import Expr
    from engine.feel.values import Value

    At = Callable[[int], Value]

_RISING_PART = (1, 0)
_MONOTONE: Mapping[str, tuple[int, ...]] = {
    "add": (1, 1),
    "subtract": (1, -1),
    "negate": (-1,),
    "add-date-span": (1, 1),
    "add-span-date": (1, 1),
    "subtract-date-span": (1, -1),
    "subtract-dates": (1, -1),
    "months-between": (-1, 1),
    "last-day-of-month": (1,),
    "date-year": (1,),
    "date-of-date": (1,),
    **dict.fromkeys(("floor", "ceiling", "decimal", "round-up", "round-down"), (1,)),
    **dict.fromkeys(("round-half-up", "round-half-down", "round-money"), (1,)),
    **dict.fromkeys(("floor-to", "ceiling-to", "decimal-to", "round-up-to", "round-down-to"), _RISING_PART),
    **dict.fromkeys(("round-half-up-to", "round-half-down-to"), _RISING_PART),
}
"""Per argument: 1 where the result never falls as it rises, -1 where it never rises. Zones shift hours, so nothing that
reads a date and time's day is here."""


def changes(left: Expr, right: Expr, sides: tuple[At, At], count: int) -> tuple[int, ...] | None:
    """The steps at which the order of the sides isn't that of the step before; None where they aren't monotone.

    `sides`: their values at the steps 0 to `count` - 1.
    """
    rising, falling = direction(left), direction(right)
    if rising is None or falling is None or rising * falling > 0:
        return None
    course = rising or -falling or 1
    state = _state(sides, course)
    inside = _known(state, count)
    if inside is None:
        return () if state(0) is None is state(count - 1) else None
    upper = (_first(partial(_reached, state, least), inside, count) for least in (0, 1, 2))
    lower = (_first(partial(_reached_below, state, least), 0, inside + 1) for least in (-1, 0, 1))
    return tuple(sorted({at for at in (*upper, *lower) if 0 < at < count}))


def _known(state: Callable[[int], int | None], count: int) -> int | None:
    """A step at which the sides have an order."""
    return next((at for at in (count // 2, 0, count - 1) if state(at) is not None), None)


def _reached(state: Callable[[int], int | None], least: int, at: int) -> bool:
    """Upwards from a step with an order: null only comes at the end, above everything."""
    found = state(at)
    return found is None or found >= least


def _reached_below(state: Callable[[int], int | None], least: int, at: int) -> bool:
    """Down from a step with an order: null only comes at the beginning, below everything."""
    found = state(at)
    return found is not None and found >= least


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first step from `low` to `high` at which it holds, given that it goes on doing so; `high` where none does."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _state(sides: tuple[At, At], course: int) -> Callable[[int], int | None]:
    """-1, 0 or 1 as the left side is less, equal or greater; turned about where it falls, so that it never does."""

    def state(at: int) -> int | None:
        left, right = (position(side(at)) for side in sides)
        if left is None or right is None or left[0] != right[0]:
            return None
        return course * ((left[1] > right[1]) - (left[1] < right[1]))

    return state


def direction(expr: Expr) -> int | None:
    """1 rising, -1 falling, 0 constant; None where it may be neither."""
    match expr:
        case Const():
            return 0
        case Ref():
            return 1
        case Apply("multiply" | "multiply-span" | "multiply-by-span", (left, right)):
            return _scaled(left, right)
        case Apply("divide" | "divide-span" | "divide-or-null", (left, Const() as divisor)):
            return _scaled(left, divisor)
        case Apply(op, args) if op in _MONOTONE:
            return _joined(_turned(args, _MONOTONE[op]))
        case _:
            return None


def _turned(args: tuple[Expr, ...], signs: tuple[int, ...]) -> Iterator[int | None]:
    for arg, sign in zip(args, signs, strict=True):
        found = direction(arg)
        yield None if found is None or (found and not sign) else found * sign


def _joined(found: Iterator[int | None]) -> int | None:
    """The direction of what moves with all of them."""
    total = 0
    for one in found:
        if one is None or one * total < 0:
            return None
        total = total or one
    return total


def _scaled(left: Expr, right: Expr) -> int | None:
    """A product with a constant rises with the other factor, or falls where the constant is negative."""
    match left, right:
        case (Const(factor), moving) | (moving, Const(factor)):
            size = position(factor)
            found = direction(moving)
            return None if found is None or size is None else found * ((size[1] > 0) - (size[1] < 0))
        case _:
            return None
