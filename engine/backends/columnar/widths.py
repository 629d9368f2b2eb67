"""Exact SQL types from static types: how many digits every number needs, and where they don't suffice.

The type of an expression is computed anew from facts whose bounds and decimals are all known (what a policy leaves
undeclared gets the widths below), by the type rules of the operator table: interval arithmetic on exact decimals.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.refusal import Refused
from engine.feel.builtins.widths import united
from engine.feel.literals import type_of_number
from engine.feel.types import STRING, Kind, Type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.values import Value

STORED_DIGITS = 38
"""Digits of the widest DECIMAL, in DuckDB and in Spark."""
COMPUTED_DIGITS = 34
"""Digits up to which scalar arithmetic is exact (decimal128); results that could need more would not be the same."""
SPAN_DIGITS, SPAN_DECIMALS = 12, 6
"""Digits before the point, and after it, of the amount of a span that comes in."""
SPAN_FIELDS = Type(
    Kind.CONTEXT,
    fields=(
        ("unit", STRING),
        ("amount", Type(Kind.NUMBER, scale=SPAN_DECIMALS, low=Decimal(1 - 10**18), high=Decimal(10**18 - 1))),
    ),
)
"""A span in SQL, as the operator table has it: STRUCT(unit VARCHAR, amount DECIMAL(24, 6)).

It has room for sums: spans are added and subtracted only, and no expression has a million of them.
"""
LONGEST_LIST = Decimal(999_999_999)

_UNDECLARED = {Kind.NUMBER: (15, 10), Kind.MONEY: (13, 2), Kind.PERCENT: (0, 8)}
"""(digits before the point, decimals) of a fact whose declaration doesn't say."""


def stored(declared: Type) -> Type:
    """A fact's type with every bound and every scale known, elements and entries too."""
    if declared.is_numeric:
        return _bounded(declared)
    element = stored(declared.element) if declared.element else None
    fields = tuple((name, stored(entry)) for name, entry in declared.fields)
    return replace(declared, element=element, fields=fields)


def _bounded(declared: Type) -> Type:
    whole, decimals = _UNDECLARED[declared.kind]
    scale = decimals if declared.scale is None else declared.scale
    low, high = _default_bounds(declared.kind, whole, scale)
    return replace(
        declared,
        scale=scale,
        low=low if declared.low is None else declared.low,
        high=high if declared.high is None else declared.high,
    )


def _default_bounds(kind: Kind, whole: int, scale: int) -> tuple[Decimal, Decimal]:
    if kind is Kind.PERCENT:
        return Decimal(0), Decimal(1)
    most = Decimal(10 ** (whole + scale) - 1).scaleb(-scale)
    return -most, most


def of_value(value: Value, declared: Type) -> Type:
    """The type of a constant: of a number its own width, of a list its elements'."""
    if value is None:
        return _of_nothing(declared).or_null()
    if declared.is_numeric and isinstance(value, Decimal | int):
        return type_of_number(declared.required(), value)
    if isinstance(value, tuple) and declared.element:
        element = join([of_value(item, declared.element) for item in value]) if value else _of_nothing(declared.element)
        return replace(declared, element=element)
    if isinstance(value, dict):
        return replace(declared, fields=tuple((name, of_value(value[name], entry)) for name, entry in declared.fields))
    return declared


def _of_nothing(declared: Type) -> Type:
    """The narrowest type of no value at all."""
    if declared.is_numeric:
        return replace(declared, scale=0, low=Decimal(0), high=Decimal(0))
    element = _of_nothing(declared.element) if declared.element else None
    fields = tuple((name, _of_nothing(entry)) for name, entry in declared.fields)
    return replace(declared, element=element, fields=fields)


def join(types: Iterable[Type]) -> Type:
    """The narrowest type that holds the values of all of them (at least one)."""
    first, *others = types
    joined = first
    for other in others:
        merged = united(joined, other)
        if merged is None:
            raise Refused("GJ503", type=f"{joined.kind} / {other.kind}")
        joined = merged
    return joined


def digits(numeric: Type) -> tuple[int, int]:
    """(digits in all, decimals) that hold every value of a numeric type, as in DECIMAL(9,2)."""
    if numeric.scale is None:
        raise Refused("GJ502")
    if numeric.low is None or numeric.high is None:
        raise Refused("GJ504")
    most = int(max(abs(numeric.low), abs(numeric.high)))
    whole = len(str(most)) if most else 0
    return max(whole + numeric.scale, 1), numeric.scale


def computable(static: Type) -> Type:
    """The type of a computed number as it is, refused where it needs more digits than exact arithmetic has."""
    if static.is_numeric and digits(static)[0] > COMPUTED_DIGITS:
        raise Refused("GJ501", digits=digits(static)[0], most=COMPUTED_DIGITS)
    return static


def decimal_type(precision: int, scale: int) -> exp.DataType:
    """DECIMAL(precision, scale), refused where no database has so many digits."""
    if precision > STORED_DIGITS:
        raise Refused("GJ501", digits=precision, most=STORED_DIGITS)
    return exp.DataType(
        this=exp.DataType.Type.DECIMAL,
        expressions=[exp.DataTypeParam(this=exp.Literal.number(number)) for number in (precision, scale)],
    )


def sql_type(static: Type) -> exp.DataType:
    """The SQL type whose values are exactly those of a static type."""
    if static.is_numeric:
        return decimal_type(*digits(static))
    if static.kind is Kind.LIST:
        element = sql_type(static.element) if static.element else exp.DataType.build("VARCHAR")
        return exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[element], nested=True)
    if static.kind is Kind.CONTEXT:
        return _struct(static)
    if static.kind is Kind.SPAN:
        return _struct(SPAN_FIELDS)
    if static.kind in _PLAIN:
        return exp.DataType.build(_PLAIN[static.kind])
    raise Refused("GJ503", type=static.kind)


def _struct(static: Type) -> exp.DataType:
    entries = [
        exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=sql_type(entry)) for name, entry in static.fields
    ]
    return exp.DataType(this=exp.DataType.Type.STRUCT, expressions=entries, nested=True)


_PLAIN = {
    Kind.BOOLEAN: "BOOLEAN",
    Kind.STRING: "VARCHAR",
    Kind.ENUM: "VARCHAR",
    Kind.CALENDAR: "VARCHAR",
    Kind.DATE: "DATE",
    Kind.DATE_TIME: "TIMESTAMPTZ",
    Kind.NULL: "BOOLEAN",
}


def summed(total: Type, element: Type) -> Type:
    """A sum's type with the bounds that the longest list gives it."""
    if element.low is None or element.high is None:
        raise Refused("GJ504")
    low, high = min(element.low, Decimal(0)), max(element.high, Decimal(0))
    return replace(total, low=low * LONGEST_LIST, high=high * LONGEST_LIST)
