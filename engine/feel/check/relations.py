"""The functions of ranges (DMN 1.5, table 78): comparisons of their bounds, worked out here.

A range is written where it is used, so its bounds are known expressions; a point is a range of one value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel import syntax
from engine.feel.check.checking import boolean
from engine.feel.check.operators import compare
from engine.feel.typed import And, Const, Expr, Or
from engine.feel.types import BOOLEAN

if TYPE_CHECKING:
    from engine.feel.check.checking import Checking
    from engine.feel.typed import At


@dataclass(frozen=True, slots=True)
class _Interval:
    low: Expr
    high: Expr
    low_closed: bool = True
    high_closed: bool = True


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Makes the comparisons of one call."""

    at: At
    checking: Checking

    def less(self, left: Expr, right: Expr, or_equal: bool) -> Expr:
        return compare("<=" if or_equal else "<", left, right, self.at, self.checking)

    def equal(self, left: Expr, right: Expr) -> Expr:
        return compare("=", left, right, self.at, self.checking)

    def both(self, *parts: Expr) -> Expr:
        return And(parts, boolean(*parts), self.at)

    def either(self, *parts: Expr) -> Expr:
        return Or(parts, boolean(*parts), self.at)

    def known(self, value: bool) -> Expr:
        return Const(value, BOOLEAN, self.at)


Relation = Callable[[_Interval, _Interval, _Bounds], Expr]


def _before(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    return bounds.less(a.high, b.low, not (a.high_closed and b.low_closed))


def _meets(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    return bounds.both(bounds.known(a.high_closed and b.low_closed), bounds.equal(a.high, b.low))


def _reaches(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    """Whether `a` starts no later than `b` ends."""
    return bounds.less(a.low, b.high, a.low_closed and b.high_closed)


def _overlaps(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    return bounds.both(_reaches(a, b, bounds), _reaches(b, a, bounds))


def _starts_earlier(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    return bounds.less(a.low, b.low, a.low_closed and not b.low_closed)


def _ends_earlier(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    return bounds.less(a.high, b.high, b.high_closed and not a.high_closed)


def _overlaps_before(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    return bounds.both(_starts_earlier(a, b, bounds), _reaches(b, a, bounds), _ends_earlier(a, b, bounds))


def _includes(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    return bounds.both(
        bounds.less(a.low, b.low, a.low_closed or not b.low_closed),
        bounds.less(b.high, a.high, a.high_closed or not b.high_closed),
    )


def _starts(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    same = bounds.both(bounds.known(a.low_closed is b.low_closed), bounds.equal(a.low, b.low))
    return bounds.both(same, bounds.less(a.high, b.high, not a.high_closed or b.high_closed))


def _finishes(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    same = bounds.both(bounds.known(a.high_closed is b.high_closed), bounds.equal(a.high, b.high))
    return bounds.both(same, bounds.less(b.low, a.low, not a.low_closed or b.low_closed))


def _coincides(a: _Interval, b: _Interval, bounds: _Bounds) -> Expr:
    alike = a.low_closed is b.low_closed and a.high_closed is b.high_closed
    return bounds.both(bounds.known(alike), bounds.equal(a.low, b.low), bounds.equal(a.high, b.high))


def _swapped(relation: Relation) -> Relation:
    return lambda a, b, bounds: relation(b, a, bounds)


RELATIONS: dict[str, Relation] = {
    "before": _before,
    "after": _swapped(_before),
    "meets": _meets,
    "met by": _swapped(_meets),
    "overlaps": _overlaps,
    "overlaps before": _overlaps_before,
    "overlaps after": _swapped(_overlaps_before),
    "finishes": _finishes,
    "finished by": _swapped(_finishes),
    "includes": _includes,
    "during": _swapped(_includes),
    "starts": _starts,
    "started by": _swapped(_starts),
    "coincides": _coincides,
}
"""By name, on two ranges or points."""


def relate(written: syntax.Call, checking: Checking) -> Expr:
    """A call of one of the `RELATIONS`."""
    arguments = written.arguments or tuple(value for _, value in written.named)
    if len(arguments) != len(("a", "b")):
        name = written.function.name
        return checking.fault(
            "GJ240", written.at, function=name, wanted="2", found=str(len(arguments)), names="range1, range2"
        )
    a, b = (_interval(argument, checking) for argument in arguments)
    return RELATIONS[written.function.name](a, b, _Bounds(written.at, checking))


def _interval(argument: syntax.Syntax, checking: Checking) -> _Interval:
    if isinstance(argument, syntax.Range):
        low, high = checking.typed(argument.low), checking.typed(argument.high)
        return _Interval(low, high, argument.low_closed, argument.high_closed)
    point = checking.typed(argument)
    return _Interval(point, point)
