"""What pieces leave open of a box."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from itertools import accumulate
from operator import and_
from sys import maxsize
from typing import TYPE_CHECKING

from engine.backends.proof.boxes.classes import Pieces, box_of, strip
from engine.backends.proof.boxes.cuts import Budget, Node, halves, renumbered, root

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.proof.boxes.classes import Class, Strip
    from engine.backends.proof.boxes.grid import Box, Cell


def holes(sizes: Sequence[int], box: Box, cells: Sequence[Sequence[Cell | None]]) -> Iterator[Box]:
    """What pieces leave open of a box: disjoint boxes, one after the other, whatever it takes."""
    return Cover(Pieces.of(sizes, cells), Budget(maxsize)).open_boxes(range(len(cells)), box)


@dataclass(slots=True)
class Cover:
    """A search for what pieces leave open. `used`: the pieces by which boxes were found to be covered."""

    pieces: Pieces
    budget: Budget
    used: set[int] = field(default_factory=set)

    def open_boxes(self, numbers: Sequence[int], box: Box) -> Iterator[Box]:
        """What some pieces leave open of a box: disjoint boxes, one after the other. May raise `Spent`."""
        stack = [root(self.pieces, numbers, box)] if all(box) else []
        while stack:
            self.budget.spend()
            node = self._swept(renumbered(stack.pop(), self.pieces))
            if node is None:
                continue
            if node.alive:
                stack.extend(halves(node, node.alive, node.alive, self.budget))
            elif self.budget.allows(found := box_of(node.strips)):
                yield found

    def _swept(self, node: Node) -> Node | None:
        """The node without its slabs: what pieces cover that only one column bounds. None: all of it is covered.

        The simplifying step of Chan's algorithm for Klee's measure problem (2013).
        """
        alive, strips = node.alive, node.strips
        while True:
            alive = reduce(and_, (either for either, _, _ in strips), alive)
            slabs = _slabs(strips, alive)
            if alive and not strips:
                self.used.add(node.numbers[0])
                return None
            kept = [
                self._left(classes, slab, node.numbers) for (_, _, classes), slab in zip(strips, slabs, strict=True)
            ]
            if not all(kept):
                return None
            if all(len(few) == len(classes) for few, (_, _, classes) in zip(kept, strips, strict=True)):
                return Node(alive, strips, node.numbers)
            strips = [strip(classes) for classes in kept]

    def _left(self, classes: list[Class], slab: int, numbers: Sequence[int]) -> list[Class]:
        """The classes that no piece of a slab takes."""
        if not slab:
            return classes
        for _, pieces in classes:
            if taken := pieces & slab:
                self.used.add(numbers[(taken & -taken).bit_length() - 1])
        return [each for each in classes if not each[1] & slab]


def _slabs(strips: Sequence[Strip], alive: int) -> list[int]:
    """Per column the pieces alive that take all of every other column."""
    ahead = list(accumulate((each for _, each, _ in strips), and_, initial=-1))
    behind = list(accumulate((each for _, each, _ in reversed(strips)), and_, initial=alive))
    return [ahead[column] & behind[-2 - column] for column in range(len(strips))]
