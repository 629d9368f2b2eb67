"""A condition that must never be true: the cases in which it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.boxes import differing
from engine.backends.proof.boxes.grid import Layer
from engine.backends.proof.guarantees.looking import ground, refutation

if TYPE_CHECKING:
    from engine.backends.proof.guarantees.looking import Asked
    from engine.feel.typed import Expression
    from engine.ir.guarantees import Verdict


def never(condition: Expression, asked: Asked) -> Verdict:
    """Whether a condition, in the program's terms and never null, is false in every case."""
    on = ground(asked, condition)
    (truth,) = on.laid.asked
    found, without = Layer("all", on.space.pieces(truth.true), (0,), side=0), Layer("all", (), (), side=1)
    where = differing(on.space.grid((found, without)), possible=on.theory.exists)
    return refutation(on, [box for box, _ in where.boxes], where.stopped)
