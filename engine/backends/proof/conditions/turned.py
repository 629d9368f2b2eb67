"""Comparisons that say the same made one: `a > b` is `b < a`, `a >= b` is not `a < b`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.proof.conditions.keys import key_of
from engine.feel.typed import Apply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.typed import Expr

_TURNED: Mapping[str, tuple[str, bool, bool]] = {
    "lt": ("lt", False, False),
    "gt": ("lt", True, False),
    "ge": ("lt", False, True),
    "le": ("lt", True, True),
    "eq": ("eq", False, False),
    "ne": ("eq", False, True),
}
"""By operator: the one that it comes down to, whether its sides change places, whether it is the opposite."""


def turned(expr: Expr) -> tuple[Expr, bool]:
    """The comparison that it comes down to, and whether it says the opposite of that; null stays null in both."""
    match expr:
        case Apply(op, (left, right)) if op.partition("-")[0] in _TURNED:
            name, dash, kind = op.partition("-")
            core, swapped, is_opposite = _TURNED[name]
            sides = (right, left) if swapped else (left, right)
            if core == "eq":
                sides = tuple(sorted(sides, key=lambda side: repr(key_of(side))))  # type: ignore[assignment]
            return replace(expr, op=f"{core}{dash}{kind}", args=sides), is_opposite
        case _:
            return expr, False
