"""How low and how high a formula can get where its facts are within intervals; an end may be wider than need be."""

from __future__ import annotations

from calendar import monthrange
from fractions import Fraction
from functools import cache, reduce
from itertools import accumulate
from itertools import product as product_of
from math import prod
from typing import TYPE_CHECKING

from engine.backends.proof.theory.linear.runs import Run
from engine.backends.proof.theory.polynomials import FACT, Form, Polynomial
from engine.feel.values import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.backends.proof.theory.linear.bounds import Number
    from engine.backends.proof.theory.polynomials import Formula, Monomial

    Hulls = Mapping[str, Run]
    """By fact, where its value is."""

ANYWHERE = Run(None, False, None, False)
MANY = 6
"""Facts beyond which corners aren't gone through."""
HALF_A_CENT = Fraction(1, 200)
MONTH = Fraction(146_097, 4_800)
"""The days of a month on the average of 400 years."""
SHORTEST = 28
SHORTER, LONGER = 8, 5
"""By how many days so many months may be shorter or longer than on the average: leap days, long months, clamping."""


def interval(formula: Formula, hulls: Hulls) -> Run:
    """Closed; None: without bound, or not known."""
    if isinstance(formula, Form):
        return _of_form(formula, hulls)
    products = (
        _stretched(reduce(_multiplied, (_of_form(form, hulls) for form in monomial), _point(1)), factor)
        for monomial, factor in formula.terms
    )
    return reduce(_added, products, _point(0))


def at_corners(formula: Formula, hulls: Hulls) -> Run | None:
    """The same exactly, of sums of products of facts: while one fact moves, so does the sum, evenly.

    None of anything else, where a product has a fact twice, where a fact is without bound or there are many.
    """
    if not isinstance(formula, Polynomial) or not all(_is_of_facts(product) for product, _ in formula.terms):
        return None
    ends = {form: hulls.get(str(form.parts[0]), ANYWHERE) for product, _ in formula.terms for form in product}
    if len(ends) > MANY or any(None in (run.low, run.high) for run in ends.values()):
        return None
    corners = product_of(*((run.low or 0, run.high or 0) for run in ends.values()))
    sums = [_sum_at(dict(zip(ends, corner, strict=True)), formula) for corner in corners]
    return Run(min(sums), False, max(sums), False)


def _is_of_facts(product: Monomial) -> bool:
    return all(form.op == FACT for form in product) and len({*product}) == len(product)


def _sum_at(place: Mapping[Form, Number], formula: Polynomial) -> Fraction:
    products = (factor * prod(place[form] for form in product) for product, factor in formula.terms)
    return sum(products, Fraction(0))


def _of_form(form: Form, hulls: Hulls) -> Run:
    inner = inside(form)
    match form.op:
        case "fact":
            return hulls.get(str(form.parts[0])) or Run(form.low, False, form.high, False)
        case "If":
            return _covering([interval(part, hulls) for part in inner[1:]])
        case "min" | "max" if len(inner) > 1:
            return _extreme([interval(part, hulls) for part in inner], lowest=form.op == "min")
        case "add-date-span" if is_months(inner[1]):
            return _added(interval(inner[0], hulls), in_days(interval(inner[1], hulls)))
        case "round-money":
            return _added(interval(inner[0], hulls), Run(-HALF_A_CENT, False, HALF_A_CENT, False))
        case _:
            return Run(form.low, False, form.high, False)


def inside(form: Form) -> tuple[Formula, ...]:
    """The formulas that a form is made of; of `min` and `max` those of the list, where it is written out."""
    parts = form.parts
    if form.op in ("min", "max") and isinstance(parts[0], Form) and parts[0].op == "ListOf":
        parts = parts[0].parts
    return tuple(part for part in parts if isinstance(part, Form | Polynomial))


def is_months(formula: Formula) -> bool:
    return isinstance(formula, Polynomial) and formula.quantity == Unit.MONTHS


def in_days(months: Run) -> Run:
    """How many days so many months can be."""
    if months.low is not None and months.low == months.high and months.low.denominator == 1:
        least, most = days_of(int(months.low))
        return Run(least, False, most, False)
    low: Number | None = None if months.low is None else months.low * MONTH - SHORTER
    if months.low is not None and months.low >= 0:
        low = max(months.low * SHORTEST, months.low * MONTH - SHORTER)
    return Run(low, False, None if months.high is None else months.high * MONTH + LONGER, False)


@cache
def days_of(months: int) -> tuple[int, int]:
    """The fewest and the most days by which so many months move a day, by the months of 400 years: then they recur."""
    lengths = [monthrange(year, month)[1] for year in range(2000, 2400) for month in range(1, 13)]
    starts = [0, *accumulate(lengths)]
    count, days = len(lengths), starts[-1]
    found = []
    for first, length in enumerate(lengths):
        cycles, last = divmod(first + months, count)
        moved = starts[last] + cycles * days - starts[first]
        found += [moved, moved + min(0, lengths[last] - length)]
    return min(found), max(found)


def _point(at: int) -> Run:
    return Run(at, False, at, False)


def _added(a: Run, b: Run) -> Run:
    low = None if a.low is None or b.low is None else a.low + b.low
    high = None if a.high is None or b.high is None else a.high + b.high
    return Run(low, a.low_open or b.low_open, high, a.high_open or b.high_open)


def _stretched(run: Run, factor: Fraction) -> Run:
    if factor < 0:
        run = Run(run.high, run.high_open, run.low, run.low_open)
    low, high = (None if end is None else end * factor for end in (run.low, run.high))
    return Run(low, run.low_open, high, run.high_open) if factor else _point(0)


def _multiplied(a: Run, b: Run) -> Run:
    """Where an end is not known, only signs say something."""
    if a.low is None or a.high is None or b.low is None or b.high is None:
        positive = a.low is not None and b.low is not None and a.low >= 0 and b.low >= 0
        return Run(a.low * b.low if positive and a.low is not None and b.low is not None else None, False, None, False)
    corners = [one * other for one in (a.low, a.high) for other in (b.low, b.high)]
    return Run(min(corners), False, max(corners), False)


def _covering(runs: Sequence[Run]) -> Run:
    lows, highs = [run.low for run in runs], [run.high for run in runs]
    return Run(_least(lows), False, _greatest(highs), False)


def _extreme(runs: Sequence[Run], *, lowest: bool) -> Run:
    lows, highs = [run.low for run in runs], [run.high for run in runs]
    if lowest:
        return Run(_least(lows), False, min((end for end in highs if end is not None), default=None), False)
    return Run(max((end for end in lows if end is not None), default=None), False, _greatest(highs), False)


def _least(ends: Iterable[Number | None]) -> Number | None:
    known = [*ends]
    return None if None in known else min(end for end in known if end is not None)


def _greatest(ends: Iterable[Number | None]) -> Number | None:
    known = [*ends]
    return None if None in known else max(end for end in known if end is not None)
