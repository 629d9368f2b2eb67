"""Where a partition would take too long: a solver, which says when it stopped."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine.backends.proof.boxes.cuts import Budget
from engine.backends.proof.boxes.differing import differing
from engine.backends.proof.boxes.found import Answer, Masked
from engine.backends.proof.boxes.gaps import uncovered
from engine.backends.proof.boxes.grid import Grid, Layer, Piece
from engine.backends.proof.boxes.growing import maximal
from engine.backends.proof.boxes.masking import masked
from engine.backends.proof.boxes.masks import cell_of_mask, whole
from engine.backends.proof.boxes.searching import Question, Search
from engine.backends.proof.boxes.solving import solved
from tests.proof.boxes.brute import cases, grids, matching, spread

DIAGONAL = [Piece([((atom, atom + 1),), ((atom, atom + 1),)], atom) for atom in range(60)]


def test_it_says_after_how_many_boxes_it_stopped() -> None:
    """Where all but the squares of a diagonal is taken, each of those is a box."""
    beside = [Piece([((atom, atom + 1),), cell_of_mask((1 << 60) - 1 ^ 1 << atom)], atom) for atom in range(60)]
    grid = Grid([60, 60], [Layer("first", beside, [0] * 60)])
    search = Search.of(grid, Budget(0), Question(lambda sides: not sides[0].labels))
    assert solved(search, whole(grid.sizes), most=7).stopped == 7
    assert [found.stopped for found in (solved(search, whole(grid.sizes)), uncovered(grid, 0))] == [0, 0]


def test_it_proves_that_there_is_nothing() -> None:
    cover = [Piece([None, ((0, 30),)], 60), Piece([((0, 31),), ((30, 60),)], 61), Piece([((31, 60),), None], 62)]
    grid = Grid([60, 60], [Layer("all", [*DIAGONAL, *cover], [0] * 63)])
    assert uncovered(grid, 0, budget=0) == ((), 0)


@pytest.mark.parametrize("budget", [None, 0])
def test_what_cannot_be_is_left_out(budget: int | None) -> None:
    grid = Grid([3, 2], [Layer("all", [Piece([((0, 1),), None], 0)], [0])])
    assert uncovered(grid, 0, possible=lambda box: bool(box[0] & 1), budget=budget).boxes == ()
    assert uncovered(grid, 0, possible=lambda box: bool(box[0] & 2), budget=budget).boxes == (((6, 3), None),)


@given(grids(sides=2, most=2))
def test_partition_and_solver_agree(grid: Grid) -> None:
    ways = [differing(grid, budget=budget) for budget in (0, None)]
    assert spread(box for box, _ in ways[0].boxes) == spread(box for box, _ in ways[1].boxes)


@given(grids())
def test_grown_gaps_take_what_the_gaps_took_and_can_grow_no_more(grid: Grid) -> None:
    layer = grid.layers[0]
    gaps = {case for case in cases(grid) if not matching(layer, case)}
    grown = maximal(grid, 0, [box for box, _ in uncovered(grid, 0).boxes])
    assert set(spread(grown)) == gaps
    for box in grown:
        for column, size in enumerate(grid.sizes):
            for atom in range(size):
                wider = (*box[:column], box[column] | 1 << atom, *box[column + 1 :])
                assert wider == box or not set(spread([wider])) <= gaps


def test_masked_says_which_rule_it_stopped_at() -> None:
    pieces = [Piece([((0, 2),)], 0), Piece([((0, 1),)], 1), Piece([((1, 3),)], 2), Piece([((2, 3),)], 3)]
    grid = Grid([3], [Layer("first", pieces, [0, 1, 2, 3])])
    assert masked(grid, 0) == ((Masked(1, (0,)), Masked(3, (2,))), 0)
    assert masked(grid, 0, budget=2) == ((Masked(1, (0,)),), 3)


def test_what_a_partition_had_found_is_kept() -> None:
    beside = [Piece([((atom, atom + 1),), cell_of_mask((1 << 60) - 1 ^ 1 << atom)], atom) for atom in range(60)]
    grid = Grid([60, 60], [Layer("first", beside, [0] * 60)])
    search = Search.of(grid, Budget(0), Question(lambda sides: not sides[0].labels))
    known = tuple(((1 << atom, 1 << atom), (Answer(),)) for atom in (5, 50))
    found = solved(search, whole(grid.sizes), known, most=7)
    assert set(known) < set(found.boxes)
    assert found.stopped == len(spread(box for box, _ in found.boxes)) == 7
    assert solved(search, whole(grid.sizes), known, most=2) == (known, 2)
