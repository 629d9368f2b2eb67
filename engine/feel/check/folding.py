"""Dates, times and spans made of literal texts are read when the policy is loaded: a wrong one is an error there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.feel.check.constants import read_span
from engine.feel.runtime import NAMESPACE
from engine.feel.typed import Apply, Const, Expr

if TYPE_CHECKING:
    from engine.feel.check.checking import Checking

_MAKERS = {
    "date-of-text": "DATE",
    "date-of-parts": "DATE_OF",
    "time-of-text": "TIME",
    "time-of-parts": "TIME_OF",
    "date-time-of-text": "DATE_TIME",
    "date-time-of-parts": "DATE_TIME_OF",
}


def fold(found: Expr, checking: Checking) -> Expr:
    """The constant that an application of a maker to constants is; anything else as it is."""
    if not isinstance(found, Apply) or not all(isinstance(arg, Const) for arg in found.args):
        return found
    values = [arg.value for arg in found.args if isinstance(arg, Const)]
    if found.op == "duration" and isinstance(values[0], str):
        return replace(read_span(values[0], found.args[0].at, 1, checking), at=found.at)
    if found.op not in _MAKERS or None in values:
        return found
    value = NAMESPACE[_MAKERS[found.op]](*values)
    if value is None:
        text = ", ".join(str(v) for v in values)
        return checking.fault("GJ244", found.at, text=text, kind=found.type.kind)
    return Const(value, found.type.required(), found.at)
