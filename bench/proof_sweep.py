"""The field's published way to look for overlapping and missing rules, written anew from the papers: a peer.

Calvanese, Dumas, Laurson, Maggi, Montali, Teinemaa: Semantics and Analysis of DMN Decision Tables (BPM 2016), and the
longer Semantics, Analysis and Simplification of DMN Decision Tables (Information Systems 78, 2018). Both sweep over the
bounds of the first column, keep the rules whose interval is open, and go on to the next column with those only. The
authors' own program, for a browser, was measured elsewhere; this one is told more than theirs (the ends of each column)
and spared some of its work (sets that an earlier set surely holds, merging one by one as they are found).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.proof.boxes.grid import Cell, Grid

Rules = list[int]
Ranges = tuple[tuple[int, int], ...]
"""A box: of each column a range of atoms, its end excluded."""


class Bound(NamedTuple):
    """Where a rule's interval begins or ends (`opens` 1 or 0): at one place ends come first."""

    at: int
    opens: int
    rule: int


class Sweep:
    """Over a table's rules as ranges of atoms."""

    def __init__(self, grid: Grid) -> None:
        self.sizes = grid.sizes
        pieces = grid.layers[0].pieces
        self._cells = [[_ranges(piece.cells[n], size) for piece in pieces] for n, size in enumerate(grid.sizes)]
        self._everyone = [*range(len(pieces))]

    def overlapping(self) -> set[frozenset[int]]:
        """Sets of rules that match together."""
        found: set[frozenset[int]] = set()
        self._overlap(self._everyone, 0, found)
        return found

    def missing(self) -> list[Ranges]:
        """Boxes that no rule takes."""
        found: list[Ranges] = []
        self._miss(self._everyone, (), found)
        return found

    def _overlap(self, rules: Rules, column: int, found: set[frozenset[int]]) -> None:
        if column == len(self.sizes):
            found.add(frozenset(rules))
            return
        open_: dict[int, None] = {}
        grown = False
        for bound in self._bounds(rules, column):
            if bound.opens:
                open_[bound.rule] = None
                grown = True
                continue
            if grown and len(open_) > 1:
                self._overlap([*open_], column + 1, found)
            grown = False
            del open_[bound.rule]

    def _miss(self, rules: Rules, box: Ranges, found: list[Ranges]) -> None:
        column = len(box)
        if column == len(self.sizes):
            return
        open_: dict[int, None] = {}
        last = 0
        for at, opens, rule in (*self._bounds(rules, column), Bound(self.sizes[column], 0, -1)):
            if at > last and open_:
                self._miss([*open_], (*box, (last, at)), found)
            elif at > last:
                found.append((*box, (last, at), *((0, size) for size in self.sizes[column + 1 :])))
            last = at
            if opens:
                open_[rule] = None
            else:
                open_.pop(rule, None)

    def _bounds(self, rules: Rules, column: int) -> Sequence[Bound]:
        cells = self._cells[column]
        ranges = ((rule, low, high) for rule in rules for low, high in cells[rule])
        return sorted(bound for rule, low, high in ranges for bound in (Bound(low, 1, rule), Bound(high, 0, rule)))


def _ranges(cell: Cell | None, size: int) -> Cell:
    return ((0, size),) if cell is None else cell


def pairs(sets: set[frozenset[int]]) -> Iterator[tuple[int, int]]:
    """The pairs in the sets, some more than once."""
    return ((one, other) for each in sets for one in each for other in each if one < other)
