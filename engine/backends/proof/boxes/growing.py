"""Boxes grown as far as they go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.classes import Pieces
from engine.backends.proof.boxes.masks import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.backends.proof.boxes.grid import Box, Grid


@dataclass(frozen=True, slots=True)
class Terrain:
    """Per column its classes: their atoms, and the pieces that take them, to which more may come."""

    atoms: Sequence[list[int]]
    taken: Sequence[list[int]]

    @classmethod
    def of(cls, pieces: Pieces, numbers: Sequence[int], box: Box) -> Terrain:
        strips = pieces.strips(numbers, box)
        return cls(
            [[atoms for atoms, _ in classes] for _, _, classes in strips],
            [[taken for _, taken in classes] for _, _, classes in strips],
        )

    def at(self, case: Sequence[int]) -> tuple[Box, int]:
        """The box of the classes that a case lies in, and the pieces that take it."""
        classes = [
            next(k for k, mask in enumerate(own) if mask >> atom & 1)
            for own, atom in zip(self.atoms, case, strict=True)
        ]
        box = tuple(own[k] for own, k in zip(self.atoms, classes, strict=True))
        return box, reduce(and_, (own[k] for own, k in zip(self.taken, classes, strict=True)), -1)

    def take(self, box: Box, mark: int) -> None:
        """One more piece: a box of classes."""
        for atoms, taken, own in zip(self.atoms, self.taken, box, strict=True):
            for k, mask in enumerate(atoms):
                if mask & own:
                    taken[k] |= mark

    def grown(self, box: Box, holding: int, avoiding: int) -> Box:
        """A box as large as can be that lies in some pieces and meets none of others, as this one does."""
        current = list(box)
        near = [self._met(column, atoms) & avoiding for column, atoms in enumerate(box)]
        for column in sorted(range(len(box)), key=lambda column: len(self.atoms[column])):
            others = reduce(and_, (each for other, each in enumerate(near) if other != column), avoiding)
            fit = zip(self.atoms[column], self.taken[column], strict=True)
            current[column] = reduce(
                or_, (atoms for atoms, taken in fit if not taken & others and taken & holding == holding), 0
            )
            near[column] = self._met(column, current[column]) & avoiding
        return tuple(current)

    def _met(self, column: int, box: int) -> int:
        fit = zip(self.atoms[column], self.taken[column], strict=True)
        return reduce(or_, (taken for atoms, taken in fit if atoms & box), 0)


def maximal(grid: Grid, layer: int, boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Boxes that no piece of a layer meets, each grown until none larger has that; largest first, none in another.

    Together they take the same cases as the boxes they grew from, if those were all; but they may overlap.
    """
    cells = [piece.cells for piece in (*grid.layers[layer].pieces, *grid.outside)]
    terrain = Terrain.of(Pieces.of(grid.sizes, cells), range(len(cells)), whole(grid.sizes))
    everything = (1 << len(cells)) - 1
    found: list[Box] = []
    for box in sorted(boxes, key=_atoms, reverse=True):
        if not any(_within(box, other) for other in found):
            found.append(terrain.grown(box, 0, everything))
    found.sort(key=_atoms, reverse=True)
    return tuple(box for number, box in enumerate(found) if not any(_within(box, other) for other in found[:number]))


def _atoms(box: Box) -> int:
    return reduce(lambda count, atoms: count * atoms.bit_count(), box, 1)


def _within(box: Box, other: Box) -> bool:
    return all(mine & ~yours == 0 for mine, yours in zip(box, other, strict=True))
