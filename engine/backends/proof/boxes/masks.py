"""Atoms as bit masks, bit i for atom i: cells, and boxes of one mask a column."""

from __future__ import annotations

from functools import reduce
from math import prod
from operator import and_, or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.proof.boxes.grid import Box, Cell


def bits(number: int) -> Iterator[int]:
    """The places of the ones, ascending."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def full(size: int) -> int:
    """All atoms of a column."""
    return (1 << size) - 1


def mask_of(cell: Cell) -> int:
    return reduce(or_, ((1 << end) - (1 << start) for start, end in cell), 0)


def cell_of_mask(mask: int) -> Cell:
    edges = list(bits(mask ^ mask << 1))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def box_within(sizes: Sequence[int], cells: Sequence[Cell | None]) -> Box:
    """The box of a piece's cells."""
    return tuple(full(size) if cell is None else mask_of(cell) for cell, size in zip(cells, sizes, strict=True))


def whole(sizes: Sequence[int]) -> Box:
    return tuple(map(full, sizes))


def common(one: Box, other: Box) -> Box:
    """What two boxes share; nothing where that leaves nothing of a column."""
    return tuple([mine & yours for mine, yours in zip(one, other, strict=True)])


def beside(box: Box, other: Box) -> Iterator[Box]:
    """What another box leaves of a box, as disjoint boxes."""
    for column, (mine, yours) in enumerate(zip(box, other, strict=True)):
        if outside := mine & ~yours:
            yield (*box[:column], outside, *box[column + 1 :])
            box = (*box[:column], mine & yours, *box[column + 1 :])


def left(box: Box, others: Iterable[Box]) -> list[Box]:
    """What other boxes leave of a box, as disjoint boxes."""
    parts = [box]
    for other in others:
        parts = [own for part in parts for own in (beside(part, other) if all(map(and_, part, other)) else (part,))]
    return parts


def volume(box: Box) -> int:
    """How many points it has."""
    return prod(mask.bit_count() for mask in box)
