"""Values to atoms and back: an atom has the values that lie between its cuts, no others, and a plain one to show."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.backends.proof.boxes.masks import cell_of_mask, mask_of
from engine.backends.proof.coordinates.axis import Axis, Cut
from engine.backends.proof.coordinates.building import Rest, around, axis_of
from engine.backends.proof.coordinates.cells import cell_of, cuts_of, joined, ruler_of
from engine.backends.proof.coordinates.extents import extent_of, region_of, share_of
from engine.backends.proof.coordinates.quantities import DAY, INSTANT, NUMBER, TIME, UNORDERED, position, value_at
from engine.backends.proof.coordinates.samples import sample
from engine.backends.proof.space import Column, Space
from engine.feel.types import DATE, STRING
from engine.feel.types import NUMBER as NUMBERS
from engine.feel.values import TimeSpan, Unit
from engine.ir.regions import Between, Extent, Subject

if TYPE_CHECKING:
    from engine.feel.values import Value

WHOLE, CENTS = Fraction(1), Fraction(1, 100)
SCORE = (Fraction(0), Fraction(100))


def days(*texts: str) -> list[Cut]:
    return [Cut(Fraction(dt.date.fromisoformat(text).toordinal())) for text in texts]


def samples(axis: Axis) -> list[Value]:
    return [sample(axis, atom) for atom in range(axis.size)]


def shown(value: Value) -> str:
    return str(value)


def test_a_dense_axis_tells_a_value_from_what_is_beside_it() -> None:
    axis = axis_of(NUMBER, around(Fraction(80)), ends=SCORE)
    assert [shown(value) for value in samples(axis)] == ["0", "80", "81"]


def test_on_a_grid_nothing_lies_between_neighbours() -> None:
    axis = axis_of(NUMBER, [Cut(Fraction(5)), Cut(Fraction(499, 100), after=True)], step=CENTS, ends=SCORE)
    assert axis.cuts == (Cut(Fraction(0)), Cut(Fraction(5)), Cut(Fraction(10001, 100)))


def test_no_value_is_a_third() -> None:
    axis = axis_of(NUMBER, around(Fraction(1, 3)))
    assert [shown(value) for value in samples(axis)] == ["0", "1"]


@pytest.mark.parametrize(
    ("low", "high", "plain"),
    [
        (Cut(Fraction(80)), Cut(Fraction(90)), "80"),
        (Cut(Fraction(80), after=True), Cut(Fraction(90)), "81"),
        (Cut(Fraction(80), after=True), Cut(Fraction(161, 2)), "80.1"),
        (Cut(Fraction(12345, 1000000)), Cut(Fraction(1, 2)), "0.1"),
        (Cut(Fraction(1, 200)), Cut(Fraction(3, 100)), "0.005"),
        (Cut(Fraction(-90)), Cut(Fraction(-80)), "-81"),
        (Cut(Fraction(-90)), Cut(Fraction(-80), after=True), "-80"),
        (Cut(Fraction(-90)), Cut(Fraction(80)), "0"),
        (Cut(Fraction(1, 3)), Cut(Fraction(34, 100)), "0.334"),
        (Cut(Fraction(1, 2**40)), Cut(Fraction(1, 2**40), after=True), "9.094947017729282379150390625E-13"),
    ],
)
def test_the_plainest_value_of_an_interval(low: Cut, high: Cut, plain: str) -> None:
    axis = axis_of(NUMBER, [low, high])
    assert shown(sample(axis, 1)) == plain


def test_examples_are_round_in_their_own_quantity() -> None:
    evening = position(dt.datetime(2026, 4, 3, 17, tzinfo=dt.UTC))
    assert evening
    instants = axis_of(INSTANT, around(evening[1]))
    assert sample(instants, 2) == dt.datetime(2026, 4, 3, 18, tzinfo=dt.UTC)
    assert sample(axis_of(TIME, [Cut(Fraction(64_800))]), 1) == dt.time(18)
    assert sample(axis_of(DAY, days("2026-04-03")), 1) == dt.date(2026, 4, 3)
    assert sample(axis_of(str(Unit.SECONDS), around(Fraction(86_400))), 2) == TimeSpan(Unit.SECONDS, Decimal(90_000))


def test_an_example_lies_near_what_was_asked_for() -> None:
    axis = axis_of(DAY, days("2026-04-03"))
    wanted = Fraction(dt.date(2025, 12, 31).toordinal())
    assert [sample(axis, atom, wanted) for atom in (0, 1)] == [dt.date(2025, 12, 31), dt.date(2026, 4, 3)]


def test_values_without_order_have_an_atom_each_and_so_have_others_and_null() -> None:
    axis = axis_of(UNORDERED, rest=Rest(("xian", "other"), others=True, null=True))
    assert samples(axis) == ["xian", "other", "other 2", None]
    with pytest.raises(IndexError):
        sample(axis, 4)


def test_ends_without_a_value_are_refused() -> None:
    with pytest.raises(ValueError, match="no value"):
        axis_of(NUMBER, ends=(Fraction(2), Fraction(1)))


def test_a_cell_is_cut_off_at_the_ends_and_never_within_an_atom() -> None:
    ruler = ruler_of(axis_of(NUMBER, [Cut(Fraction(60))], step=WHOLE, ends=SCORE, rest=Rest(null=True)))
    assert cell_of(ruler, [cuts_of(Between(Decimal(-5), False, Decimal("59.5")))]) == ((0, 1),)
    for beyond in (100, 101, 1000):
        assert cell_of(ruler, [cuts_of(Between(Decimal(60), False, Decimal(beyond)))], Rest(null=True)) == ((1, 3),)
    with pytest.raises(KeyError):
        cell_of(ruler, [cuts_of(Between(Decimal(61)))])


def test_a_dense_cell_is_never_rounded_to_a_cut() -> None:
    ruler = ruler_of(axis_of(NUMBER, [Cut(Fraction(60))], ends=SCORE))
    assert cell_of(ruler, [cuts_of(Between(Decimal(60), False, Decimal("100.5")))]) == ((1, 2),)
    with pytest.raises(KeyError):
        cell_of(ruler, [cuts_of(Between(Decimal("60.3")))])


def test_only_what_has_order_bounds_an_interval() -> None:
    with pytest.raises(TypeError):
        cuts_of(Between("a"))


CUTS = st.builds(Cut, st.fractions(-20, 20, max_denominator=12), st.booleans())
STEPS = st.sampled_from([None, WHOLE, Fraction(1, 2), Fraction(1, 10)])
DECIMAL_CUTS = st.builds(Cut, st.decimals(-20, 20, places=1).map(Fraction), st.booleans())


@given(st.lists(CUTS, min_size=2, max_size=8), STEPS)
def test_a_range_has_the_atoms_whose_values_it_has(cuts: list[Cut], step: Fraction | None) -> None:
    axis = axis_of(NUMBER, cuts, step=step)
    low, high = sorted(cuts[:2])
    (mask,) = (mask_of(cell_of(ruler_of(axis), [(low, high)])),)
    for atom, value in enumerate(samples(axis)):
        assert isinstance(value, Decimal)
        assert bool(mask >> atom & 1) == (_behind(value, low) and not _behind(value, high))


def _behind(value: Decimal, cut: Cut) -> bool:
    assert cut.at is not None
    return Fraction(value) > cut.at or (Fraction(value) == cut.at and not cut.after)


@given(st.lists(DECIMAL_CUTS, min_size=1, max_size=8), STEPS, st.integers(0))
def test_what_is_told_of_a_mask_is_the_mask(cuts: list[Cut], step: Fraction | None, number: int) -> None:
    axis = axis_of(NUMBER, cuts, step=step, rest=Rest(null=True))
    mask = number % (1 << axis.size)
    extent = extent_of(Column(Subject("fact", "n", NUMBERS), axis), mask)
    if extent is None:
        assert mask == (1 << axis.size) - 1
        return
    again = cell_of(ruler_of(axis), [cuts_of(between) for between in extent.ranges], Rest(null=extent.null))
    assert mask_of(again) == mask


@given(st.integers(0, 2**70))
def test_masks_and_cells_are_one_another(mask: int) -> None:
    cell = cell_of_mask(mask)
    assert mask_of(cell) == mask
    assert joined(reversed(cell)) == cell


@given(st.lists(CUTS, max_size=6), STEPS, st.lists(st.integers(0, 99), max_size=3))
def test_shares_of_parts_add_up(cuts: list[Cut], step: Fraction | None, atoms: list[int]) -> None:
    axis = axis_of(NUMBER, cuts, step=step, ends=SCORE, rest=Rest(("x",), null=True))
    mask = sum(1 << atom for atom in {atom % axis.size for atom in atoms})
    rest = ((1 << axis.size) - 1) ^ mask
    assert share_of(axis, mask) + share_of(axis, rest) == 1


@pytest.mark.parametrize(
    ("column", "mask", "told"),
    [
        (
            Column(Subject("fact", "paid", NUMBERS), axis_of(NUMBER, [Cut(Fraction(80))], step=CENTS)),
            1,
            Between(None, False, Decimal(80), True),
        ),
        (
            Column(Subject("fact", "paid", NUMBERS), axis_of(NUMBER, [Cut(Fraction(80), True)], step=CENTS)),
            2,
            Between(Decimal(80), True),
        ),
        (
            Column(Subject("fact", "score", NUMBERS), axis_of(NUMBER, [Cut(Fraction(80))], step=WHOLE)),
            1,
            Between(None, False, Decimal(79)),
        ),
        (
            Column(Subject("fact", "day", DATE), axis_of(DAY, days("2025-01-01"))),
            1,
            Between(None, False, dt.date(2024, 12, 31)),
        ),
    ],
)
def test_an_end_is_told_roundly(column: Column, mask: int, told: Between) -> None:
    assert extent_of(column, mask) == Extent(column.subject, (told,))


def test_a_region_leaves_out_what_may_be_anything() -> None:
    score = Column(Subject("fact", "score", NUMBERS), axis_of(NUMBER, [Cut(Fraction(80))], ends=SCORE))
    city = Column(Subject("fact", "city", STRING), axis_of(UNORDERED, rest=Rest(("xian",), others=True, null=True)))
    space = Space((score, city), ())
    found = region_of(space, (0b01, 0b111))
    assert [extent.subject.name for extent in found.extents] == ["score"]
    assert found.share == Fraction(4, 5)
    assert region_of(space, (0b11, 0b110)).extents == (Extent(city.subject, others=True, null=True, besides=("xian",)),)


@pytest.mark.parametrize(
    "value",
    [
        Decimal("12.5"),
        dt.date(2026, 2, 28),
        dt.datetime(2026, 2, 28, 12, 30, 0, 1, tzinfo=dt.UTC),
        dt.time(18, 30),
        TimeSpan(Unit.MONTHS, Decimal(3)),
    ],
)
def test_a_value_stands_where_it_is_found(value: Value) -> None:
    found = position(value)
    assert found
    assert value_at(*found) == value
