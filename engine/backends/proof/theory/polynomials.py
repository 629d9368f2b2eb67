"""Exact polynomials over forms: what amounts come to, as far as it is arithmetic.

A `Form` is what can't be taken apart any further: a fact, or an operation that is no sum or product, over formulas of
its own. Two formulas that are equal come to equal values, nulls included; two that aren't may do so all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

FACT, CONSTANT = "fact", "constant"
"""Operators of forms; a fact's only part is its name, a constant's its value."""
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Form:
    """`op` over `parts`: formulas, names, values.

    `quantity`: of its values, see `coordinates.quantities`. `low`, `high`: its bounds where its type has any. `whole`:
    it is always a whole number. `optional`: it may be null.
    """

    op: str
    parts: tuple[Hashable, ...]
    quantity: str = field(default="", compare=False)
    low: Fraction | None = field(default=None, compare=False)
    high: Fraction | None = field(default=None, compare=False)
    whole: bool = field(default=False, compare=False)
    optional: bool = field(default=False, compare=False)


Monomial = tuple[Form, ...]
"""A product, in a fixed order, a factor as often as it occurs; the empty one is 1."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of products with their factors, in a fixed order.

    A product that cancels out stays, with the factor 0, where it may be null: then the sum is null.
    """

    terms: tuple[tuple[Monomial, Fraction], ...]
    quantity: str = field(compare=False)

    @property
    def constant(self) -> Fraction | None:
        """Its value where it has no forms."""
        match self.terms:
            case ():
                return Fraction(0)
            case (((), value),):
                return value
            case _:
                return None

    @property
    def linear(self) -> bool:
        """Whether no two forms are multiplied."""
        return all(len(monomial) <= 1 for monomial, _ in self.terms)

    @property
    def whole(self) -> bool:
        """Whether it is always a whole number."""
        return all(factor.denominator == 1 and all(form.whole for form in product) for product, factor in self.terms)


Formula = Polynomial | Form


def number(value: Fraction, quantity: str) -> Polynomial:
    return Polynomial((((), value),) if value else (), quantity)


def of_form(form: Form) -> Formula:
    """A form as a summand, where its values have an order."""
    return Polynomial((((form,), ONE),), form.quantity) if form.quantity else form


def plus(a: Polynomial, b: Polynomial, quantity: str = "") -> Polynomial:
    return _summed(chain(a.terms, b.terms), quantity or a.quantity)


def times(a: Polynomial, b: Polynomial, quantity: str = "") -> Polynomial:
    products = ((_product(one, other), x * y) for one, x in a.terms for other, y in b.terms)
    return _summed(chain(products, _gone(a, b), _gone(b, a)), quantity or a.quantity)


def scaled(a: Polynomial, factor: Fraction, quantity: str = "") -> Polynomial:
    return times(a, number(factor, a.quantity), quantity)


def minus(a: Polynomial, b: Polynomial, quantity: str = "") -> Polynomial:
    return plus(a, scaled(b, -ONE), quantity)


def measured(a: Polynomial, quantity: str) -> Polynomial:
    """The same number as another quantity."""
    return a if a.quantity == quantity else replace(a, quantity=quantity)


def order(formula: object) -> str:
    """What puts formulas in a fixed order."""
    return repr(formula)


def _gone(a: Polynomial, b: Polynomial) -> Iterable[tuple[Monomial, Fraction]]:
    """Of a product with zero, what may be null."""
    return () if b.terms else ((monomial, Fraction(0)) for monomial, _ in a.terms)


def _product(one: Monomial, other: Monomial) -> Monomial:
    return tuple(sorted((*one, *other), key=order)) if one and other else one or other


def _summed(terms: Iterable[tuple[Monomial, Fraction]], quantity: str) -> Polynomial:
    found: dict[Monomial, Fraction] = {}
    for monomial, factor in terms:
        found[monomial] = found.get(monomial, Fraction(0)) + factor
    kept = [(monomial, factor) for monomial, factor in found.items() if factor or any(f.optional for f in monomial)]
    return Polynomial(tuple(sorted(kept, key=order)), quantity)
