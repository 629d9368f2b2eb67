"""How far apart two amounts are: exactly where both are constant, within exact bounds where they are formulas."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.proof.difference.forms import Constant
from engine.feel.values import ARITHMETIC, TimeSpan

if TYPE_CHECKING:
    from engine.backends.proof.boxes.grid import Box
    from engine.backends.proof.difference.forms import Form
    from engine.backends.proof.theory.possible import Theory
    from engine.feel.values import Value
    from engine.ir.regions import Unknown, Witness


class Apart(NamedTuple):
    """`low` to `high`, None where there is no bound or none is known; `is_measured`: they have a common measure.

    `shown`: of formulas, a case in which they differ; None where they don't.
    """

    is_measured: bool
    low: Decimal | None = None
    high: Decimal | None = None
    shown: Witness | Unknown | None = None


def apart(before: Form, after: Form, theory: Theory, box: Box) -> Apart:
    """By how much `after` is more in a box."""
    if isinstance(before, Constant) and isinstance(after, Constant):
        far = moved(before.value, after.value)
        return Apart(far is not None, far, far)
    return Apart(is_measured=False)


def moved(before: Value, after: Value) -> Decimal | None:
    """By how much `after` is more: in numbers, in a span's own unit; None where they have no common measure."""
    match before, after:
        case (bool(), _) | (_, bool()):
            return None
        case (int() | Decimal(), int() | Decimal()):
            return ARITHMETIC.subtract(Decimal(after), Decimal(before))
        case (TimeSpan(unit, amount), TimeSpan(other, more)) if unit == other:
            return ARITHMETIC.subtract(Decimal(more), Decimal(amount))
        case _:
            return None
