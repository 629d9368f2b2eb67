"""Where no rule of a layer is: gaps, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.boxes.classes import Pieces
from engine.backends.proof.boxes.coverage import Cover
from engine.backends.proof.boxes.cuts import Budget
from engine.backends.proof.boxes.found import Answer, Found
from engine.backends.proof.boxes.grid import Grid
from engine.backends.proof.boxes.masks import box_within, whole
from engine.backends.proof.boxes.searching import Question, Search, gathered
from engine.backends.proof.boxes.solving import solved

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.backends.proof.boxes.grid import Box, Piece


def uncovered(
    grid: Grid,
    layer: int,
    *,
    within: Piece | None = None,
    possible: Callable[[Box], bool] | None = None,
    budget: int | None = None,
) -> Found[None]:
    """The cases that no piece of a layer takes, as disjoint boxes; only those in `within`, where it is given.

    `possible`: whether a box has a case at all; where it hasn't, it is left out. `budget`: nodes of the partition.
    """
    cells = [piece.cells for piece in (*grid.layers[layer].pieces, *grid.outside)]
    box = box_within(grid.sizes, within.cells) if within else whole(grid.sizes)
    search = Cover(Pieces.of(grid.sizes, cells), Budget.of(budget, len(cells), possible))
    nothing = (Answer(),)
    open_ = ((each, nothing) for each in search.open_boxes(range(len(cells)), box))
    alone = Grid(grid.sizes, [grid.layers[layer]._replace(hit="first", side=0)], grid.outside)
    found = gathered(open_, lambda known: solved(_search(alone, possible), box, known))
    return Found(tuple((each, None) for each, _ in found.boxes), found.stopped)


def _search(grid: Grid, possible: Callable[[Box], bool] | None) -> Search:
    return Search.of(grid, Budget(0, possible), Question(lambda sides: not sides[0].labels))
