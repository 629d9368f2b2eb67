"""How low and how high a sum gets where constraints hold: exactly, by z3's simplex and branch and bound."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import z3

from engine.backends.proof.theory.linear.solver import STEPS, holding, named, value_of

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from engine.backends.proof.theory.linear.bounds import Box
    from engine.backends.proof.theory.linear.comparison import Constraint


class Ends(NamedTuple):
    """None: without bound."""

    low: Fraction | None
    high: Fraction | None


class NotFoundError(Exception):
    """Not found out within the solver's steps."""


def ends_of(
    terms: Sequence[tuple[int, Fraction]], box: Box, constraints: Sequence[Constraint], grids: Container[int]
) -> Ends | None:
    """Between what the sum lies; None where nothing holds. Raises `NotFoundError`."""
    names = named(box, grids)
    total = z3.Sum([value_of(factor) * names[column] for column, factor in terms])
    found = []
    for sign in (1, -1):
        optimum = z3.Optimize()
        optimum.set("rlimit", STEPS)
        optimum.add(*holding(names, box, constraints))
        goal = optimum.minimize(sign * total)
        answer = optimum.check()
        if answer == z3.unsat:
            return None
        if answer != z3.sat:
            raise NotFoundError
        found.append(_end(optimum.lower_values(goal), sign))
    return Ends(*found)


def _end(values: Sequence[Any], sign: int) -> Fraction | None:
    """z3 tells an end as a multiple of the infinite, a number and a multiple of the infinitely small."""
    infinite, number, _ = values
    if not z3.is_rational_value(infinite) and not z3.is_int_value(infinite):
        raise NotFoundError
    return None if Fraction(str(infinite)) else sign * Fraction(str(number))
