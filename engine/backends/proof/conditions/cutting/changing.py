"""Where tests of one fact may change along its axis."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.conditions.cutting.courses import NONE, course, level, meetings
from engine.backends.proof.conditions.cutting.lines import Line
from engine.backends.proof.conditions.cutting.monotone import changes
from engine.backends.proof.coordinates.axis import Cut
from engine.backends.proof.coordinates.quantities import value_at
from engine.feel.typed import And, Apply, Const, If, ListOf, Or, Ref
from engine.feel.types import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.backends.proof.conditions.cutting.courses import Course, Cuts
    from engine.backends.proof.space import Evaluator
    from engine.feel.typed import Expr
    from engine.feel.values import Value

FEW = 4096
"""Values of a grid that are tried one by one where nothing else helps."""
ORDERINGS = ("lt", "le", "gt", "ge", "eq", "ne")
"""How the ids of comparisons begin."""
_ROUNDINGS = ("floor", "ceiling", "decimal", "round-up", "round-down", "round-half-up", "round-half-down")


class Run(NamedTuple):
    """The axis along which a fact runs: its quantity, the grid that its values stand on, the least and the greatest."""

    name: str
    quantity: str
    step: Fraction | None
    low: Fraction | None
    high: Fraction | None
    evaluate: Evaluator

    def cuts(self, test: Expr) -> Cuts | None:
        """Where a test may change; None where that can't be told."""
        match test:
            case Const() | Ref():
                return NONE
            case And(args) | Or(args) | Apply("not" | "is-true", args):
                return self._all(args)
            case If(condition, then, otherwise):
                return self._all((condition, then, otherwise))
            case Apply("is-null" | "not-null", (arg,)):
                return self._of_nulls(arg)
            case Apply("list-contains", (listed, element)):
                return self._membership(listed, element)
            case Apply(op, (left, right)) if is_comparison(op):
                return self._comparison(left, right, test)
            case _:
                return self._tried(test)

    def _all(self, tests: Iterable[Expr]) -> Cuts | None:
        found = [self.cuts(test) for test in tests]
        known = [one for one in found if one is not None]
        return NONE.union(*known) if len(known) == len(found) else None

    def _course(self, expr: Expr) -> Course | None:
        whole = self.step is not None and self.step.denominator == 1
        return course(expr, Line(Fraction(1), Fraction(0), self.quantity, whole), self.cuts)

    def _of_nulls(self, arg: Expr) -> Cuts | None:
        if arg.type.kind is Kind.BOOLEAN:
            return self.cuts(arg)
        found = self._course(arg)
        return found.cuts if found else self._tried(Apply("is-null", (arg,), arg.type, arg.at))

    def _membership(self, listed: Expr, element: Expr) -> Cuts | None:
        match listed:
            case Const(tuple(values)):
                items: tuple[Expr, ...] = tuple(Const(value, element.type, listed.at) for value in values)
            case ListOf(items):
                pass
            case _:
                return None
        found = [self._compared(item, element) for item in items]
        known = [one for one in found if one is not None]
        return NONE.union(*known) if len(known) == len(found) else None

    def _comparison(self, left: Expr, right: Expr, test: Expr) -> Cuts | None:
        if left.type.kind is Kind.BOOLEAN and right.type.kind is Kind.BOOLEAN:
            return self._all((left, right))
        found = self._compared(left, right)
        return self._halved(left, right, test) if found is None else found

    def _compared(self, left: Expr, right: Expr) -> Cuts | None:
        one, other = self._course(left), self._course(right)
        if one and other:
            return meetings(one.lines, other.lines) | one.cuts | other.cuts
        return self._rounded(left, other) if other else self._rounded(right, one) if one else None

    def _rounded(self, rounded: Expr, bound: Course | None) -> Cuts | None:
        """A rounded value goes on at halves of the unit; near the bound is where that may matter."""
        match rounded:
            case Apply("round-money", (inner,)):
                unit = Fraction(1, 100)
            case Apply(op, (inner,)) if op in _ROUNDINGS:
                unit = Fraction(1)
            case Apply(op, (inner, Const(scale))) if op.removesuffix("-to") in _ROUNDINGS and isinstance(scale, int):
                unit = Fraction(10) ** -scale
            case _:
                return None
        found = self._course(inner)
        if found is None or bound is None or any(line.slope for line in bound.lines):
            return None
        steps = (level(at, line.quantity) for line in bound.lines for at in _halves_near(line.height, unit))
        return meetings(found.lines, steps) | found.cuts | bound.cuts

    def _halved(self, left: Expr, right: Expr, test: Expr) -> Cuts | None:
        steps = self._steps()
        if steps is None or self.step is None:
            return None
        sides = (self._at(left, steps), self._at(right, steps))
        found = changes(left, right, sides, len(steps))
        return self._tried(test) if found is None else frozenset(Cut(steps[at] * self.step) for at in found)

    def _tried(self, test: Expr) -> Cuts | None:
        """Every value of a short grid tried."""
        steps = self._steps()
        if steps is None or self.step is None or len(steps) > FEW:
            return None
        truth = self._at(test, steps)
        told = [truth(at) for at in range(len(steps))]
        changed = (at for at in range(1, len(steps)) if told[at] is not told[at - 1])
        return frozenset(Cut(steps[at] * self.step) for at in changed)

    def _steps(self) -> range | None:
        """The grid's values counted in steps; None where there is no end to them."""
        if self.step is None or self.low is None or self.high is None:
            return None
        return range(ceil(self.low / self.step), floor(self.high / self.step) + 1)

    def _at(self, expr: Expr, steps: range) -> Callable[[int], Value]:
        compute, step = self.evaluate(expr), self.step or Fraction(1)
        return lambda at: compute({self.name: value_at(self.quantity, steps[at] * step)})


def is_comparison(op: str) -> bool:
    return op.partition("-")[0] in ORDERINGS


def _halves_near(at: Fraction, unit: Fraction) -> Iterator[Fraction]:
    half = unit / 2
    middle = floor(at / half)
    return (half * (middle + by) for by in range(-3, 5))
