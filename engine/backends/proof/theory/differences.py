"""How far two formulas lie apart over a box, and cases that show it."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import to_decimal
from engine.backends.proof.theory.comparisons import facts_in
from engine.backends.proof.theory.evaluation import NoValueError, value_of
from engine.backends.proof.theory.intervals import at_corners, interval
from engine.backends.proof.theory.linear.narrowing import narrowed
from engine.backends.proof.theory.linear.optimum import NotFoundError, ends_of
from engine.backends.proof.theory.linear.prober import Prober
from engine.backends.proof.theory.linear.runs import Run, measured, places, unit_of
from engine.backends.proof.theory.polynomials import FACT, Form, Polynomial, minus
from engine.backends.proof.theory.witnesses import Wish
from engine.ir.program import ROUND_MONEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.space import Evaluator
    from engine.backends.proof.theory.linear.bounds import Number
    from engine.backends.proof.theory.links import Links
    from engine.backends.proof.theory.polynomials import Formula
    from engine.backends.proof.theory.possible import Theory
    from engine.feel.values import Value


class Bounds(NamedTuple):
    """From `low` to `high`; None: without bound, or not known. Amounts of money are taken before they are rounded.

    `exact`: both are reached by a case of the box, or approached; else they may be wider than need be.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    exact: bool = False


def difference(a: Formula, b: Formula, theory: Theory, box: Box) -> Bounds:
    """How much more `b` is than `a`."""
    one, other = unrounded(a), unrounded(b)
    if not isinstance(one, Polynomial) or not isinstance(other, Polynomial) or one.quantity != other.quantity:
        return Bounds()
    return bounds(minus(other, one), theory, box)


def bounds(formula: Formula, theory: Theory, box: Box) -> Bounds:
    """How low and how high a formula gets where it isn't null."""
    links = theory.links
    names = sorted(facts_in(formula) & links.columns.places.keys())
    hulls, exact = _hulls(names, links, links.columns.whole(box))
    corners = at_corners(formula, hulls)
    low, _, high, _ = corners or interval(formula, hulls)
    if exact and (corners or _is_plain(formula)):
        return Bounds(_decimal(low), _decimal(high), exact=True)
    return _reached(formula, links, links.columns.whole(box)) or Bounds(_decimal(low), _decimal(high))


def _reached(formula: Formula, links: Links, box: Box) -> Bounds | None:
    """The same by all that holds in the box; None where it isn't found out."""
    terms, constant = links.reader.summed(formula) if isinstance(formula, Polynomial) else ((), Fraction(0))
    if not terms:
        return None
    comparisons = [each.comparison for each in links.compared if each.comparison]
    prober = Prober(links.columns.axes, comparisons, links.reader.made, also=[column for column, _ in terms])
    summed = [(column, factor * prober.units[column]) for column, factor in terms]
    questions = prober.questions(box, prober.fixed(box))
    try:
        found = [ends_of(summed, q.box, q.constraints, prober.grids) for q in questions]
    except NotFoundError:
        return None
    lows, highs = [ends.low for ends in found if ends], [ends.high for ends in found if ends]
    if not lows:
        return None
    low = None if None in lows else min(end + constant for end in lows if end is not None)
    high = None if None in highs else max(end + constant for end in highs if end is not None)
    return Bounds(_decimal(low), _decimal(high), exact=all(links.reader.is_exact(column) for column, _ in terms))


def differing(a: Formula, b: Formula, evaluate: Evaluator) -> Wish:
    """That both come to different values, money rounded to the cent; what can't be computed differs nowhere."""

    def holds(facts: Mapping[str, Value]) -> bool:
        try:
            return value_of(a, facts, evaluate) != value_of(b, facts, evaluate)
        except NoValueError:
            return False

    return Wish(tuple(sorted(facts_in(a) | facts_in(b))), holds)


def unrounded(formula: Formula) -> Formula:
    """What an amount of money is rounded from."""
    match formula:
        case Polynomial(terms=(((Form(op=op, parts=(Polynomial() as exact,)),), factor),)) if op == ROUND_MONEY:
            return exact if factor == 1 else formula
        case _:
            return formula


def _is_plain(formula: Formula) -> bool:
    """Whether it is a sum of facts, and of products of facts, none of them twice."""
    if not isinstance(formula, Polynomial):
        return False
    forms = [form for product, _ in formula.terms for form in product]
    return all(form.op == FACT for form in forms) and len({*forms}) == len(forms)


def _decimal(end: Number | None) -> Decimal | None:
    return None if end is None else to_decimal(Fraction(end))


def _hulls(names: Sequence[str], links: Links, box: Box) -> tuple[dict[str, Run], bool]:
    """Where facts are, narrowed by the comparisons of the box; whether only their own columns bound them."""
    prober, numbers = links.prober, {name: links.columns.places[name] for name in names}
    fixed = prober.fixed(box)
    touched = any(set(numbers.values()) & set(asked.columns) for asked in fixed)
    boxes = (narrowed(q.box, q.constraints, prober.grids) for q in prober.questions(box, fixed)) if touched else ({},)
    left = [each for each in boxes if each is not None]
    found = {name: [_runs(links, box, place, each) for each in left] for name, place in numbers.items()}
    return {name: _around(chain.from_iterable(runs)) for name, runs in found.items() if any(runs)}, not touched


def _runs(links: Links, box: Box, place: int, left: Mapping[int, tuple[Run, ...]]) -> tuple[Run, ...]:
    """In positions."""
    axis = links.columns.axes[place]
    unit = unit_of(axis)
    return tuple(measured(run, unit) for run in left.get(place, places(axis, box[place], unit).runs))


def _around(runs: Iterable[Run]) -> Run:
    ordered = [*runs]
    lows, highs = [run.low for run in ordered], [run.high for run in ordered]
    low = None if None in lows else min(end for end in lows if end is not None)
    return Run(low, False, None if None in highs else max(end for end in highs if end is not None), False)
