"""A partition of the space until what every layer answers is settled, box by box."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.classes import bits, box_of, box_within
from engine.backends.proof.boxes.cuts import Spent, halves, renumbered, root
from engine.backends.proof.boxes.found import Found
from engine.backends.proof.boxes.merging import merge
from engine.backends.proof.boxes.pairs import meets
from engine.backends.proof.boxes.verdicts import BEYOND, Bench, pieces_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.backends.proof.boxes.classes import Strip
    from engine.backends.proof.boxes.cuts import Budget
    from engine.backends.proof.boxes.found import Answer
    from engine.backends.proof.boxes.grid import Box, Grid
    from engine.backends.proof.boxes.verdicts import Owned

    Answers = tuple[Answer, ...]
    Drop = Callable[[Sequence[Strip], Bench, int, int], bool]


@dataclass(frozen=True, slots=True)
class Search:
    """`wanted`: whether a box is, by what its sides answer. `dull`: whether none in a node will be, as far as is known.

    `dull` is asked with the node's columns, what the layers are there, the pieces alive and those that cover it.
    """

    grid: Grid
    budget: Budget
    wanted: Callable[[Answers], bool]
    dull: Drop

    def everywhere(self) -> Iterator[tuple[Box, Answers]]:
        """All boxes that are wanted, disjoint. May raise `Spent`."""
        return self.within(pieces_of(self.grid), box_within(self.grid.sizes, [None] * len(self.grid.sizes)))

    def touched(self, rules: frozenset[tuple[int, int]]) -> Iterator[tuple[Box, Answers]]:
        """Those in which one of these rules (layer, rule) matches; piece by piece, each without those before it."""
        pieces = [piece._replace(asked=(piece.layer, piece.rule) in rules) for piece in pieces_of(self.grid)]
        asked = [number for number, piece in enumerate(pieces) if piece.asked]
        near = meets(self.grid.sizes, [piece.cells for piece in pieces], asked)
        done: list[Owned] = []
        for number, others in zip(asked, near, strict=True):
            box = box_within(self.grid.sizes, pieces[number].cells)
            yield from self.within([*(pieces[other] for other in bits(others)), *done], box)
            done.append(pieces[number]._replace(layer=BEYOND))

    def within(self, pieces: Sequence[Owned], box: Box) -> Iterator[tuple[Box, Answers]]:
        """Those in a box, which no other pieces meet."""
        cells = [piece.cells for piece in pieces]
        stack = [(root(self.grid.sizes, cells, box), Bench.of(self.grid, pieces))] if all(box) else []
        while stack:
            self.budget.spend()
            node, bench = stack.pop()
            fresh = renumbered(node, cells, self.grid.sizes)
            if fresh is not node:
                bench = Bench.of(self.grid, [pieces[number] for number in fresh.numbers])
            alive = reduce(and_, (either for either, _, _ in fresh.strips), fresh.alive)
            cover = reduce(and_, (each for _, each, _ in fresh.strips), alive)
            alive = bench.pruned(alive, cover)
            cover &= alive
            if cover & bench.beyond or self.dull(fresh.strips, bench, alive, cover):
                continue
            settled = bench.settled(alive, cover)
            if settled is not None:
                sides = bench.answers(self.grid, settled)
                if not self.wanted(sides):
                    continue
                if not alive & bench.beyond:
                    if self.budget.allows(found := box_of(fresh.strips)):
                        yield found, sides
                    continue
            loose = alive & ~cover
            parts = halves(fresh, alive, loose & ~bench.beyond or loose, self.budget)
            stack.extend((part, bench) for part in parts)


def gathered(found: Iterable[tuple[Box, Answers]], budget: int) -> Found[Answers]:
    """What a search finds, merged, until its budget is spent."""
    boxes: list[tuple[Box, Answers]] = []
    try:
        boxes.extend(found)
    except Spent:
        return Found(merge(boxes), budget)
    return Found(merge(boxes))
