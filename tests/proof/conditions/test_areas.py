"""Unions of boxes held against sets of points, on grids small enough to go through."""

from __future__ import annotations

from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from engine.backends.proof.conditions.areas import Algebra, Area, Areas

SIZES = (2, 3, 2)
POINTS = frozenset(product(*(range(size) for size in SIZES)))
ALGEBRA = Algebra(SIZES)


def _areas() -> st.SearchStrategy[Areas]:
    masks = st.tuples(*(st.integers(1, (1 << size) - 1) for size in SIZES))
    return st.lists(masks.map(_area), max_size=5).map(tuple)


def _area(masks: tuple[int, ...]) -> Area:
    full = ((1 << size) - 1 for size in SIZES)
    return tuple((column, mask) for column, (mask, whole) in enumerate(zip(masks, full, strict=True)) if mask != whole)


def points(areas: Areas) -> frozenset[tuple[int, ...]]:
    return frozenset(p for p in POINTS if any(all(mask >> p[column] & 1 for column, mask in area) for area in areas))


@given(_areas(), _areas())
@example(((), ((0, 1),)), ((),))
def test_union_meet_and_difference(one: Areas, other: Areas) -> None:
    assert points(ALGEBRA.union(one, other)) == points(one) | points(other)
    assert points(ALGEBRA.meet(one, other)) == points(one) & points(other)
    assert points(ALGEBRA.without(one, other)) == points(one) - points(other)


@given(_areas())
def test_what_a_box_covers_is_one_box(areas: Areas) -> None:
    """Neighbours are made one, hidden areas left out: no area lies in another, none is empty."""
    found = ALGEBRA.union(areas)
    assert all(mask for area in found for _, mask in area)
    assert not any(points((one,)) <= points((other,)) for one in found for other in found if one != other)
