"""Where an answer gets milder as one fact goes up or down, all others staying as they are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.cuts import Budget
from engine.backends.proof.boxes.found import Answer, Fall, Found
from engine.backends.proof.boxes.grid import Grid, Piece
from engine.backends.proof.boxes.masks import bits, common, full, whole
from engine.backends.proof.boxes.searching import Question, Search, gathered, pieces_in
from engine.backends.proof.boxes.solving import solved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.backends.proof.boxes.classes import Strip
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.boxes.verdicts import Bench


def falling(
    grid: Grid,
    column: int,
    upwards: bool,
    milder: Callable[[Answer, Answer], bool],
    *,
    ordered: int | None = None,
    possible: Callable[[Box], bool] | None = None,
    budget: int | None = None,
) -> Found[Fall]:
    """Two cases that differ in one column only, the answer getting milder upwards (or downwards): all such pairs.

    For a grid of one side. `milder(one, other)`: whether the first answer is milder than the second, by labels and
    contradictions. `ordered`: how many atoms of the column, from 0 on, are in order; others (null) are no neighbours.
    A box's own mask of the column has both cases; `Fall` tells them apart.
    """
    question = Question(
        lambda sides: milder(sides[1], sides[0]) if upwards else milder(sides[0], sides[1]),
        dull=partial(_is_level, column),
    )
    search = Search.of(
        _twice(grid, column),
        Budget.of(budget, 2 * pieces_in(grid), possible and (lambda box: all(map(possible, _both(box, column))))),
        question,
    )
    size = grid.sizes[column] if ordered is None else ordered
    every = list(whole(search.grid.sizes))
    every[column] = every[-1] = full(size)
    box = tuple(every)
    rising = column, len(grid.sizes)
    found = gathered(_pairs(search, column, box), lambda known: solved(search, box, known, rising=rising))
    falls = (_fall(each, sides, column, len(grid.layers)) for each, sides in found.boxes)
    return Found(tuple((each, fall) for each, fall in falls if fall.lower), found.stopped)


def _pairs(search: Search, column: int, box: Box) -> Iterator[tuple[Box, tuple[Answer, ...]]]:
    """Piece by piece of the lower case, with each of the higher one, then with none; last those of the higher alone."""
    half = len(search.grid.layers) // 2
    lower, higher = _taken(search, range(half)), _taken(search, range(half, 2 * half))
    done = 0
    for number in bits(lower | higher):
        own = common(box, search.pieces.box(number))
        live, over = search.near[number] & ~done, search.near[number] & done
        if lower >> number & 1:
            own = (*own[:-1], own[-1] & -(own[column] & -own[column]) << 1)
            for other in bits(live & higher):
                both, near = common(own, search.pieces.box(other)), search.near[other]
                yield from search.covered((number, other), search.numbers(live & near, over & near), both)
                live ^= 1 << other
                over ^= 1 << other
        yield from search.covered((number,), search.numbers(live, over), own)
        done |= 1 << number


def _taken(search: Search, layers: range) -> int:
    """The pieces of layers."""
    return sum(1 << number for number in range(len(search.near)) if search.owned[number].layer in layers)


def _twice(grid: Grid, column: int) -> Grid:
    """The grid with its column once more as the last, and its layers once more for the case with the higher atom."""
    lower = [layer._replace(pieces=[_lower(each) for each in layer.pieces], side=0) for layer in grid.layers]
    higher = [layer._replace(pieces=[_higher(each, column) for each in layer.pieces], side=1) for layer in grid.layers]
    outside = [both for each in grid.outside for both in (_lower(each), _higher(each, column))]
    return Grid((*grid.sizes, grid.sizes[column]), (*lower, *higher), outside)


def _lower(piece: Piece) -> Piece:
    return piece._replace(cells=(*piece.cells, None))


def _higher(piece: Piece, column: int) -> Piece:
    cells = list(piece.cells)
    return piece._replace(cells=(*cells[:column], None, *cells[column + 1 :], cells[column]))


def _both(box: Box, column: int) -> tuple[Box, Box]:
    """The boxes of the two cases."""
    return box[:-1], (*box[:column], box[-1], *box[column + 1 : -1])


def _is_level(column: int, strips: Sequence[Strip], bench: Bench, alive: int, cover: int) -> bool:
    """Whether no lower atom is lower than a higher one."""
    lowest = min(atoms & -atoms for atoms, _ in strips[column][2])
    return lowest.bit_length() >= max(atoms.bit_length() for atoms, _ in strips[-1][2])


def _fall(box: Box, sides: tuple[Answer, ...], column: int, layers: int) -> tuple[Box, Fall]:
    lower = box[column] & (1 << box[-1].bit_length() - 1) - 1
    higher = box[-1] & -(lower & -lower) << 1
    both = (*box[:column], lower | higher, *box[column + 1 : -1])
    return both, Fall(lower, higher, (sides[0], _renamed(sides[1], layers)))


def _renamed(answer: Answer, layers: int) -> Answer:
    """An answer of the second copy in terms of the grid's own layers."""
    return Answer(
        answer.labels,
        tuple((layer - layers, rule) for layer, rule in answer.rules),
        tuple((layer - layers, rule) for layer, rule in answer.conflict),
    )
