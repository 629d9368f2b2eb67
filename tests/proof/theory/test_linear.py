"""Whether linear comparisons can hold in a box, against trying every point of a small grid."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.proof.coordinates.axis import Axis, Cut
from engine.backends.proof.theory.intervals import days_of
from engine.backends.proof.theory.linear.comparison import Comparison, Constraint
from engine.backends.proof.theory.linear.optimum import Ends, ends_of
from engine.backends.proof.theory.linear.prober import Prober
from engine.backends.proof.theory.linear.runs import Run
from engine.temporal.civil import plus_months

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import DrawFn

    from engine.backends.proof.theory.linear.bounds import Box

    Question = tuple[Sequence[Axis], Sequence[Comparison], tuple[int, ...], int]

TRUTHS = (True, False, None)
HOLDS = {"<": lambda total: total < 0, "<=": lambda total: total <= 0, "=": lambda total: total == 0}


def grid_axis(places: int, *, step: Fraction) -> Axis:
    """An atom for each place."""
    return Axis("number", tuple(Cut(place * step) for place in range(places + 1)), step, null=True)


def truth_axis() -> Axis:
    return Axis("", values=(True, False), null=True)


def truth(comparison: Comparison, point: Mapping[int, Fraction | None]) -> bool | None:
    values = [(factor, point[column]) for column, factor in comparison.terms]
    there = [factor * value for factor, value in values if value is not None]
    return HOLDS[comparison.relation](comparison.constant + sum(there)) if len(there) == len(values) else None


def has_case(box: Sequence[int], comparisons: Sequence[Comparison], axes: Sequence[Axis], columns: int) -> bool:
    """By trying every point, nulls included."""
    for values in product(*([*range(axes[c].intervals), None] for c in range(columns))):
        atoms = [axes[c].size - 1 if value is None else value for c, value in enumerate(values)]
        point = {c: None if v is None else v * (axes[c].step or 1) for c, v in enumerate(values)}
        if all(box[c] >> atom & 1 for c, atom in enumerate(atoms)) and all(
            box[each.column] >> TRUTHS.index(truth(each, point)) & 1 for each in comparisons
        ):
            return True
    return False


@st.composite
def questions(draw: DrawFn) -> Question:
    columns, compared = draw(st.integers(2, 3)), draw(st.integers(1, 3))
    step = draw(st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(5)]))
    axes = [grid_axis(draw(st.integers(2, 5)), step=step) for _ in range(columns)] + [truth_axis()] * compared
    factors = st.integers(-3, 3).filter(bool)
    comparisons = [
        Comparison(
            columns + index,
            tuple((c, Fraction(draw(factors))) for c in draw(st.sets(st.integers(0, columns - 1), min_size=2))),
            draw(st.integers(-6, 6)) * step,
            draw(st.sampled_from(["<", "<=", "="])),
        )
        for index in range(compared)
    ]
    box = tuple(draw(st.integers(1, (1 << axis.size) - 1)) for axis in axes)
    return axes, comparisons, box, columns


@given(questions())
def test_a_box_is_possible_exactly_where_some_point_of_it_is_a_case(question: Question) -> None:
    axes, comparisons, box, columns = question
    assert Prober(axes, comparisons).probe(box) is has_case(box, comparisons, axes, columns)


def number_axis(*cuts: int, null: bool = False) -> Axis:
    """Dense, cut just before each of these, without bound beyond."""
    return Axis("number", (Cut(None), *(Cut(Fraction(at)) for at in cuts), Cut(None, after=True)), null=null)


X_BELOW_Y = Comparison(2, ((0, Fraction(1)), (1, Fraction(-1))), Fraction(0), "<")
Y_BELOW_X = Comparison(3, ((1, Fraction(1)), (0, Fraction(-1))), Fraction(0), "<")
THIRDS = Comparison(2, ((0, Fraction(3)), (1, Fraction(-1))), Fraction(-1, 2), "=")


@pytest.mark.parametrize(
    ("comparisons", "box", "expected"),
    [
        pytest.param([X_BELOW_Y], (0b01, 0b10, 0b001), True, id="below-10-and-from-10"),
        pytest.param([X_BELOW_Y], (0b10, 0b01, 0b001), False, id="from-10-is-never-below-what-is-below-10"),
        pytest.param([X_BELOW_Y], (0b11, 0b11, 0b011), True, id="anywhere"),
        pytest.param([X_BELOW_Y], (0b11, 0b11, 0b100), False, id="null-takes-a-null"),
        pytest.param([X_BELOW_Y, Y_BELOW_X], (0b11, 0b11, 0b001, 0b001), False, id="both-ways-round"),
        pytest.param([X_BELOW_Y, Y_BELOW_X], (0b11, 0b11, 0b010, 0b010), True, id="equal"),
        pytest.param([THIRDS], (0b01, 0b10, 0b001), True, id="an-equation"),
    ],
)
def test_dense_columns(comparisons: list[Comparison], box: tuple[int, ...], expected: bool) -> None:
    axes = [number_axis(10), number_axis(10), *([truth_axis()] * len(comparisons))]
    assert Prober(axes, comparisons).probe(box) is expected


def test_a_bound_that_is_only_approached() -> None:
    """Below 10 and at least 10 apart from each other by less than nothing: `x < 10 <= y`, so `y <= x` can't be."""
    at_most = Comparison(2, ((1, Fraction(1)), (0, Fraction(-1))), Fraction(0), "<=")
    assert Prober([number_axis(10), number_axis(10), truth_axis()], [at_most]).probe((0b01, 0b10, 0b001)) is False


def test_null_equals_null_and_nothing_else() -> None:
    """`x = y` where null equals null: true where both are null, never null itself."""
    equal = Comparison(2, ((0, Fraction(1)), (1, Fraction(-1))), Fraction(0), "=", (frozenset({0}), frozenset({1})))
    prober = Prober([number_axis(10, null=True), number_axis(10, null=True), truth_axis()], [equal])
    assert prober.probe((0b100, 0b100, 0b001)) is True
    assert prober.probe((0b100, 0b011, 0b001)) is False
    assert prober.probe((0b100, 0b011, 0b010)) is True
    assert prober.probe((0b111, 0b111, 0b100)) is False


@given(st.dates(dt.date(1000, 1, 1), dt.date(9000, 1, 1)), st.integers(-500, 500))
def test_months_are_as_many_days_as_they_can_be(day: dt.date, months: int) -> None:
    fewest, most = days_of(months)
    assert fewest <= (plus_months(day, months) - day).days <= most


@pytest.mark.parametrize(
    ("terms", "constraints", "expected"),
    [
        (((0, 1), (1, -1)), [], (-10, 10)),
        (((0, 1), (1, -1)), [Constraint(((0, -1), (1, 1)), 3, "<=")], (3, 10)),
        (((0, 2),), [Constraint(((0, 1), (1, 1)), -5, "<")], (0, 10)),
        (((0, 1),), [Constraint(((0, 1), (1, -1)), 11, "=")], None),
    ],
)
def test_the_ends_of_a_sum(terms: Any, constraints: list[Constraint], expected: tuple[int, int] | None) -> None:
    box: Box = {column: (Run(0, False, 10, False),) for column in (0, 1)}
    summed = [(column, Fraction(factor)) for column, factor in terms]
    assert ends_of(summed, box, constraints, ()) == (expected and Ends(*map(Fraction, expected)))
