"""Small grids at random, and what is so of them case by case, by going through all cases."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from engine.backends.proof.boxes.found import Answer
from engine.backends.proof.boxes.grid import Grid, Layer, Piece
from engine.backends.proof.boxes.masks import cell_of_mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.proof.boxes.grid import Box, Cell, Hit

Case = tuple[int, ...]
HITS: list[Hit] = ["all", "first", "unique", "any"]


@st.composite
def cells(draw: st.DrawFn, sizes: Sequence[int]) -> list[Cell | None]:
    """A piece's: free in about half of the columns, sometimes empty in one."""
    return [
        draw(
            st.one_of(
                st.none(), st.integers(0 if draw(st.integers(0, 9)) == 0 else 1, (1 << size) - 1).map(cell_of_mask)
            )
        )
        for size in sizes
    ]


@st.composite
def layers(draw: st.DrawFn, sizes: Sequence[int], side: int = 0, hits: Sequence[Hit] = HITS) -> Layer:
    """Some rules of one or several pieces each, or of none."""
    count = draw(st.integers(0, 6))
    rules = draw(st.lists(st.integers(0, count - 1), max_size=9)) if count else []
    labels = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    outputs = draw(st.none() | st.just([label // 2 for label in labels]))
    return Layer(
        draw(st.sampled_from(hits)),
        [Piece(draw(cells(sizes)), rule) for rule in rules],
        labels,
        side,
        outputs,
    )


@st.composite
def grids(draw: st.DrawFn, sides: int = 1, most: int = 1, hits: Sequence[Hit] = HITS) -> Grid:
    """Of up to three columns and up to `most` layers a side; the sides resemble one another."""
    sizes = draw(st.lists(st.integers(1, 5), max_size=3))
    first = [draw(layers(sizes, 0, hits)) for _ in range(draw(st.integers(1, most)))]
    found = list(first)
    for side in range(1, sides):
        found += [draw(edited(layer, sizes, side, hits)) for layer in first]
    outside = draw(st.lists(cells(sizes), max_size=2)) if draw(st.booleans()) else []
    return Grid(sizes, found, [Piece(each, 0) for each in outside])


@st.composite
def edited(draw: st.DrawFn, layer: Layer, sizes: Sequence[int], side: int, hits: Sequence[Hit]) -> Layer:
    """The layer of another side: as it was, with a piece more, in another order, or anything."""
    as_it_was = layer._replace(side=side)
    match draw(st.integers(0, 4)):
        case 0:
            return as_it_was
        case 1 if layer.labels:
            more = Piece(draw(cells(sizes)), draw(st.integers(0, len(layer.labels) - 1)))
            return as_it_was._replace(pieces=[*layer.pieces, more])
        case 2:
            return _reordered(as_it_was, draw(st.permutations(range(len(layer.labels)))))
        case 3 if layer.labels and layer.outputs is None:
            at = draw(st.integers(0, len(layer.labels) - 1))
            return as_it_was._replace(labels=[*layer.labels[:at], 7, *layer.labels[at + 1 :]])
        case _:
            return draw(layers(sizes, side, hits))


def _reordered(layer: Layer, order: Sequence[int]) -> Layer:
    place = {rule: at for at, rule in enumerate(order)}
    return layer._replace(
        pieces=[piece._replace(rule=place[piece.rule]) for piece in layer.pieces],
        labels=[layer.labels[rule] for rule in order],
        outputs=None if layer.outputs is None else [layer.outputs[rule] for rule in order],
    )


def cases(grid: Grid) -> Iterator[Case]:
    for case in product(*map(range, grid.sizes)):
        if not any(takes(piece.cells, case) for piece in grid.outside):
            yield case


def takes(piece: Sequence[Cell | None], case: Case) -> bool:
    return all(
        cell is None or any(start <= atom < end for start, end in cell) for cell, atom in zip(piece, case, strict=True)
    )


def matching(layer: Layer, case: Case) -> list[int]:
    return sorted({piece.rule for piece in layer.pieces if takes(piece.cells, case)})


def answer(grid: Grid, side: int, case: Case) -> Answer:
    """By the hit policies, as DMN words them."""
    rules: list[tuple[int, int]] = []
    conflict: list[tuple[int, int]] = []
    for number, layer in enumerate(grid.layers):
        if layer.side == side:
            found = [(number, rule) for rule in matching(layer, case)]
            outputs = {(layer.outputs or layer.labels)[rule] for _, rule in found}
            if (layer.hit == "unique" and len(found) > 1) or (layer.hit == "any" and len(outputs) > 1):
                conflict += found
            else:
                rules += found if layer.hit == "all" else found[:1]
    return Answer(
        tuple(sorted(grid.layers[layer].labels[rule] for layer, rule in rules)), tuple(rules), tuple(conflict)
    )


def spread(boxes: Iterable[Box]) -> list[Case]:
    """The cases of boxes, one as often as boxes have it, ascending."""
    return sorted(case for box in boxes for case in product(*(_atoms(mask) for mask in box)))


def _atoms(mask: int) -> list[int]:
    return [atom for atom in range(mask.bit_length()) if mask >> atom & 1]
