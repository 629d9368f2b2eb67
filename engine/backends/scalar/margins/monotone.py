"""Where a comparison of two monotone expressions changes along an axis of neighbours: found by halving."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor
from typing import TYPE_CHECKING

from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.margins.axis import FAR
from engine.backends.scalar.margins.lines import position
from engine.feel.typed import Apply, Expr, Ref
from engine.ir.program import Derived
from engine.ir.reads import facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from engine.backends.scalar.margins.axis import Axis
    from engine.backends.scalar.margins.situation import Probe
    from engine.feel.values import Value

Directions = tuple[int, ...]
"""Per argument: 1 where the result never falls as it rises, -1 where it never rises."""

_RISING_PART = (1, 0)
_MONOTONE: Mapping[str, Directions] = {
    "add": (1, 1),
    "subtract": (1, -1),
    "negate": (-1,),
    "add-date-span": (1, 1),
    "add-span-date": (1, 1),
    "add-date-time-seconds": (1, 1),
    "subtract-date-span": (1, -1),
    "subtract-dates": (1, -1),
    "subtract-date-times": (1, -1),
    "months-between": (-1, 1),
    "date-year": (1,),
    "date-of-date": (1,),
    "floor": (1,),
    "ceiling": (1,),
    "decimal": (1,),
    "round-up": (1,),
    "round-down": (1,),
    "round-half-up": (1,),
    "round-half-down": (1,),
    "round-money": (1,),
    "floor-to": _RISING_PART,
    "ceiling-to": _RISING_PART,
    "decimal-to": _RISING_PART,
    "round-up-to": _RISING_PART,
    "round-down-to": _RISING_PART,
    "round-half-up-to": _RISING_PART,
    "round-half-down-to": _RISING_PART,
}
"""Zones shift hours, so nothing that reads a date and time's day is here."""


def crossings(expr: Apply, probe: Probe) -> frozenset[Fraction] | None:
    """The places between neighbours where the order of the two sides changes; None where that can't be told."""
    left, right = expr.args
    ends = _ends(probe.axis)
    course = _joined(_direction(left, probe), _opposite(_direction(right, probe)))
    if course is None or ends is None or probe.axis.step is None:
        return None
    order = _order(evaluator(left), evaluator(right), probe, probe.axis.step, course)
    low, high = (order(end) for end in ends)
    if low is None or high is None:
        return None
    found = (_first(order, least, ends) for least in (0, 1))
    half = probe.axis.step / 2
    return frozenset(at * probe.axis.step - half for at in found if at is not None)


def _ends(axis: Axis) -> tuple[int, int] | None:
    """The axis counted in steps."""
    if axis.step is None:
        return None
    low = -FAR if axis.low is None else ceil(axis.low / axis.step)
    high = FAR if axis.high is None else floor(axis.high / axis.step)
    return low, high


def _first(order: Callable[[int], int | None], least: int, ends: tuple[int, int]) -> int | None:
    """The first step at which the order is at least so much; None where it is from the start, or never."""
    low, high = ends
    if _at_least(order, low, least) or not _at_least(order, high, least):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _at_least(order, middle, least) else (middle, high)
    return high


def _at_least(order: Callable[[int], int | None], at: int, least: int) -> bool:
    found = order(at)
    return found is not None and found >= least


def _order(
    left: Callable[..., Value], right: Callable[..., Value], probe: Probe, step: Fraction, course: int
) -> Callable[[int], int | None]:
    """-1, 0 or 1 as the left side is less, equal or greater; turned about where it falls, so that it never does."""

    def order(at: int) -> int | None:
        frame = probe.frame_at(at * step)
        return _compare(left(frame), right(frame), course)

    return order


def _compare(left: Value, right: Value, course: int) -> int | None:
    a, b = position(left), position(right)
    if a is None or b is None or a[0] != b[0]:
        return None
    order: int = (a[1] > b[1]) - (a[1] < b[1])
    return course * order


def _direction(expr: Expr, probe: Probe) -> int | None:
    """1 rising, -1 falling, 0 constant; None where it may be neither."""
    if probe.is_variable(expr):
        return 1
    if probe.fact not in facts_of(expr, probe.behind):
        return 0
    match expr:
        case Ref(name):
            steps = (step for step in probe.program.steps if isinstance(step, Derived) and step.name == name)
            return next((_direction(step.expression.root, probe) for step in steps), None)
        case Apply("multiply", (left, right)):
            return _scaled(left, right, probe)
        case Apply(op, args) if op in _MONOTONE:
            return _combined(args, _MONOTONE[op], probe)
        case _:
            return None


def _combined(args: tuple[Expr, ...], directions: Directions, probe: Probe) -> int | None:
    total: int | None = 0
    for arg, sign in zip(args, directions, strict=True):
        found = _direction(arg, probe)
        if found and not sign:
            return None
        total = _joined(total, None if found is None else found * sign)
    return total


def _scaled(left: Expr, right: Expr, probe: Probe) -> int | None:
    """A product rises with one factor where the other is constant and not negative."""
    moving, constant = (left, right) if _direction(right, probe) == 0 else (right, left)
    course = _direction(moving, probe)
    factor = evaluator(constant)(probe.frame) if _direction(constant, probe) == 0 else None
    if course is None or not isinstance(factor, int | Decimal):
        return None
    return course * ((factor > 0) - (factor < 0))


def _joined(a: int | None, b: int | None) -> int | None:
    """The direction of what moves with both."""
    if a is None or b is None or a * b < 0:
        return None
    return a or b


def _opposite(course: int | None) -> int | None:
    return None if course is None else -course
