"""Linear comparisons between columns, as a grid knows them, and as what must hold where they are true or false."""

from __future__ import annotations

from math import gcd, lcm
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

Relation = Literal["<", "<=", "="]
Bound = Literal["<", "<=", "=", "!="]


class Window(NamedTuple):
    """A sum that is null outside `low` to `high`, as days beyond the calendar are; `right`: right of the sign."""

    terms: tuple[tuple[int, Fraction], ...]
    constant: Fraction
    low: Fraction
    high: Fraction
    right: bool


class Comparison(NamedTuple):
    """`column` is true where the sum of `terms` (column, factor) and `constant` stands in `relation` to zero.

    It is null where the value of one of the columns is null, or a sum of `windows`, but for `sides`: then null equals
    null and nothing else, and `sides` are the columns left and right of the sign.
    """

    column: int
    terms: tuple[tuple[int, Fraction], ...]
    constant: Fraction
    relation: Relation
    sides: tuple[frozenset[int], frozenset[int]] | None = None
    windows: tuple[Window, ...] = ()


class Constraint(NamedTuple):
    """The sum of `terms` and `constant` stands so towards zero, all in whole numbers of each column's unit."""

    terms: tuple[tuple[int, int], ...]
    constant: int
    bound: Bound


class Bounded(NamedTuple):
    """What holds where a window's sum is within it, where below it and where above it; of which columns it is made."""

    within: tuple[Constraint, ...]
    beyond: tuple[Constraint, ...]
    columns: frozenset[int]
    right: bool


class Sides(NamedTuple):
    """What holds where a comparison is true, and where it is false."""

    true: Constraint
    false: Constraint


def scaled(comparison: Comparison, units: Mapping[int, Fraction]) -> Sides:
    """The comparison over columns whose places are counted in `units`."""
    factors = [factor * units[column] for column, factor in comparison.terms]
    whole = lcm(comparison.constant.denominator, *(factor.denominator for factor in factors))
    numbers = [int(factor * whole) for factor in factors]
    constant = int(comparison.constant * whole)
    common = gcd(constant, *numbers) or 1
    columns = [column for column, _ in comparison.terms]
    terms = tuple((column, number // common) for column, number in zip(columns, numbers, strict=True) if number)
    holds = Constraint(terms, constant // common, comparison.relation)
    return Sides(holds, opposite(holds))


def bounded(window: Window, units: Mapping[int, Fraction]) -> Bounded:
    """The window over columns whose places are counted in `units`."""
    turned = tuple((column, -factor) for column, factor in window.terms)
    above = scaled(Comparison(-1, window.terms, window.constant - window.high, "<="), units)
    below = scaled(Comparison(-1, turned, window.low - window.constant, "<="), units)
    columns = frozenset(column for column, _ in window.terms)
    return Bounded((above.true, below.true), (above.false, below.false), columns, window.right)


def opposite(constraint: Constraint) -> Constraint:
    """What holds where it doesn't."""
    match constraint.bound:
        case "<":
            return _negated(constraint, "<=")
        case "<=":
            return _negated(constraint, "<")
        case "=":
            return constraint._replace(bound="!=")
        case _:
            return constraint._replace(bound="=")


def _negated(constraint: Constraint, bound: Bound) -> Constraint:
    return Constraint(tuple((column, -factor) for column, factor in constraint.terms), -constraint.constant, bound)
