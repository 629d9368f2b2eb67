"""Where sides answer differently: every region, exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.changes import changed
from engine.backends.proof.boxes.cuts import Budget
from engine.backends.proof.boxes.found import Answer
from engine.backends.proof.boxes.masks import whole
from engine.backends.proof.boxes.searching import Question, Search, gathered, pieces_in
from engine.backends.proof.boxes.solving import solved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.backends.proof.boxes.classes import Strip
    from engine.backends.proof.boxes.found import Found
    from engine.backends.proof.boxes.grid import Box, Grid
    from engine.backends.proof.boxes.verdicts import Bench

Answers = tuple[Answer, ...]


def differing(
    grid: Grid,
    *,
    alike: Callable[[Answers], bool] | None = None,
    possible: Callable[[Box], bool] | None = None,
    budget: int | None = None,
) -> Found[Answers]:
    """The boxes in which not all sides answer alike, with what each of them answers.

    Alike are, unless `alike` says otherwise, answers of equal labels with contradictions in the same of their side's
    layers. `alike` must hold of sides with the same rules in the same order. `possible`: whether a box has a case at
    all; where it hasn't, it is left out. `budget`: nodes of the partition.
    """
    changes = changed(grid, ordered=alike is not None)
    agree = alike or agreeing(grid)
    question = Question(lambda sides: not agree(sides), reads="rules" if alike else "difference")
    if changes is not None:
        question = replace(question, dull=_unchanged)
    search = Search.of(grid, Budget.of(budget, pieces_in(grid), possible), question, changes or ())
    found = search.everywhere() if changes is None else search.touched()
    return gathered(found, lambda known: solved(search, whole(grid.sizes), known))


def answers(grid: Grid, *, possible: Callable[[Box], bool] | None = None, budget: int | None = None) -> Found[Answers]:
    """All cases, by what each side answers: for small questions."""
    search = Search.of(grid, Budget.of(budget, pieces_in(grid), possible), Question(lambda _: True, reads="rules"))
    return gathered(search.everywhere(), lambda known: solved(search, whole(grid.sizes), known))


def agreeing(grid: Grid) -> Callable[[Answers], bool]:
    """Whether answers have equal labels, and contradictions in the same of their side's layers."""
    places = [
        sum(other.side == layer.side for other in grid.layers[:number]) for number, layer in enumerate(grid.layers)
    ]

    def agree(sides: Answers) -> bool:
        return len({(side.labels, frozenset(places[layer] for layer, _ in side.conflict)) for side in sides}) <= 1

    return agree


def _unchanged(strips: Sequence[Strip], bench: Bench, alive: int, cover: int) -> bool:
    return not alive & bench.asked
