"""What layers answer in a box, from what is known of it: the pieces that may meet it, and those that take all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.found import Answer
from engine.backends.proof.boxes.masks import bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.backends.proof.boxes.grid import Cell, Grid, Hit

BEYOND = -1
"""The layer of pieces that no case lies in."""


class Owned(NamedTuple):
    """A piece and whose it is. `asked`: a search is about it."""

    cells: Sequence[Cell | None]
    layer: int
    rule: int
    asked: bool = False


def pieces_of(grid: Grid) -> list[Owned]:
    """All pieces, those of a layer together in the order of its rules; last the ones of no case."""
    found = [
        Owned(piece.cells, number, piece.rule)
        for number, layer in enumerate(grid.layers)
        for piece in sorted(layer.pieces, key=lambda piece: piece.rule)
    ]
    return found + [Owned(piece.cells, BEYOND, 0) for piece in grid.outside]


class View(NamedTuple):
    """A layer as it shows at a node: its bits, those of each label, and those of each output where it matters."""

    layer: int
    side: int
    hit: Hit
    mask: int
    labels: dict[int, int]
    outputs: dict[int, int]


@dataclass(frozen=True, slots=True)
class Bench:
    """The layers as they show at a node. `families`: by bit, the bits of its rule, where it has several.

    As bits: `beyond`, the pieces in which no case lies; `asked`, see `Owned`; `manifold`, those of rules that have
    several.
    """

    owned: tuple[Owned, ...]
    views: tuple[View, ...]
    beyond: int
    asked: int
    families: dict[int, int]
    manifold: int
    said: dict[tuple[int, int], tuple[Answer, ...] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, grid: Grid, owned: Iterable[Owned]) -> Bench:
        here = tuple(owned)
        layers: dict[int, int] = {}
        rules: dict[tuple[int, int], int] = {}
        asked = 0
        for bit, piece in enumerate(here):
            mark = 1 << bit
            layers[piece.layer] = layers.get(piece.layer, 0) | mark
            rules[piece.layer, piece.rule] = rules.get((piece.layer, piece.rule), 0) | mark
            asked |= mark * piece.asked
        beyond = layers.pop(BEYOND, 0)
        families = {bit: mask for mask in rules.values() if mask & mask - 1 and not mask & beyond for bit in bits(mask)}
        views = tuple(_view(grid, number, mask, here) for number, mask in layers.items())
        return cls(here, views, beyond, asked, families, reduce(or_, families.values(), 0))

    def pruned(self, alive: int, cover: int) -> tuple[int, int]:
        """The pieces that still count: one of a rule that matches everywhere, none behind the first that does."""
        matching = cover & self.manifold
        while matching:
            bit = matching & -matching
            family = self.families[bit.bit_length() - 1]
            alive &= ~family | bit
            matching &= ~family
        for view in self.views:
            if view.hit == "first" and (matching := alive & cover & view.mask):
                first = matching & -matching
                alive &= ~view.mask | first | first - 1
        return alive, cover & alive

    def settled(self, alive: int, cover: int) -> tuple[tuple[int, int], ...] | None:
        """Per layer the bits that answer and those that contradict, the same in all of the box. None: not yet."""
        found = []
        for view in self.views:
            verdict = _SETTLED[view.hit](view, alive & view.mask, cover & view.mask)
            if verdict is None:
                return None
            found.append(verdict)
        return tuple(found)

    def answers(self, grid: Grid, settled: Iterable[tuple[int, int]]) -> tuple[Answer, ...]:
        """Per side what is answered."""
        sides = 1 + max((layer.side for layer in grid.layers), default=-1)
        rules: list[list[tuple[int, int]]] = [[] for _ in range(sides)]
        conflict: list[list[tuple[int, int]]] = [[] for _ in range(sides)]
        for view, (answering, contradicting) in zip(self.views, settled, strict=True):
            rules[view.side].extend(self._named(answering))
            conflict[view.side].extend(self._named(contradicting))
        return tuple(
            Answer(_labels(grid, one), tuple(sorted(one)), tuple(sorted(other)))
            for one, other in zip(rules, conflict, strict=True)
        )

    def _named(self, numbers: int) -> list[tuple[int, int]]:
        return [(self.owned[bit].layer, self.owned[bit].rule) for bit in bits(numbers)]


def _labels(grid: Grid, rules: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(sorted(grid.layers[layer].labels[rule] for layer, rule in rules))


def _view(grid: Grid, number: int, mask: int, owned: Sequence[Owned]) -> View:
    layer = grid.layers[number]
    rules = [(bit, owned[bit].rule) for bit in bits(mask)]
    labels = _together((layer.labels[rule], bit) for bit, rule in rules)
    outputs = labels
    if layer.hit == "any" and layer.outputs is not None:
        outputs = _together((layer.outputs[rule], bit) for bit, rule in rules)
    return View(number, layer.side, layer.hit, mask, labels, outputs)


def _together(named: Iterable[tuple[int, int]]) -> dict[int, int]:
    masks: dict[int, int] = {}
    for name, bit in named:
        masks[name] = masks.get(name, 0) | 1 << bit
    return masks


def agrees(view: View, alive: int) -> bool:
    """Whether all these pieces of a layer are of one output."""
    return not alive or any(not alive & ~mask for mask in view.outputs.values() if alive & mask)


def _all(view: View, alive: int, cover: int) -> tuple[int, int] | None:
    return (alive, 0) if alive == cover else None


def _first(view: View, alive: int, cover: int) -> tuple[int, int] | None:
    first = alive & -alive
    return (first, 0) if first & cover == first else None


def _unique(view: View, alive: int, cover: int) -> tuple[int, int] | None:
    if alive != cover:
        return None
    return (0, alive) if alive & alive - 1 else (alive, 0)


def _any(view: View, alive: int, cover: int) -> tuple[int, int] | None:
    if agrees(view, alive):
        return _first(view, alive, cover)
    return (0, alive) if alive == cover else None


_SETTLED: dict[Hit, Callable[[View, int, int], tuple[int, int] | None]] = {
    "all": _all,
    "first": _first,
    "unique": _unique,
    "any": _any,
}
