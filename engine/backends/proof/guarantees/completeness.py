"""Tables that answer in every case: the cases that no row matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.boxes import uncovered
from engine.backends.proof.boxes.grid import Layer
from engine.backends.proof.guarantees.looking import ground, refutation

if TYPE_CHECKING:
    from engine.backends.proof.guarantees.looking import Asked
    from engine.ir.guarantees import Verdict


def complete(table: str, asked: Asked) -> Verdict:
    """Whether in every case a row of the table matches. The program has such a table."""
    on = ground(asked)
    rows = next(each.rows for each in on.laid.tables if each.table.id == table)
    matching = [piece for number, parts in enumerate(rows) for piece in on.space.pieces(parts, number)]
    left = uncovered(on.space.grid((Layer("all", matching, range(len(rows))),)), 0, possible=on.theory.exists)
    return refutation(on, [box for box, _ in left.boxes], left.stopped)
