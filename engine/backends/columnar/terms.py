"""Constants and names as SQL: a `Term` is an SQL expression with the exact static type of its values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from engine.backends.columnar.nodes import listed, quoted, struct, text
from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.widths import (
    SPAN_DECIMALS,
    SPAN_DIGITS,
    SPAN_FIELDS,
    decimal_type,
    digits,
    of_value,
    sql_type,
)
from engine.feel.literals import type_of_number
from engine.feel.types import NUMBER, Kind, Type
from engine.feel.values import TimeSpan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.typed import Ref, RefKind
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Term:
    """`precision`: the digits of the DECIMAL that the database computes here (at least those that `type` needs)."""

    sql: exp.Expr
    type: Type
    precision: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """What names stand for, where an expression is translated."""

    terms: Mapping[tuple[RefKind, str], Term] = field(default_factory=dict)

    def find(self, ref: Ref) -> Term:
        """The name's term; a name whose own translation was refused is refused too, silently."""
        found = self.terms.get((ref.kind, ref.name))
        if found is None:
            raise Refused
        return replace(found, sql=found.sql.copy())

    def bind(self, kind: RefKind, name: str, term: Term) -> Scope:
        return Scope({**self.terms, (kind, name): term})


def column(name: str, static: Type) -> Term:
    """A column that holds values of exactly this type."""
    return sized(quoted(name), static)


def sized(sql: exp.Expr, static: Type) -> Term:
    """An expression whose column has the SQL type of its static one."""
    return Term(sql, static, digits(static)[0] if static.is_numeric else 0)


def constant(value: Value, declared: Type) -> Term:
    """A constant, whose digits are written so that every database reads its exact type."""
    static = of_value(value, declared)
    if static.is_numeric and isinstance(value, Decimal | int):
        return number(value, static)
    return Term(_literal(value, static), static)


def number(value: Decimal | int, declared: Type, wide: tuple[int, int] | None = None) -> Term:
    """A number as a DECIMAL of its own digits, or of `wide` (precision, scale) where it is to meet wider ones."""
    static = type_of_number(declared.required(), value)
    precision, scale = wide or digits(static)
    literal = exp.Literal.number(f"{abs(Decimal(value)):.{digits(static)[1]}f}")
    signed = exp.Neg(this=literal) if value < 0 else literal
    if wide is None and scale > 0:
        return Term(signed, static, precision + 1)
    return Term(exp.cast(signed, decimal_type(precision, scale)), static, precision)


def _literal(value: Value, static: Type) -> exp.Expr:
    match value:
        case None:
            return exp.null() if static.kind is Kind.NULL else exp.cast(exp.null(), sql_type(static))
        case bool():
            return exp.Boolean(this=value)
        case str():
            return text(value)
        case dt.datetime():
            return exp.cast(text(value.astimezone(dt.UTC).isoformat(sep=" ")), sql_type(static))
        case dt.date():
            return exp.cast(text(value.isoformat()), sql_type(static))
        case tuple() if static.element:
            return exp.cast(listed([constant(item, static.element).sql for item in value]), sql_type(static))
        case TimeSpan(unit, amount):
            return exp.cast(struct([("unit", text(unit)), ("amount", _amount(amount))]), sql_type(static))
        case dict():
            entries = [(name, constant(value[name], entry).sql) for name, entry in static.fields]
            return struct(entries)
        case _:
            raise Refused("GJ503", type=static.kind)


def _amount(amount: Decimal) -> exp.Expr:
    precision, scale = digits(dict(SPAN_FIELDS.fields)["amount"])
    static = type_of_number(NUMBER, amount)
    if digits(static)[1] > SPAN_DECIMALS or digits(static)[0] - digits(static)[1] > SPAN_DIGITS:
        raise Refused("GJ503", type=f"span of {amount:f}")
    return number(amount, NUMBER, (precision, scale)).sql


def is_constant(term: Term) -> bool:
    """Whether this is one number, the same for every row."""
    one_value = term.type.low is not None and term.type.low == term.type.high and not term.type.optional
    return one_value and term.sql.find(exp.Column) is None


def resized(term: Term, target: Type) -> exp.Expr:
    """The term as the exact SQL type of `target`, which holds all its values; left alone where it is that already."""
    if term.type.kind is Kind.NULL:
        return exp.cast(exp.null(), sql_type(target))
    if not target.is_numeric:
        return term.sql if sql_type(term.type) == sql_type(target) else exp.cast(term.sql, sql_type(target))
    size = digits(target)
    if (term.precision, term.type.scale) == size:
        return term.sql
    if term.type.low is not None and is_constant(term):
        return number(term.type.low, term.type, size).sql
    return exp.cast(term.sql, decimal_type(*size))


def widened(term: Term, precision: int) -> Term:
    """The same number in a DECIMAL of so many digits."""
    return replace(term, sql=exp.cast(term.sql, decimal_type(precision, term.type.scale or 0)), precision=precision)
