"""Warnings of comparisons whose result is known beforehand, from a fact's declared range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.literals import range_text
from engine.feel.typed import Const, Expr, Ref

if TYPE_CHECKING:
    from engine.feel.check.checking import Checking
    from engine.feel.typed import At
    from engine.feel.types import Type

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def warn_of_bounds(operator: str, left: Expr, right: Expr, at: At, checking: Checking) -> None:
    """Warns where a fact with a range is compared with a constant outside it."""
    if _bounded(right) and not _bounded(left):
        left, right, operator = right, left, _MIRRORED[operator]
    if not (_bounded(left) and isinstance(left, Ref) and _fixed(right)):
        return
    verdict = _verdict(operator, left.type, right.type)
    if verdict is not None:
        checking.report.add(
            "GJ249" if verdict else "GJ248", checking.place.span(*at), name=left.name, range=range_text(left.type)
        )


def _bounded(expr: Expr) -> bool:
    """A fact or output with a range that is not a single value."""
    known = expr.type.low is not None or expr.type.high is not None
    return isinstance(expr, Ref) and expr.kind in ("fact", "output") and known and not _fixed(expr)


def _fixed(expr: Expr) -> bool:
    """A constant or parameter whose value is known."""
    named = isinstance(expr, Const) or (isinstance(expr, Ref) and expr.kind == "param")
    return named and expr.type.low is not None and expr.type.low == expr.type.high


def _verdict(operator: str, bounded: Type, fixed: Type) -> bool | None:
    """What the comparison always gives; None where it depends, or where the constant is a bound itself (`>= 0`)."""
    value = fixed.low
    if value is None:
        return None
    below = bounded.low is not None and value < bounded.low
    above = bounded.high is not None and value > bounded.high
    if below or above:
        return {"=": False, "!=": True, "<": above, "<=": above, ">": below, ">=": below}[operator]
    never = (operator == "<" and value == bounded.low) or (operator == ">" and value == bounded.high)
    return False if never else None


def warn_of_null(operand: Expr, at: At, checking: Checking) -> None:
    """Warns where something that always has a value is asked whether it has one."""
    if not operand.type.optional and isinstance(operand, Ref):
        checking.report.add("GJ250", checking.place.span(*at), name=operand.name)
