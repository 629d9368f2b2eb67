"""Rules that never answer where the first rule that matches does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.boxes.classes import Pieces
from engine.backends.proof.boxes.coverage import Cover
from engine.backends.proof.boxes.cuts import Budget, Spent
from engine.backends.proof.boxes.found import Hidden, Masked
from engine.backends.proof.boxes.masks import bits
from engine.backends.proof.boxes.pairs import is_case, meets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.proof.boxes.grid import Grid, Piece


def masked(grid: Grid, layer: int, *, budget: int | None = None) -> Hidden:
    """The rules all of whose cases earlier rules take, each with earlier rules that suffice for that.

    `budget`: nodes of the partitions of all of them together.
    """
    pieces = sorted(grid.layers[layer].pieces, key=lambda piece: piece.rule)
    own: list[list[int]] = [[] for _ in grid.layers[layer].labels]
    for number, piece in enumerate(pieces):
        own[piece.rule].append(number)
    ahead = _Ahead(grid, pieces, Budget.of(budget, len(pieces), None))
    found: list[Masked] = []
    for rule, numbers in enumerate(own):
        try:
            by = ahead.hiding(numbers)
        except Spent:
            return Hidden(tuple(found), rule + 1)
        if by is not None:
            found.append(Masked(rule, by))
    return Hidden(tuple(found))


class _Ahead:
    """What earlier rules leave open of pieces, which stand in the order of their rules."""

    def __init__(self, grid: Grid, pieces: Sequence[Piece], budget: Budget) -> None:
        self._grid, self._own, self._budget = grid, pieces, budget
        self._pieces = Pieces.of(grid.sizes, [piece.cells for piece in (*pieces, *grid.outside)])
        self._near = meets(self._pieces)

    def hiding(self, numbers: Sequence[int]) -> tuple[int, ...] | None:
        """Earlier rules that take all cases of a rule's pieces; None where some are left. May raise `Spent`."""
        used: set[int] = set()
        for number in numbers:
            search = Cover(self._pieces, self._budget)
            earlier = [other for other in bits(self._near[number]) if other < numbers[0] or other >= len(self._own)]
            if next(search.open_boxes(earlier, self._pieces.box(number)), None) is not None:
                return None
            if is_case(self._grid, self._own[number].cells):
                used |= search.used
        return tuple(sorted({self._own[number].rule for number in used if number < len(self._own)}))
