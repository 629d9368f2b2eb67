"""What reading a column means: its value as the wanted type, exactly or null, and how to tell what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.nodes import call, text
from engine.feel.types import Kind

if TYPE_CHECKING:
    from engine.feel.types import Type

Faults = list[tuple[exp.Expr, str]]
"""Conditions with the code of the fault that they mean, to be tried in order."""
Read = Callable[[exp.Expr, exp.DataType, "Type"], "Reading"]
"""How a value of an SQL type is read as a static type whose bounds are all known."""

ISO_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
OUTSIDE, FINER, TOO_WIDE = "GJ430", "GJ432", "GJ508"
"""Out of range, more decimals than declared, and what only SQL's widths can't hold."""
WRONG = {
    Kind.NUMBER: "GJ410",
    Kind.MONEY: "GJ411",
    Kind.PERCENT: "GJ412",
    Kind.BOOLEAN: "GJ413",
    Kind.STRING: "GJ414",
    Kind.CALENDAR: "GJ414",
    Kind.ENUM: "GJ415",
    Kind.DATE: "GJ416",
    Kind.DATE_TIME: "GJ417",
    Kind.SPAN: "GJ419",
    Kind.LIST: "GJ420",
    Kind.CONTEXT: "GJ421",
}
"""The code of a value that isn't of its kind at all."""

TEXTS = exp.DataType.TEXT_TYPES
VARCHAR = exp.DataType.build("VARCHAR")
JSON = exp.DataType.build("JSON")


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` is null where the column's can't be read; `otherwise` is the code where none of the `faults` applies.

    `faults` takes the raw value. `always`: whatever the column holds can be read.
    """

    value: exp.Expr
    otherwise: str
    faults: Callable[[exp.Expr], Faults] = lambda _raw: []
    always: bool = False


def like(value: exp.Expr, pattern: str) -> exp.Expr:
    """Whether the whole text matches."""
    return call("REGEXP_FULL_MATCH", value, text(pattern))
