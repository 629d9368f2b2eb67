"""How far two formulas lie apart over a box, and cases that show it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.coordinates.quantities import to_decimal
from engine.backends.proof.theory.comparisons import facts_in
from engine.backends.proof.theory.intervals import inside, interval
from engine.backends.proof.theory.linear.bounds import hulls_of
from engine.backends.proof.theory.linear.runs import hull, measured, places, unit_of
from engine.backends.proof.theory.polynomials import Form, Polynomial, minus
from engine.ir.program import ROUND_MONEY

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.theory.links import Links
    from engine.backends.proof.theory.polynomials import Formula


class Apart(NamedTuple):
    """`b - a` lies between `low` and `high`; None: without bound, or not known.

    `exact`: the bounds are those of real cases, reached or approached; else they may be wider. Amounts of money are
    taken before they are rounded to the cent.
    """

    low: Decimal | None
    high: Decimal | None
    exact: bool


NOT_KNOWN = Apart(None, None, exact=False)


def difference(a: Formula, b: Formula, links: Links, box: Box) -> Apart:
    """How much more `b` is than `a` in the cases of a box."""
    one, other = _unrounded(a), _unrounded(b)
    if not isinstance(one, Polynomial) or not isinstance(other, Polynomial) or one.quantity != other.quantity:
        return NOT_KNOWN
    apart = minus(other, one)
    whole = links.columns.whole(box)
    names = facts_in(apart) & links.columns.places.keys()
