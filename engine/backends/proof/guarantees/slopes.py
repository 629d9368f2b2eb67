"""How an amount goes as one fact goes up, all others staying as they are."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from engine.backends.proof.theory.comparisons import facts_in
from engine.backends.proof.theory.intervals import inside
from engine.backends.proof.theory.polynomials import FACT, Form, Polynomial, number, of_form, plus, times
from engine.ir.program import ROUND_MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.backends.proof.theory.polynomials import Formula, Monomial

    Sign = Callable[[Formula], int | None]
    """1 where a formula is never negative, -1 where it is never positive, None where that isn't known."""

EVEN = frozenset({ROUND_MONEY, "min", "max", "floor", "ceiling"})
"""What goes up, or stays, where all its parts do."""


def slope(formula: Formula, fact: str, sign: Sign) -> int | None:
    """1: it never goes down; -1: it never goes up; 0: the fact has no part in it; None: it may go either way."""
    if fact not in facts_in(formula):
        return 0
    if isinstance(formula, Polynomial):
        return _together(_of_product(product, factor, fact, sign) for product, factor in formula.terms if factor)
    match formula.op, formula.parts:
        case ("fact", _):
            return 1
        case (op, _) if op in EVEN:
            return _together(slope(part, fact, sign) for part in inside(formula))
        case ("If", (Form() | Polynomial() as condition, *_)) if fact not in facts_in(condition):
            return _together(slope(part, fact, sign) for part in inside(formula)[1:])
        case _:
            return None


def _of_product(product: Monomial, factor: Fraction, fact: str, sign: Sign) -> int | None:
    """What the other factors come to decides which way it goes."""
    moving = [form for form in product if fact in facts_in(form)]
    if len(moving) != 1:
        return None if moving else 0
    others = [sign(of_form(form)) for form in product if form is not moving[0]]
    ways = [slope(moving[0], fact, sign), *others, 1 if factor > 0 else -1]
    return reduce(lambda one, other: None if one is None or other is None else one * other, ways)


def _together(ways: Iterable[int | None]) -> int | None:
    found = {*ways} - {0}
    return None if len(found) > 1 else found.pop() if found else 0


def where_it_is(formula: Formula, fact: str, at: Fraction) -> Formula:
    """The formula for one value of the fact."""
    if isinstance(formula, Form):
        return _form_where(formula, fact, at)
    nothing = number(Fraction(0), formula.quantity)
    return reduce(plus, (_product_where(*term, formula.quantity, fact, at) for term in formula.terms), nothing)


def _product_where(product: Monomial, factor: Fraction, quantity: str, fact: str, at: Fraction) -> Polynomial:
    total = number(factor, quantity)
    for form in product:
        told = _form_where(form, fact, at)
        part = told if isinstance(told, Polynomial) else Polynomial((((told,), Fraction(1)),), quantity)
        total = times(total, part, quantity)
    return total


def _form_where(form: Form, fact: str, at: Fraction) -> Formula:
    if form.op == FACT:
        return number(at, form.quantity) if form.parts == (fact,) else form
    return Form(
        form.op,
        tuple(_part_where(part, fact, at) for part in form.parts),
        form.quantity,
        form.low,
        form.high,
        form.whole,
        form.optional,
    )


def _part_where(part: object, fact: str, at: Fraction) -> object:
    match part:
        case Form() | Polynomial():
            return where_it_is(part, fact, at)
        case tuple():
            return tuple(_part_where(each, fact, at) for each in part)
        case _:
            return part
