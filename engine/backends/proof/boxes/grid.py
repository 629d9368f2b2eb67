"""Rules as boxes over columns of atoms: whole numbers only, nothing of policies.

A column has `size` atoms, numbered from 0. A `Cell` says which of them a piece takes: ascending ranges, ends excluded,
that don't touch. A `Piece` is a box: a cell per column, None where it takes all. A `Layer` is pieces that answer
together by a hit policy; `rule` groups the pieces of one rule, `label` is its outcome (equal labels, equal outcomes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = tuple[tuple[int, int], ...]
Box = tuple[int, ...]
"""Per column the atoms as a bit mask, bit i for atom i."""
Hit = Literal["all", "first", "unique", "any"]
"""`all`: every rule that matches counts, whatever the others say."""


class Piece(NamedTuple):
    """`rule`: the number of its rule within its layer."""

    cells: Sequence[Cell | None]
    rule: int


class Layer(NamedTuple):
    """`labels`: per rule. `side`: whose answer it is a part of, 0 for a single table.

    `outputs`: per rule what `any` holds rules against each other by, where it isn't all that `labels` stand for.
    """

    hit: Hit
    pieces: Sequence[Piece]
    labels: Sequence[int]
    side: int = 0
    outputs: Sequence[int] | None = None


class Grid(NamedTuple):
    """`sizes`: atoms per column. `outside`: boxes that are no cases at all (facts that are refused)."""

    sizes: Sequence[int]
    layers: Sequence[Layer]
    outside: Sequence[Piece] = ()
