"""Columns compressed to classes: atoms that the same pieces take. A set of pieces is one integer, bit i for piece i."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from itertools import accumulate, pairwise
from operator import or_, xor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.proof.boxes.grid import Box, Cell

Class = tuple[int, int]
"""The atoms, and the pieces that take them."""
Strip = tuple[int, int, list[Class]]
"""What is left of a column inside a box: the pieces that meet it, the pieces that take all of it, its classes."""


def bits(number: int) -> Iterator[int]:
    """The places of the ones, ascending."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def compress(sizes: Sequence[int], pieces: Sequence[Sequence[Cell | None]], box: Box | None = None) -> list[Strip]:
    """The columns of a grid, or of what lies in `box`, for some pieces: their bits are their numbers in `pieces`."""
    marks = [1 << number for number in range(len(pieces))]
    strips = []
    for column, size in enumerate(sizes):
        classes = _classes(size, [cells[column] for cells in pieces], marks)
        strips.append(strip(classes if box is None else clipped(classes, box[column])))
    return strips


def strip(classes: list[Class]) -> Strip:
    either, each = 0, -1
    for _, pieces in classes:
        either |= pieces
        each &= pieces
    return either, each, classes


def clipped(classes: list[Class], atoms: int) -> list[Class]:
    return [(within & atoms, pieces) for within, pieces in classes if within & atoms]


def box_of(strips: Sequence[Strip]) -> Box:
    return tuple(reduce(or_, (atoms for atoms, _ in classes), 0) for _, _, classes in strips)


def mask_of(cell: Cell | None, size: int) -> int:
    """The atoms of a cell as bits."""
    if cell is None:
        return (1 << size) - 1
    return reduce(or_, ((1 << end) - (1 << start) for start, end in cell), 0)


def cell_of(atoms: int) -> Cell:
    """The ranges of a mask of atoms."""
    edges = list(bits(atoms ^ atoms << 1))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def box_within(sizes: Sequence[int], cells: Sequence[Cell | None]) -> Box:
    return tuple(mask_of(cell, size) for cell, size in zip(cells, sizes, strict=True))


def sweep(size: int, cells: Sequence[Cell | None], marks: Sequence[int]) -> tuple[list[int], list[int]]:
    """The places where pieces begin or end, both ends of the column included; what is taken from each to the next."""
    turns = defaultdict(int, {0: 0, size: 0})
    taken = 0
    for cell, mark in zip(cells, marks, strict=True):
        if cell is None:
            taken |= mark
            continue
        for start, end in cell:
            turns[start] ^= mark
            turns[end] ^= mark
    places = sorted(turns)
    return places, list(accumulate((turns[place] for place in places[:-1]), xor, initial=taken))[1:]


def _classes(size: int, cells: Sequence[Cell | None], marks: Sequence[int]) -> list[Class]:
    places, taken = sweep(size, cells, marks)
    found: dict[int, int] = {}
    for (start, end), pieces in zip(pairwise(places), taken, strict=True):
        found[pieces] = found.get(pieces, 0) | (1 << end) - (1 << start)
    return [(atoms, pieces) for pieces, atoms in found.items()]
