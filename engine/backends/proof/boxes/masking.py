"""Rules that never answer where the first rule that matches does."""

from __future__ import annotations

from sys import maxsize
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.classes import Pieces
from engine.backends.proof.boxes.coverage import Cover
from engine.backends.proof.boxes.cuts import Budget
from engine.backends.proof.boxes.found import Masked
from engine.backends.proof.boxes.masks import bits
from engine.backends.proof.boxes.pairs import is_case, meets

if TYPE_CHECKING:
    from engine.backends.proof.boxes.grid import Grid


def masked(grid: Grid, layer: int) -> tuple[Masked, ...]:
    """The rules all of whose cases earlier rules take, each with earlier rules that suffice for that."""
    pieces = [*grid.layers[layer].pieces, *grid.outside]
    cut = Pieces.of(grid.sizes, [piece.cells for piece in pieces])
    first_outside = len(grid.layers[layer].pieces)
    related = meets(cut)
    by: dict[int, set[int] | None] = {rule: set() for rule in range(len(grid.layers[layer].labels))}
    for number, piece in enumerate(pieces[:first_outside]):
        earlier = [
            other for other in bits(related[number]) if other >= first_outside or pieces[other].rule < piece.rule
        ]
        search = Cover(cut, Budget(maxsize))
        if next(search.open_boxes(earlier, cut.box(number)), None) is not None:
            by[piece.rule] = None
        elif (known := by[piece.rule]) is not None and is_case(grid, piece.cells):
            known.update(pieces[used].rule for used in search.used if used < first_outside)
    return tuple(Masked(rule, tuple(sorted(those))) for rule, those in by.items() if those is not None)
