"""A partition of the space until what every layer answers is settled, box by box."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import product
from operator import and_, or_
from typing import TYPE_CHECKING, Literal

from engine.backends.proof.boxes.classes import Pieces, box_of
from engine.backends.proof.boxes.coverage import Cover
from engine.backends.proof.boxes.cuts import Spent, halves, renumbered, root
from engine.backends.proof.boxes.found import Found
from engine.backends.proof.boxes.masks import beside, bits, common, full, left, volume, whole
from engine.backends.proof.boxes.merging import merge
from engine.backends.proof.boxes.outlooks import as_answer, outlooks
from engine.backends.proof.boxes.pairs import meets
from engine.backends.proof.boxes.verdicts import BEYOND, Bench, pieces_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.backends.proof.boxes.classes import Strip
    from engine.backends.proof.boxes.cuts import Budget, Node
    from engine.backends.proof.boxes.found import Answer
    from engine.backends.proof.boxes.grid import Box, Grid
    from engine.backends.proof.boxes.outlooks import Outlook
    from engine.backends.proof.boxes.verdicts import Owned

    Answers = tuple[Answer, ...]
    Boxes = tuple[tuple[Box, Answers], ...]

FEW, SEVERAL = 3, 8
"""Loose pieces up to which a box is carved, one piece after the other; with more, good cuts leave fewer parts."""


@dataclass(frozen=True, slots=True)
class Question:
    """`wanted`: whether a box is, by what its sides answer. `reads`: how much of that it looks at.

    `difference`: whether labels and contradictions are equal; `labels`: what they are; `rules`: rules, too.
    `dull`: whether none in a node will be, as far as is known, from its columns, what the layers are there, the pieces
    alive and those that cover it.
    """

    wanted: Callable[[Answers], bool]
    reads: Literal["difference", "labels", "rules"] = "labels"
    dull: Callable[[Sequence[Strip], Bench, int, int], bool] | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """`near`: per piece the pieces that it has cases in common with.

    After all pieces `owned` has each once more, as one of no case: to leave out what was searched already.
    """

    grid: Grid
    owned: Sequence[Owned]
    pieces: Pieces
    near: Sequence[int]
    budget: Budget
    question: Question
    known: dict[tuple[Outlook, ...], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, grid: Grid, budget: Budget, question: Question, asked: Iterable[tuple[int, int]] = ()) -> Search:
        rules = frozenset(asked)
        owned = pieces_of(grid)
        pieces = Pieces.of(grid.sizes, [piece.cells for piece in owned])
        near = meets(pieces)
        told = [piece._replace(asked=(piece.layer, piece.rule) in rules) for piece in owned]
        done = [piece._replace(layer=BEYOND) for piece in owned]
        return cls(grid, told + done, replace(pieces, rows=[*pieces.rows, *pieces.rows]), near, budget, question)

    @property
    def count(self) -> int:
        """How many sides there are."""
        return 1 + max((layer.side for layer in self.grid.layers), default=-1)

    def everywhere(self) -> Iterator[tuple[Box, Answers]]:
        """All boxes that are wanted, disjoint. May raise `Spent`."""
        return self.within(range(len(self.near)), whole(self.grid.sizes))

    def touched(self) -> Iterator[tuple[Box, Answers]]:
        """Those in which a rule matches that is asked for; piece by piece, each without those before it."""
        done = 0
        for number, others in enumerate(self.near):
            if self.owned[number].asked:
                yield from self.within(self.numbers(others, others & done), self.pieces.box(number))
                done |= 1 << number

    def within(self, numbers: Sequence[int], box: Box) -> Iterator[tuple[Box, Answers]]:
        """Those in a box, which no pieces but some meet."""
        bench = self.bench(numbers)
        if not all(box) or self._said(bench, (1 << len(numbers)) - 1 & ~bench.beyond, 0) == ():
            return
        stack = [(root(self.pieces, numbers, box), bench)]
        while stack:
            self.budget.spend()
            node, bench = stack.pop()
            fresh = renumbered(node, self.pieces)
            if fresh is not node:
                bench = self.bench(fresh.numbers)
            alive = reduce(and_, (either for either, _, _ in fresh.strips), fresh.alive)
            cover = reduce(and_, (each for _, each, _ in fresh.strips), alive)
            alive, cover = bench.pruned(alive, cover)
            dull = self.question.dull
            if cover & bench.beyond or (dull is not None and dull(fresh.strips, bench, alive, cover)):
                continue
            parts = self._parts(fresh, bench, alive, cover)
            if parts is None:
                loose = alive & ~cover
                children = halves(fresh, alive, loose & ~bench.beyond or loose, self.budget)
                stack.extend((child, bench) for child in children)
            else:
                yield from ((found, sides) for found, sides in parts if self.budget.allows(found))

    def covered(self, by: Sequence[int], numbers: Sequence[int], box: Box) -> Iterator[tuple[Box, Answers]]:
        """Those in a box, which no pieces but some meet, and some of these take all of. May raise `Spent`."""
        if not all(box):
            return
        bench = self.bench(numbers)
        cover = reduce(or_, (1 << numbers.index(number) for number in by), 0)
        alive, cover = bench.pruned(full(len(numbers)), cover)
        if self._said(bench, alive, cover) == ():
            return
        self.budget.spend()
        loose = [*bits(alive & ~cover)]
        if not all(self._is_out(bench, alive, cover | 1 << bit) for bit in loose):
            yield from self.within(numbers, box)
        elif sides := self._said(bench, cover, cover):
            found = self._left([numbers[bit] for bit in loose], box)
            yield from ((part, sides) for part in found if self.budget.allows(part))

    def _is_out(self, bench: Bench, alive: int, cover: int) -> bool:
        """Whether none is wanted where all those pieces match."""
        return bool(cover & bench.beyond) or self._said(bench, *bench.pruned(alive, cover)) == ()

    def _left(self, numbers: Sequence[int], box: Box) -> Iterable[Box]:
        """What pieces leave of a box."""
        if len(numbers) > SEVERAL:
            return Cover(self.pieces, self.budget).open_boxes(numbers, box)
        return left(box, sorted(map(self.pieces.box, numbers), key=lambda each: -volume(common(box, each))))

    def numbers(self, live: int, done: int) -> list[int]:
        """The numbers of pieces, and those of what was searched already as of no case."""
        return [*bits(live), *(len(self.near) + number for number in bits(done))]

    def bench(self, numbers: Iterable[int]) -> Bench:
        return Bench.of(self.grid, [self.owned[number] for number in numbers])

    def _said(self, bench: Bench, alive: int, cover: int) -> Answers | None:
        """What sides answer where that is settled; nothing where none of what they may answer is wanted. None: open."""
        if (alive, cover) not in bench.said:
            sides = self.sides(bench, alive, cover)
            dull = self._is_dull(bench, alive, cover) if sides is None else not self.question.wanted(sides)
            bench.said[alive, cover] = () if dull else sides
        return bench.said[alive, cover]

    def _is_dull(self, bench: Bench, alive: int, cover: int) -> bool:
        """Whether nothing that is wanted can be in a node, by the labels that sides may answer with."""
        key = None if self.question.reads == "rules" else outlooks(bench, self.count, alive, cover)
        if key is None:
            return False
        if key not in self.known:
            self.known[key] = not any(self.question.wanted(tuple(map(as_answer, said))) for said in product(*key))
        return self.known[key]

    def sides(self, bench: Bench, alive: int, cover: int) -> Answers | None:
        settled = bench.settled(alive, cover)
        return None if settled is None else bench.answers(self.grid, settled)

    def _parts(self, node: Node, bench: Bench, alive: int, cover: int) -> Iterable[tuple[Box, Answers]] | None:
        """What a node comes to, if that needs no cut."""
        sides = self._said(bench, alive, cover)
        if sides == ():
            return ()
        if sides and not alive & bench.beyond:
            return ((box_of(node.strips), sides),)
        if (alive & ~cover).bit_count() <= FEW:
            return self._carved(node.numbers, bench, box_of(node.strips), alive, cover)
        return self._apart(node, bench, alive & ~cover, cover)

    def _carved(
        self, numbers: Sequence[int], bench: Bench, box: Box, alive: int, cover: int
    ) -> Iterator[tuple[Box, Answers]]:
        """What a box comes to that few loose pieces are in: what lies inside and outside of one, then of the next."""
        alive, cover = bench.pruned(alive, cover)
        sides = self._said(bench, alive, cover)
        if cover & bench.beyond or sides == ():
            return
        if sides and not alive & bench.beyond:
            yield box, sides
            return
        loose = alive & ~cover
        mark = loose & -loose
        piece = self.pieces.box(numbers[mark.bit_length() - 1])
        inside = common(box, piece)
        if not all(inside):
            yield from self._carved(numbers, bench, box, alive & ~mark, cover)
            return
        yield from self._carved(numbers, bench, inside, alive, cover | mark)
        for part in beside(box, piece):
            yield from self._carved(numbers, bench, part, alive & ~mark, cover)

    def _apart(self, node: Node, bench: Bench, loose: int, cover: int) -> list[tuple[Box, Answers]] | None:
        """What a node comes to whose loose pieces have no case in common: each of them is a part of its own."""
        view = next((view for view in bench.views if not loose & ~view.mask), None)
        if view is None or not self._are_apart([node.numbers[bit] for bit in bits(loose)]):
            return None
        box = box_of(node.strips)
        parts = {bit: common(box, self.pieces.box(node.numbers[bit])) for bit in bits(loose)}
        if self._said(bench, cover, cover) != () and sum(map(volume, parts.values())) < volume(box):
            return None
        groups = (1 << bit for bit in parts) if self.question.reads == "rules" else view.labels.values()
        found = []
        for group in groups:
            for bit in bits(group & loose):
                sides = self._said(bench, cover | 1 << bit, cover | 1 << bit)
                if not sides:
                    break
                found.append((parts[bit], sides))
        return found

    def _are_apart(self, numbers: Sequence[int]) -> bool:
        """Whether no two of these pieces have a case in common."""
        those = reduce(or_, (1 << number for number in numbers), 0)
        return all(self.near[number] & those == 1 << number for number in numbers)


def gathered(found: Iterable[tuple[Box, Answers]], otherwise: Callable[[Boxes], Found[Answers]]) -> Found[Answers]:
    """What a search finds, merged; `otherwise` goes on in another way, if its budget is spent first."""
    known = []
    try:
        for each in found:
            known.append(each)  # noqa: PERF402  what there is by then is kept
    except Spent:
        return otherwise(merge(known))
    return Found(merge(known))


def pieces_in(grid: Grid) -> int:
    return sum(len(layer.pieces) for layer in grid.layers)
