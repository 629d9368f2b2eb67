"""A box of the space as a node of a binary space partition: cut in two where fewest pieces straddle the cut.

Each node carries only the classes that its own pieces still tell apart, so nodes shrink as fast as their pieces do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.classes import box_of, strip
from engine.backends.proof.boxes.masks import bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.backends.proof.boxes.classes import Class, Pieces, Strip
    from engine.backends.proof.boxes.grid import Box

NODES, NODES_PER_PIECE = 20_000, 20
"""How many nodes a partition takes by default before a SAT solver has its turn; tables of loans take 2 to 6 a piece."""
_WIDE = 128


class Node(NamedTuple):
    """`alive`: the pieces that may meet the box. `numbers`: what the bits stand for, by numbers of the whole grid."""

    alive: int
    strips: list[Strip]
    numbers: Sequence[int]


class Spent(Exception):
    """The budget of nodes is used up."""


@dataclass(slots=True)
class Budget:
    """How many nodes may still be looked at, and whether a box can exist at all."""

    left: int
    possible: Callable[[Box], bool] | None = None

    @classmethod
    def of(cls, nodes: int | None, pieces: int, possible: Callable[[Box], bool] | None) -> Budget:
        """As many nodes as are asked for, else as suit so many pieces."""
        return cls(NODES + NODES_PER_PIECE * pieces if nodes is None else nodes, possible)

    def spend(self) -> None:
        if not self.left:
            raise Spent
        self.left -= 1

    def allows(self, box: Box) -> bool:
        return self.possible is None or self.possible(box)


def root(pieces: Pieces, numbers: Sequence[int], box: Box) -> Node:
    """What lies in a box, for some pieces."""
    return Node((1 << len(numbers)) - 1, pieces.strips(numbers, box), numbers)


def halves(node: Node, alive: int, loose: int, budget: Budget) -> Iterator[Node]:
    """The two parts of a node that is cut well; those that can't exist are left out.

    `loose`: the pieces that take a part of the box only; there is one at least.
    """
    strips = [_narrowed(each, alive) for each in node.strips]
    column, at = _best_cut(strips, loose)
    classes = strips[column][2]
    for part in (classes[:at], classes[at:]):
        child = strips.copy()
        child[column] = strip(part)
        if budget.possible is None or part[0][0].bit_count() > 1 or len(part) > 1 or budget.allows(box_of(child)):
            yield Node(alive & child[column][0], child, node.numbers)


def renumbered(node: Node, pieces: Pieces) -> Node:
    """The same node with new bits, if few of many pieces are left: integers are as wide as the pieces are many."""
    if node.alive.bit_length() < _WIDE or node.alive.bit_count() * 4 > len(node.numbers):
        return node
    return root(pieces, [node.numbers[bit] for bit in bits(node.alive)], box_of(node.strips))


def _narrowed(of: Strip, alive: int) -> Strip:
    """A column with only the classes that the pieces alive tell apart."""
    either, each, classes = of
    either &= alive
    each &= alive
    if len(classes) == 1:
        return either, each, classes
    if either == each:
        return either, each, [(reduce(or_, (atoms for atoms, _ in classes)), each)]
    merged: dict[int, int] = {}
    for atoms, pieces in classes:
        kept = pieces & alive
        merged[kept] = merged.get(kept, 0) | atoms
    return either, each, [(atoms, pieces) for pieces, atoms in merged.items()]


def _best_cut(strips: Sequence[Strip], loose: int) -> tuple[int, int]:
    """The column and the place in its classes that leave the fewest loose pieces on both sides."""
    best, chosen = -1, (0, 0)
    for column, (_, _, classes) in enumerate(strips):
        for at, score in enumerate(_scores(classes, loose), 1):
            if best < 0 or score < best:
                best, chosen = score, (column, at)
    return chosen


def _scores(classes: Sequence[Class], loose: int) -> Iterator[int]:
    """Per cut between two classes: the squares of how many pieces meet the one and the other side."""
    behind, above = [], 0
    for _, pieces in reversed(classes[1:]):
        above |= pieces
        behind.append((above & loose).bit_count())
    below = 0
    for (_, pieces), rest in zip(classes, reversed(behind), strict=False):
        below |= pieces
        yield (below & loose).bit_count() ** 2 + rest * rest
