"""Tables to analyse, like those of a lender: the leaves of random decision trees over the facts of a loan, noised.

So Calvanese et al. (BPM 2016) made theirs, by learning trees from the records of a lender, which aren't to be had here:
the rows are disjoint and complete until one cell in some rows is widened, so that they overlap, or narrowed, so that a
gap is left. A cell is a range of whole steps, its end excluded, or a set of a column's choices; None takes everything.
"""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.boxes.grid import Grid, Layer, Piece
from engine.backends.proof.coordinates.axis import Cut
from engine.backends.proof.coordinates.building import Rest, axis_of
from engine.backends.proof.coordinates.cells import cell_of, ruler_of
from engine.backends.proof.coordinates.quantities import DAY, NUMBER, UNORDERED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.proof.boxes.grid import Cell as Atoms
    from engine.backends.proof.boxes.grid import Hit
    from engine.backends.proof.coordinates.axis import Axis
    from engine.feel.values import Value

Steps = tuple[int, int]
Choices = frozenset[int]
Cell = Steps | Choices


class Column(NamedTuple):
    """`size`: how many steps from `first` on, or how many choices; `choices`: their values, where they matter."""

    name: str
    size: int
    quantity: str = UNORDERED
    step: Fraction = Fraction(1)
    first: Fraction = Fraction(0)
    choices: tuple[Value, ...] = ()

    @property
    def whole(self) -> Cell:
        return (0, self.size) if self.quantity else frozenset(range(self.size))


CENT, BASIS_POINT = Fraction(1, 100), Fraction(1, 10_000)
LOAN = (
    Column("amount", 3_950_001, NUMBER, CENT, Fraction(500)),
    Column("grade", 7),
    Column("years employed", 41, NUMBER),
    Column("income", 30_000_001, NUMBER, CENT),
    Column("verified", 2),
    Column("issued", 4018, DAY, first=Fraction(dt.date(2008, 1, 1).toordinal())),
    Column("rate", 2600, NUMBER, BASIS_POINT, Fraction(5, 100)),
    Column("purpose", 12),
    Column("inquiries", 34, NUMBER),
    Column("debt to income", 10_001, NUMBER, CENT),
    Column("home", 4),
    Column("revolving balance", 20_000_001, NUMBER, CENT),
    Column("first credit", 21_915, DAY, first=Fraction(dt.date(1950, 1, 1).toordinal())),
)
OUTCOMES, KEPT = 7, 0.9


class Row(NamedTuple):
    cells: tuple[Cell | None, ...]
    outcome: int


class Table(NamedTuple):
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Laid(NamedTuple):
    grid: Grid
    axes: tuple[Axis, ...]


def table(rows: int, columns: int, seed: int, *, thresholds: int | None = None, noise: float = 0.1) -> Table:
    """`thresholds`: how many places to cut at each column has (None: all). `noise`: in which part of the rows."""
    chance = random.Random(seed)  # noqa: S311  the same tables in every run
    chosen = LOAN[:columns]
    leaves: list[tuple[Cell, ...]] = [tuple(column.whole for column in chosen)]
    while len(leaves) < rows:
        at = chance.randrange(len(leaves))
        number = chance.randrange(columns)
        parts = _halves(chosen[number], leaves[at][number], chance, thresholds)
        if parts:
            leaves[at : at + 1] = [_with(leaves[at], number, part) for part in parts]
    chance.shuffle(leaves)
    for at in chance.sample(range(rows), int(rows * noise)):
        leaves[at] = _noised(leaves[at], chosen, chance)
    return Table(chosen, tuple(Row(_told(leaf, chosen), chance.randrange(OUTCOMES)) for leaf in leaves))


def _with(cells: tuple[Cell, ...], number: int, cell: Cell) -> tuple[Cell, ...]:
    return (*cells[:number], cell, *cells[number + 1 :])


def _told(leaf: Sequence[Cell], columns: Sequence[Column]) -> tuple[Cell | None, ...]:
    return tuple(None if cell == column.whole else cell for column, cell in zip(columns, leaf, strict=True))


