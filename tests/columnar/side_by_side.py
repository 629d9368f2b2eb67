"""Expressions over a handful of facts: typed from FEEL's text, evaluated by Python and by SQL on the same rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

import duckdb

from engine.backends.columnar.decode import restored
from engine.backends.columnar.expressions import translate
from engine.backends.columnar.rows import fetchable
from engine.backends.columnar.terms import Scope, column, constant
from engine.backends.columnar.widths import sql_type, stored
from engine.backends.scalar.evaluator import evaluator
from engine.diagnostics import Place, Report
from engine.feel import types
from engine.feel.check import elaborate
from engine.feel.parser import parse
from engine.feel.scope import Scope as Names
from engine.feel.scope import Symbol

if TYPE_CHECKING:
    from engine.feel.typed import Expr
    from engine.feel.types import Type

WIDE = Context(prec=60)
PLACE = Place("expression", ((0, 1, 1),))


def _number(scale: int, low: int, high: int) -> Type:
    return replace(types.NUMBER, scale=scale, low=Decimal(low), high=Decimal(high), optional=True)


FACTS: dict[str, Type] = {
    "n": _number(2, -1000, 1000),
    "m": _number(2, -1000, 1000),
    "k": _number(0, -5, 9),
    "free": types.NUMBER.or_null(),
    "fee": types.MONEY.or_null(),
    "cost": types.MONEY.or_null(),
    "rate": types.PERCENT.or_null(),
    "s": types.STRING.or_null(),
    "t": types.STRING.or_null(),
    "yes": types.BOOLEAN.or_null(),
    "also": types.BOOLEAN.or_null(),
    "day": types.DATE.or_null(),
    "other": types.DATE.or_null(),
    "present": types.DATE,
    "at": types.DATE_TIME.or_null(),
    "since": types.DATE_TIME.or_null(),
    "lasted": types.SPAN.or_null(),
    "least": types.SPAN.or_null(),
    "xs": types.list_of(_number(1, -99, 99).required()).or_null(),
    "holes": types.list_of(_number(1, -99, 99)).or_null(),
    "words": types.list_of(types.STRING).or_null(),
    "flags": types.list_of(types.BOOLEAN.or_null()).or_null(),
}


def typed(text: str) -> Expr:
    """The expression; a fault of the text is a fault of the test."""
    report = Report()
    names = Names.of(Symbol(name, "fact", static) for name, static in FACTS.items())
    expr = elaborate(parse(text, list(FACTS)), names, report, PLACE)
    assert not report.found, [str(fault) for fault in report.found]
    return expr


def in_python(expr: Expr, rows: list[dict[str, Any]]) -> list[Any]:
    evaluate = evaluator(expr)
    return [evaluate(row) for row in rows]


def table_of(rows: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A connection with the rows as the table `facts`."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE facts AS {_values(rows)}")
    return connection


def in_sql(expr: Expr, connection: duckdb.DuckDBPyConnection) -> list[Any]:
    """DuckDB's values, each looked at whether it is of the type that was derived for it."""
    scope = Scope()
    for name, static in FACTS.items():
        scope = scope.bind("fact", name, column(name, stored(static)))
    term = translate(expr, scope)
    select = fetchable(connection, f"SELECT row, {term.sql.sql('duckdb')} AS x FROM facts")
    answer = connection.execute(f"SELECT x FROM ({select}) ORDER BY row")
    found = [restored(value, expr.type) for (value,) in answer.fetchall()]
    for value in found:
        _fits(value, term.type)
    return found


def _values(rows: list[dict[str, Any]]) -> str:
    selects = []
    for number, row in enumerate(rows):
        cells = []
        for name, static in FACTS.items():
            kind = sql_type(stored(static)).sql("duckdb")
            cells.append(f'CAST({constant(row[name], static.or_null()).sql.sql("duckdb")} AS {kind}) AS "{name}"')
        selects.append(f"SELECT {number} AS row, {', '.join(cells)}")
    return " UNION ALL ".join(selects)


def _fits(value: Any, static: Type) -> None:
    """No value is outside the bounds or has more decimals than its derived type."""
    if value is None:
        assert static.optional
    elif static.is_numeric:
        value = Decimal(value)
        assert static.low is None or static.low <= value
        assert static.high is None or value <= static.high
        assert static.scale is None or value == value.quantize(Decimal(1).scaleb(-static.scale), context=WIDE)


def row(**given: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(FACTS) | {"present": dt.date(2026, 1, 31)}
    return empty | given
