"""How far an amount is from another where one fact has moved: within bounds, by where the fact is in each case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.difference.amounts import formula_in, moved, reads_element
from engine.backends.proof.difference.forms import Constant, Form
from engine.backends.proof.guarantees.slopes import slope, where_it_is
from engine.backends.proof.theory.comparisons import facts_in
from engine.backends.proof.theory.differences import bounds, difference, unrounded
from engine.backends.proof.theory.polynomials import FACT, Polynomial
from engine.feel.types import Kind, Type

if TYPE_CHECKING:
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.theory.linear.runs import Run
    from engine.backends.proof.theory.polynomials import Formula
    from engine.backends.proof.theory.possible import Theory

CENT = Decimal("0.01")


class Between(NamedTuple):
    """From `low` to `high`; None: without bound, or not known."""

    low: Decimal | None = None
    high: Decimal | None = None


LEVEL, ANYHOW = Between(Decimal(0), Decimal(0)), Between()
Apart = Callable[[Form, Form, Type], Between]
"""How much more the second of two forms of a type is."""


def unmoved(fact: str) -> Apart:
    """As long as it isn't known where the fact is: of formulas only those are known to be alike that don't read it."""

    def apart(was: Form, then: Form, _: Type) -> Between:
        if isinstance(was, Constant) and isinstance(then, Constant):
            return _of_constants(was, then)
        formula = formula_in(then)
        return LEVEL if was == then and (formula is None or fact not in facts_in(formula)) else ANYHOW

    return apart


def _of_constants(was: Constant, then: Constant) -> Between:
    """What has no common measure doesn't count."""
    far = moved(was.value, then.value)
    return LEVEL if far is None else Between(far, far)


@dataclass(frozen=True, slots=True)
class Moved:
    """Amounts in a box, of the graver case (the fact is in `start`) and of the other (in `end`).

    `upwards`: whether the fact is more in the second.
    """

    theory: Theory
    box: Box
    fact: str
    start: Run
    end: Run
    upwards: bool

    def apart(self, was: Form, then: Form, declared: Type) -> Between:
        """Of `then` at the end and `was` at the start."""
        known = unmoved(self.fact)(was, then, declared)
        one, other = formula_in(was), formula_in(then)
        if known != ANYHOW or one is None or other is None or reads_element(one) or reads_element(other):
            return known
        one, other = unrounded(one), unrounded(other)
        found = self._along(one) if one == other else ANYHOW
        found = self._ends(one, other) if found == ANYHOW else found
        return _surely(found, declared, null=_may_be_null(one, self.fact) or _may_be_null(other, self.fact))

    def slope(self, formula: Formula) -> int | None:
        return slope(formula, self.fact, self._sign)

    def _sign(self, formula: Formula) -> int | None:
        low, high, _ = bounds(formula, self.theory, self.box)
        if low is not None and low >= 0:
            return 1
        return -1 if high is not None and high <= 0 else None

    def _along(self, formula: Formula) -> Between:
        """The same amount, further on."""
        way = self.slope(formula)
        if way is None:
            return ANYHOW
        rising = way if self.upwards else -way
        return LEVEL if not rising else Between(Decimal(0), None) if rising > 0 else Between(None, Decimal(0))

    def _ends(self, one: Formula, other: Formula) -> Between:
        """By their values where the fact is at the ends of its runs: between those an amount with a slope lies."""
        starts, ends = (self._places(*pair) for pair in ((one, self.start), (other, self.end)))
        if not starts or not ends:
            return ANYHOW
        found = [difference(a, b, self.theory, self.box) for a in starts for b in ends]
        lows, highs = [each.low for each in found], [each.high for each in found]
        low = min((end for end in lows if end is not None), default=None)
        high = max((end for end in highs if end is not None), default=None)
        return Between(None if None in lows else low, None if None in highs else high)

    def _places(self, formula: Formula, run: Run) -> list[Formula]:
        if self.fact not in facts_in(formula):
            return [formula]
        if run.low is None or run.high is None or not (_is_linear(formula, self.fact) or self.slope(formula)):
            return []
        return [where_it_is(formula, self.fact, Fraction(end)) for end in dict.fromkeys((run.low, run.high))]


def _is_linear(formula: Formula, fact: str) -> bool:
    if not isinstance(formula, Polynomial):
        return False
    moving = ([form for form in product if fact in facts_in(form)] for product, _ in formula.terms)
    return all([form.op for form in forms] in ([], [FACT]) for forms in moving)


def _surely(found: Between, declared: Type, *, null: bool) -> Between:
    """Less than a cent may be lost when it is rounded; nothing is between what is null and anything else."""
    low, high = found
    least = CENT if declared.kind is Kind.MONEY else Decimal(0)
    if low is not None and low > 0 and (null or low < least):
        low = Decimal(0)
    if high is not None and high < 0 and (null or -high < least):
        high = Decimal(0)
    return Between(low, high)


def _may_be_null(formula: Formula, fact: str) -> bool:
    if isinstance(formula, Polynomial):
        return any(_may_be_null(form, fact) for product, _ in formula.terms for form in product)
    return formula.optional and formula.parts != (fact,)
