"""Columns compressed to classes: atoms that the same pieces take. A set of pieces is one integer, bit i for piece i."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.masks import full, mask_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.proof.boxes.grid import Box, Cell

Class = tuple[int, int]
"""The atoms, and the pieces that take them."""
Strip = tuple[int, int, list[Class]]
"""What is left of a column inside a box: the pieces that meet it, the pieces that take all of it, its classes."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a grid. `rows`: of each piece its cells, by their numbers among the different ones of a column.

    `cells`: of each column the different ones; `masks`: their atoms.
    """

    sizes: Sequence[int]
    cells: Sequence[Sequence[Cell | None]]
    masks: Sequence[Sequence[int]]
    rows: Sequence[tuple[int, ...]]

    @classmethod
    def of(cls, sizes: Sequence[int], pieces: Sequence[Sequence[Cell | None]]) -> Pieces:
        known: list[dict[Cell | None, int]] = [{} for _ in sizes]
        rows = [
            tuple(own.setdefault(cell, len(own)) for own, cell in zip(known, piece, strict=True)) for piece in pieces
        ]
        masks = [
            [full(size) if cell is None else mask_of(cell) for cell in own]
            for own, size in zip(known, sizes, strict=True)
        ]
        return cls(sizes, [list(own) for own in known], masks, rows)

    def box(self, number: int) -> Box:
        """The atoms of a piece, column by column."""
        return tuple([masks[code] for code, masks in zip(self.rows[number], self.masks, strict=True)])

    def columns(self, numbers: Sequence[int]) -> Iterator[tuple[int, list[tuple[Cell | None, int]]]]:
        """Per column its size, and the different cells of some pieces with the pieces that have them."""
        rows = [self.rows[number] for number in numbers]
        for column, (size, cells) in enumerate(zip(self.sizes, self.cells, strict=True)):
            together: dict[int, int] = defaultdict(int)
            mark = 1
            for row in rows:
                together[row[column]] |= mark
                mark <<= 1
            yield size, [(cells[code], pieces) for code, pieces in together.items()]

    def strips(self, numbers: Sequence[int], box: Box) -> list[Strip]:
        """The columns of what lies in `box`, for some pieces: their bits are their places in `numbers`."""
        columns = self.columns(numbers)
        return [strip(_classes(size, taken, atoms)) for (size, taken), atoms in zip(columns, box, strict=True)]


def strip(classes: list[Class]) -> Strip:
    either, each = 0, -1
    for _, pieces in classes:
        either |= pieces
        each &= pieces
    return either, each, classes


def box_of(strips: Sequence[Strip]) -> Box:
    return tuple(reduce(or_, (atoms for atoms, _ in classes), 0) for _, _, classes in strips)


def _classes(size: int, taken: Sequence[tuple[Cell | None, int]], within: int) -> list[Class]:
    """A sweep over the places where pieces begin or end; between two of them the same pieces take every atom."""
    turns = defaultdict(int, {0: 0, size: 0})
    here = 0
    for cell, pieces in taken:
        if cell is None:
            here |= pieces
            continue
        for start, end in cell:
            turns[start] ^= pieces
            turns[end] ^= pieces
    found: dict[int, int] = {}
    for start, end in pairwise(sorted(turns)):
        here ^= turns[start]
        if atoms := (1 << end) - (1 << start) & within:
            found[here] = found.get(here, 0) | atoms
    return [(atoms, pieces) for pieces, atoms in found.items()]