def _halves(
    column: Column, cell: Cell, chance: random.Random, thresholds: int | None = None
) -> tuple[Cell, Cell] | None:
    if isinstance(cell, frozenset):
        some = frozenset(chance.sample(sorted(cell), chance.randint(1, len(cell) - 1))) if len(cell) > 1 else None
        return (some, cell - some) if some else None
    low, high = cell
    apart = 1 if thresholds is None else max(1, column.size // thresholds)
    first, last = low // apart + 1, (high - 1) // apart
    if first > last:
        return None
    at = chance.randint(first, last) * apart
    return (low, at), (at, high)


def _noised(leaf: tuple[Cell, ...], columns: Sequence[Column], chance: random.Random) -> tuple[Cell, ...]:
    """One cell that doesn't take everything, wider or narrower."""
    numbers = [number for number, column in enumerate(columns) if leaf[number] != column.whole]
    number = chance.choice(numbers)
    widen = chance.random() < 1 / 2
    return _with(leaf, number, (_wider if widen else _narrower)(leaf[number], columns[number], chance))


def _wider(cell: Cell, column: Column, chance: random.Random) -> Cell:
    if isinstance(cell, frozenset):
        return cell | {chance.choice(sorted({*range(column.size)} - cell))}
    low, high = cell
    more = max(1, (high - low) // 4)
    return max(0, low - more), min(column.size, high + more)


def _narrower(cell: Cell, column: Column, chance: random.Random) -> Cell:
    if isinstance(cell, frozenset):
        return cell - {min(cell)} if len(cell) > 1 else cell
    low, high = cell
    return (low + (high - low) // 4, high) if chance.random() < 1 / 2 else (low, high - (high - low) // 4)


def changed(old: Table, share: float, seed: int) -> Table:
    """A next version: in that part of the cells that say something, something else."""
    chance = random.Random(seed)  # noqa: S311
    places = [(at, n) for at, row in enumerate(old.rows) for n, cell in enumerate(row.cells) if cell is not None]
    rows = [*old.rows]
    for at, number in chance.sample(places, max(1, int(len(places) * share))):
        cell, column = rows[at].cells[number], old.columns[number]
        assert cell is not None  # noqa: S101
        fresh = (_wider if chance.random() < 1 / 2 else _narrower)(cell, column, chance)
        cells = tuple(fresh if n == number else each for n, each in enumerate(rows[at].cells))
        rows[at] = Row(cells, rows[at].outcome)
    return old._replace(rows=tuple(rows))


def rewritten(old: Table, share: float, seed: int) -> Table:
    """The same table in other words: that part of the rows split in two, all of them in another order."""
    chance = random.Random(seed)  # noqa: S311
    rows: list[Row] = []
    for row in old.rows:
        rows.extend(_split(row, old.columns, chance) if chance.random() < share else [row])
    chance.shuffle(rows)
    return old._replace(rows=tuple(rows))


def _split(row: Row, columns: Sequence[Column], chance: random.Random) -> list[Row]:
    number = chance.randrange(len(columns))
    cell = row.cells[number]
    parts = _halves(columns[number], columns[number].whole if cell is None else cell, chance)
    cells = row.cells
    return [Row((*cells[:number], part, *cells[number + 1 :]), row.outcome) for part in parts] if parts else [row]


def compared(old: Table, columns: Sequence[Column], share: float, seed: int) -> Table:
    """With columns that are true or false: that part of the rows is split by one of them, and some lose a half."""
    chance = random.Random(seed)  # noqa: S311
    rows: list[Row] = []
    for row in old.rows:
        free: list[Cell | None] = [None] * len(columns)
        if chance.random() >= share:
            rows.append(row._replace(cells=(*row.cells, *free)))
            continue
        at = chance.randrange(len(columns))
        for truth in (0, 1) if chance.random() < KEPT else (chance.randrange(2),):
            told = (*free[:at], frozenset({truth}), *free[at + 1 :])
            rows.append(Row((*row.cells, *told), (row.outcome + truth) % OUTCOMES))
    return Table((*old.columns, *columns), tuple(rows))


def lay(tables: Sequence[Table], hit: Hit = "unique") -> Laid:
    """The tables in one grid, a side each."""
    axes, cells = [], []
    for number, column in enumerate(tables[0].columns):
        taken = [[row.cells[number] for row in each.rows] for each in tables]
        axis, found = _column(column, {cell for each in taken for cell in each if cell is not None})
        axes.append(axis)
        cells.append([[None if cell is None else found[cell] for cell in each] for each in taken])
    layers = [
        Layer(
            hit,
            [Piece([column[side][at] for column in cells], at) for at in range(len(each.rows))],
            [row.outcome for row in each.rows],
            side,
        )
        for side, each in enumerate(tables)
    ]
    return Laid(Grid([axis.size for axis in axes], layers), tuple(axes))


def _column(column: Column, cells: set[Cell]) -> tuple[Axis, dict[Cell, Atoms]]:
    """The axis of a column, and on it each of its cells."""
    if not column.quantity:
        choices = column.choices or tuple(map(str, range(column.size)))
        axis = axis_of(UNORDERED, rest=Rest(choices))
        ruler = ruler_of(axis)
        return axis, {cell: cell_of(ruler, rest=Rest([choices[number] for number in cell])) for cell in cells}
    steps = [cell for cell in cells if isinstance(cell, tuple)]
    cuts = {at: Cut(column.first + at * column.step) for cell in steps for at in cell}
    ends = (column.first, column.first + (column.size - 1) * column.step)
    axis = axis_of(column.quantity, cuts.values(), step=column.step, ends=ends)
    ruler = ruler_of(axis)
    return axis, {(low, high): cell_of(ruler, [(cuts[low], cuts[high])]) for low, high in steps}
