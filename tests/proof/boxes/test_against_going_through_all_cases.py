"""Every analysis of a grid says exactly what is so of its cases, one by one: no more, no fewer."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from engine.backends.proof.boxes.differing import agreeing, answers, differing
from engine.backends.proof.boxes.falling import falling
from engine.backends.proof.boxes.gaps import uncovered
from engine.backends.proof.boxes.grid import Piece
from engine.backends.proof.boxes.masking import masked
from engine.backends.proof.boxes.pairs import contained, meeting, sharing
from tests.proof.boxes.brute import answer, cases, cells, grids, matching, spread, takes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DataObject

    from engine.backends.proof.boxes.found import Answer, Fall
    from engine.backends.proof.boxes.grid import Box, Grid

BUDGETS = st.none() | st.integers(0, 6)
"""Of a partition; where it is short, a solver has the rest to do, without any all of it."""
SEVERITY = {0: 1, 1: 2, 2: 3, 7: 0}


@given(grids(), BUDGETS, st.data())
def test_uncovered(grid: Grid, budget: int | None, data: DataObject) -> None:
    within = Piece(data.draw(cells(grid.sizes)), 0) if data.draw(st.booleans()) else None
    found = uncovered(grid, 0, within=within, budget=budget)
    asked = [case for case in cases(grid) if within is None or takes(within.cells, case)]
    assert spread(box for box, _ in found.boxes) == [case for case in asked if not matching(grid.layers[0], case)]
    assert found.stopped == 0


@given(grids())
def test_meeting_and_shared(grid: Grid) -> None:
    layer = grid.layers[0]
    rules = range(len(layer.labels))
    together = {
        (one, other): [case for case in cases(grid) if {one, other} <= set(matching(layer, case))]
        for one, other in combinations(rules, 2)
    }
    assert list(meeting(grid, 0)) == [pair for pair in together if together[pair]]
    assert {pair: spread(sharing(grid, 0)(*pair)) for pair in together} == together


@given(grids())
def test_contained(grid: Grid) -> None:
    layer = grid.layers[0]
    taken = {rule: {case for case in cases(grid) if rule in matching(layer, case)} for rule in range(len(layer.labels))}
    expected = [(one, other) for one, other in permutations(taken, 2) if taken[one] and taken[one] <= taken[other]]
    assert list(contained(grid, 0)) == expected


@given(grids())
def test_masked(grid: Grid) -> None:
    layer = grid.layers[0]
    firsts = {rules[0] for case in cases(grid) if (rules := matching(layer, case))}
    found, stopped = masked(grid, 0)
    assert stopped == 0
    assert [each.rule for each in found] == [rule for rule in range(len(layer.labels)) if rule not in firsts]
    for each in found:
        own = [case for case in cases(grid) if each.rule in matching(layer, case)]
        assert all(set(matching(layer, case)) & set(each.by) for case in own)
        assert all(rule < each.rule for rule in each.by)
        assert bool(own) == bool(each.by)


@given(grids(sides=2, most=2) | grids(sides=3), BUDGETS)
def test_differing(grid: Grid, budget: int | None) -> None:
    sides = range(1 + max(layer.side for layer in grid.layers))
    given_ = {case: tuple(answer(grid, side, case) for side in sides) for case in cases(grid)}
    agree = agreeing(grid)
    found = differing(grid, budget=budget)
    assert found.stopped == 0
    assert spread(box for box, _ in found.boxes) == [case for case, said in given_.items() if not agree(said)]
    assert all(given_[case] == said for box, said in found.boxes for case in spread([box]))


@given(grids(sides=2, most=2), BUDGETS)
def test_differing_in_the_order_of_labels(grid: Grid, budget: int | None) -> None:
    def alike(said: tuple[Answer, ...]) -> bool:
        return (
            len({tuple(grid.layers[at].labels[rule] for at, rule in side.rules + side.conflict) for side in said}) == 1
        )

    given_ = {case: tuple(answer(grid, side, case) for side in range(2)) for case in cases(grid)}
    found = differing(grid, alike=alike, budget=budget)
    assert spread(box for box, _ in found.boxes) == [case for case, said in given_.items() if not alike(said)]


@given(grids(most=2), BUDGETS)
def test_answers(grid: Grid, budget: int | None) -> None:
    found = answers(grid, budget=budget)
    assert spread(box for box, _ in found.boxes) == list(cases(grid))
    assert all((answer(grid, 0, case),) == said for box, said in found.boxes for case in spread([box]))


def severity(one: Answer) -> int:
    return -1 if one.conflict else sum(SEVERITY[label] for label in one.labels)


def milder(one: Answer, other: Answer) -> bool:
    return severity(one) < severity(other)


def moved(case: tuple[int, ...], column: int, atom: int) -> tuple[int, ...]:
    return (*case[:column], atom, *case[column + 1 :])


def pairs_in(box: Box, column: int, fall: Fall) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The two cases of each pair in a box."""
    for case in spread([moved(box, column, fall.lower)]):
        for (higher,) in spread([(fall.higher,)]):
            if case[column] < higher:
                yield case, moved(case, column, higher)


@given(grids(most=2).filter(lambda grid: bool(grid.sizes)), st.booleans(), BUDGETS, st.data())
def test_falling(grid: Grid, upwards: bool, budget: int | None, data: DataObject) -> None:
    column = data.draw(st.integers(0, len(grid.sizes) - 1))
    ordered = data.draw(st.none() | st.integers(0, grid.sizes[column]))
    said = {case: answer(grid, 0, case) for case in cases(grid)}
    expected = {}
    for case, low in said.items():
        for atom in range(case[column] + 1, grid.sizes[column] if ordered is None else ordered):
            high = said.get(moved(case, column, atom))
            if high is not None and (milder(high, low) if upwards else milder(low, high)):
                expected[case, moved(case, column, atom)] = low, high
    found = falling(grid, column, upwards, milder, ordered=ordered, budget=budget)
    pairs = [(pair, fall.answers) for box, fall in found.boxes for pair in pairs_in(box, column, fall)]
    assert all(box[column] == fall.lower | fall.higher for box, fall in found.boxes)
    assert len(pairs) == len(dict(pairs))
    assert dict(pairs) == expected
