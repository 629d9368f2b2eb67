"""Which rules match together, and which lie within others: N × N bits, a row of it one integer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import accumulate, product
from operator import and_, or_
from typing import TYPE_CHECKING, overload

from engine.backends.proof.boxes.classes import Pieces
from engine.backends.proof.boxes.coverage import holes
from engine.backends.proof.boxes.masks import bits, box_within, cell_of_mask, common
from engine.backends.proof.boxes.merging import merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.backends.proof.boxes.grid import Box, Cell, Grid


@dataclass(frozen=True, slots=True)
class Pairs(Sequence[tuple[int, int]]):
    """Pairs of numbers, ascending, kept as bits: `rows[i]` has those that i is paired with."""

    rows: tuple[int, ...]

    def __len__(self) -> int:
        return sum(row.bit_count() for row in self.rows)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((one, other) for one, row in enumerate(self.rows) for other in bits(row))

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[tuple[int, int], ...]: ...
    def __getitem__(self, at: int | slice) -> tuple[int, int] | tuple[tuple[int, int], ...]:
        return tuple(self)[at]


def meeting(grid: Grid, layer: int) -> Pairs:
    """The pairs of different rules that match together in some case, the lower number first."""
    rules = _Rules.of(grid, layer)
    related = meets(rules.taken)
    rows = [reduce(or_, (rules.among(related[number]) for number in own), 0) for own in rules.pieces]
    later = [row >> rule + 1 << rule + 1 for rule, row in enumerate(rows)]
    if grid.outside:
        later = [_if(row, partial(_share, grid, rules, rule)) for rule, row in enumerate(later)]
    return Pairs(tuple(later))


def contained(grid: Grid, layer: int) -> Pairs:
    """(inner, outer): outer matches wherever inner does, and inner does somewhere. Equal rules are there both ways."""
    rules = _Rules.of(grid, layer)
    near, sure = meets(rules.taken), holders(rules.taken)
    rows = []
    for rule, own in enumerate(rules.pieces):
        real = [number for number in own if near[number] and is_case(grid, rules.cells[number])]
        held = reduce(and_, (rules.among(sure[number]) for number in real)) if real else 0
        met = reduce(and_, (rules.among(near[number]) for number in real)) if real else 0
        asked = met & ~held & (-1 if grid.outside else rules.manifold)
        rows.append((held | _if(asked, partial(rules.hold, grid, real))) & ~(1 << rule))
    return Pairs(tuple(rows))


def sharing(grid: Grid, layer: int) -> Callable[[int, int], tuple[Box, ...]]:
    """Where two rules match together, of whichever two: disjoint boxes."""
    return partial(_shared, grid, _Rules.of(grid, layer))


def _shared(grid: Grid, rules: _Rules, one: int, other: int) -> tuple[Box, ...]:
    taken = [piece.cells for piece in grid.outside]
    found: list[tuple[Box, None]] = []
    for first, second in product(rules.boxes(one), rules.boxes(other)):
        both = common(first, second)
        if all(both):
            found.extend((part, None) for part in (holes(grid.sizes, both, taken) if taken else (both,)))
            taken.append([cell_of_mask(atoms) for atoms in both])
    return tuple(box for box, _ in merge(found))


def meets(pieces: Pieces, of: Sequence[int] | None = None) -> list[int]:
    """Per piece (of those numbered) the pieces that it has cases in common with: itself, too, unless it is empty."""
    return _everywhere(pieces, of, lambda runs, cell: reduce(or_, (runs.meeting(*run) for run in cell), 0))


def holders(pieces: Pieces) -> list[int]:
    """Per piece the pieces that take all of it, itself included; all of them if it is empty."""
    return _everywhere(pieces, None, lambda runs, cell: reduce(and_, (runs.holding(*run) for run in cell), -1))


def _everywhere(pieces: Pieces, of: Sequence[int] | None, related: Callable[[_Runs, Cell], int]) -> list[int]:
    """Per piece asked for, those related to it in every column."""
    asked = pieces.rows if of is None else [pieces.rows[number] for number in of]
    found = [(1 << len(pieces.rows)) - 1] * len(asked)
    for column, (size, taken) in enumerate(pieces.columns(range(len(pieces.rows)))):
        runs = _Runs(size, taken)
        cells = pieces.cells[column]
        known: dict[int, int] = {}
        for number, row in enumerate(asked):
            if (code := row[column]) not in known:
                known[code] = related(runs, ((0, size),) if (cell := cells[code]) is None else cell)
            found[number] &= known[code]
    return found


class _Runs:
    """The ranges of the pieces in one column: which have begun, and which have ended, up to each place.

    A row for the first range of each piece, one for the second, and so on, so that in a row a bit means one range.
    """

    def __init__(self, size: int, taken: Sequence[tuple[Cell | None, int]]) -> None:
        own = [(((0, size),) if cell is None else cell, pieces) for cell, pieces in taken]
        places = sorted({0, size, *(place for cell, _ in own for run in cell for place in run)})
        self._at = {place: number for number, place in enumerate(places)}
        self._rows = [self._row(rank, own) for rank in range(max((len(cell) for cell, _ in own), default=0))]

    def _row(self, rank: int, taken: Sequence[tuple[Cell, int]]) -> tuple[list[int], list[int]]:
        begin, end = [0] * len(self._at), [0] * len(self._at)
        for cell, pieces in taken:
            if rank < len(cell):
                begin[self._at[cell[rank][0]]] |= pieces
                end[self._at[cell[rank][1]]] |= pieces
        return list(accumulate(begin, or_)), list(accumulate(end, or_))

    def meeting(self, start: int, end: int) -> int:
        """The pieces with an atom between two places."""
        after, before = self._at[start], self._at[end] - 1
        return reduce(or_, (begun[before] & ~ended[after] for begun, ended in self._rows), 0)

    def holding(self, start: int, end: int) -> int:
        """The pieces with all atoms between two places."""
        after, before = self._at[start], self._at[end] - 1
        return reduce(or_, (begun[after] & ~ended[before] for begun, ended in self._rows), 0)


@dataclass(frozen=True, slots=True)
class _Rules:
    """A layer's pieces by their rules. `pieces`: per rule its pieces' numbers. `manifold`: rules with several.

    `alike`: whether rules and their pieces have the same numbers.
    """

    cells: list[Sequence[Cell | None]]
    taken: Pieces
    rules: list[int]
    pieces: list[list[int]]
    manifold: int
    alike: bool

    @classmethod
    def of(cls, grid: Grid, layer: int) -> _Rules:
        taken = grid.layers[layer].pieces
        own: list[list[int]] = [[] for _ in grid.layers[layer].labels]
        for number, piece in enumerate(taken):
            own[piece.rule].append(number)
        manifold = sum(1 << rule for rule, numbers in enumerate(own) if len(numbers) > 1)
        alike = all(numbers == [rule] for rule, numbers in enumerate(own))
        cells = [piece.cells for piece in taken]
        return cls(cells, Pieces.of(grid.sizes, cells), [piece.rule for piece in taken], own, manifold, alike)

    def among(self, pieces: int) -> int:
        """The rules that pieces belong to."""
        if self.alike:
            return pieces
        return reduce(or_, (1 << self.rules[number] for number in bits(pieces)), 0)

    def boxes(self, rule: int) -> Iterator[Box]:
        return map(self.taken.box, self.pieces[rule])

    def hold(self, grid: Grid, pieces: Iterable[int], rule: int) -> bool:
        """Whether a rule matches in all cases of some pieces."""
        taken = [self.cells[number] for number in self.pieces[rule]] + [piece.cells for piece in grid.outside]
        return all(next(holes(grid.sizes, self.taken.box(number), taken), None) is None for number in pieces)


def is_case(grid: Grid, cells: Sequence[Cell | None]) -> bool:
    """Whether a piece takes any case at all."""
    if not grid.outside:
        return all(cell != () for cell in cells)
    outside = [piece.cells for piece in grid.outside]
    return next(holes(grid.sizes, box_within(grid.sizes, cells), outside), None) is not None


def _share(grid: Grid, rules: _Rules, one: int, other: int) -> bool:
    return bool(_shared(grid, rules, one, other))


def _if(numbers: int, holds: Callable[[int], bool]) -> int:
    return reduce(or_, (1 << number for number in bits(numbers) if holds(number)), 0)
