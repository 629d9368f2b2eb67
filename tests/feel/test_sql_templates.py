"""Wherever a row of the operator table has SQL, DuckDB computes what Python computes, to the last digit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.feel.operators import FUNCTIONS, PROPERTIES, Accepts, Overload
from engine.feel.runtime import NAMESPACE
from engine.feel.types import BOOLEAN, DATE, DATE_TIME, MONEY, NUMBER, PERCENT, SPAN, STRING, Kind, Type, list_of
from engine.feel.values import TimeSpan, Unit

UNTRIED = {Kind.TIME, Kind.CONTEXT}
EVERY = [o for overloads in (*(f.overloads for f in FUNCTIONS), *PROPERTIES.values()) for o in overloads]
COMPUTED = [o for o in EVERY if not any(param.kinds and UNTRIED.issuperset(param.kinds) for param in o.params)]
IN_SQL = [overload for overload in EVERY if overload.sql is not None]
LETTERS = st.text("aAbB整改😀é.,% ", max_size=6)
INSTANTS = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
WIDE = Context(prec=100)
DATABASE = duckdb.connect()


@dataclass(frozen=True)
class Argument:
    type: Type
    value: Any


def sql_type(given: Type) -> str:
    """The column type that holds a type's values."""
    match given.kind:
        case Kind.NUMBER | Kind.MONEY | Kind.PERCENT:
            return decimal_type(given)
        case Kind.LIST:
            return f"{sql_type(given.element or STRING)}[]"
        case Kind.SPAN:
            return "STRUCT(unit VARCHAR, amount DECIMAL(24, 6))"
        case _:
            return {Kind.BOOLEAN: "BOOLEAN", Kind.DATE: "DATE", Kind.DATE_TIME: "TIMESTAMPTZ"}.get(
                given.kind, "VARCHAR"
            )


def decimal_type(given: Type) -> str:
    bounds = [bound for bound in (given.low, given.high) if bound is not None]
    digits = max([len(f"{abs(bound):.0f}") for bound in bounds], default=19) if len(bounds) == 2 else 19
    assume(given.scale is not None and digits + given.scale <= 34)
    return f"DECIMAL({digits + (given.scale or 0)}, {given.scale})"


def literal(value: Any, given: Type) -> str:
    match value:
        case None:
            text = "NULL"
        case tuple():
            text = f"[{', '.join(literal(item, given.element or STRING) for item in value)}]"
        case TimeSpan(unit, amount):
            text = f"{{'unit': '{unit}', 'amount': {amount:f}}}"
        case str():
            text = "'{}'".format(value.replace("'", "''"))
        case _:
            text = f"'{value}'"
    return f"CAST({text} AS {sql_type(given)})"


@st.composite
def numeric(draw: st.DrawFn, base: Type) -> tuple[Type, st.SearchStrategy[Any]]:
    scale, digits = draw(st.integers(0, 3)), draw(st.integers(1, 5))
    low, high = sorted(draw(st.tuples(*[st.integers(-(10**digits), 10**digits)] * 2)))
    bounds = Decimal(low).scaleb(-scale), Decimal(high).scaleb(-scale)
    values = st.integers(low, high).map(lambda number: Decimal(number).scaleb(-scale))
    return replace(base, scale=scale, low=bounds[0], high=bounds[1]), values


def of_kind(kind: Kind) -> st.SearchStrategy[tuple[Type, st.SearchStrategy[Any]]]:
    whole = st.builds(TimeSpan, st.sampled_from(Unit), st.integers(-(10**6), 10**6).map(Decimal))
    parts = st.builds(
        TimeSpan, st.just(Unit.SECONDS), st.integers(-(10**9), 10**9).map(lambda n: Decimal(n).scaleb(-1))
    )
    table: dict[Kind, tuple[Type, st.SearchStrategy[Any]]] = {
        Kind.BOOLEAN: (BOOLEAN, st.booleans()),
        Kind.STRING: (STRING, LETTERS | st.dates().map(str)),
        Kind.DATE: (DATE, st.dates()),
        Kind.DATE_TIME: (DATE_TIME, INSTANTS),
        Kind.SPAN: (SPAN, whole | parts),
    }
    numbers = {Kind.NUMBER: NUMBER, Kind.MONEY: MONEY, Kind.PERCENT: PERCENT}
    return numeric(numbers[kind]) if kind in numbers else st.just(table[kind])


TESTED = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.STRING, Kind.DATE, Kind.BOOLEAN, Kind.SPAN, Kind.DATE_TIME)


@st.composite
def typed_values(draw: st.DrawFn, accepts: Accepts) -> tuple[Type, st.SearchStrategy[Any]]:
    """A type that a parameter accepts, with its values."""
    kinds = [kind for kind in accepts.kinds or TESTED if kind in (*TESTED, Kind.LIST)]
    kind = draw(st.sampled_from(kinds))
    if kind is Kind.LIST:
        inner = accepts.element or Accepts((Kind.NUMBER, Kind.STRING, Kind.DATE))
        fetched = tuple(kind for kind in inner.kinds if kind is not Kind.DATE_TIME)  # its lists take pytz to be fetched
        element, values = draw(typed_values(replace(inner, kinds=fetched)))
        full = not draw(st.booleans()) or not accepts(list_of(element.or_null()))
        items = values if full else st.none() | values
        return list_of(element if full else element.or_null()), st.lists(items, max_size=4).map(tuple)
    given, values = draw(of_kind(kind))
    units = [unit for unit in Unit if accepts(replace(given, unit=unit))] if kind is Kind.SPAN else []
    if units and not accepts(given):
        return replace(given, unit=units[0]), values.map(lambda span: TimeSpan(units[0], span.amount))
    return given, values


@st.composite
def arguments(draw: st.DrawFn, overload: Overload) -> tuple[Argument, ...]:
    drawn = [draw(typed_values(param)) for param in overload.params]
    if overload.together:
        alike = draw(st.booleans())
        drawn = [drawn[0]] * 2 if alike and len(drawn) == 2 else [*drawn[:-1], _element(drawn[0])]
        if overload.id.endswith("-amount"):
            span = st.builds(TimeSpan, st.just(Unit.DAYS), st.integers(-9, 9).map(Decimal))
            drawn = [(replace(SPAN, unit=Unit.DAYS), span)] * 2
    types = tuple(given for given, _ in drawn)
    assume(overload.takes(types))
    values = [draw(st.none() | values if not overload.strict else values) for _, values in drawn]
    if not overload.strict:
        types = tuple(given.or_null() for given in types)
    assume(overload.takes(types))
    return tuple(Argument(t, v) for t, v in zip(types, values, strict=True))


def _element(drawn: tuple[Type, st.SearchStrategy[Any]]) -> tuple[Type, st.SearchStrategy[Any]]:
    """Values as they may stand in the drawn list, or beside the drawn value."""
    given, values = drawn
    if given.kind is Kind.LIST and given.element:
        return given.element, values.filter(bool).map(lambda items: items[0])
    return drawn


def plain(value: Any) -> Any:
    match value:
        case TimeSpan(unit, amount):
            return {"unit": str(unit), "amount": amount}
        case tuple():
            return [plain(item) for item in value]
        case dt.datetime():
            return (value - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
        case _:
            return value


def in_python(overload: Overload, args: tuple[Argument, ...]) -> Any:
    code = overload.python.format(*(f"({name})" for name in "abcd"))
    return plain(eval(code, dict(NAMESPACE), dict(zip("abcd", (arg.value for arg in args), strict=False))))  # noqa: S307


def in_sql(overload: Overload, args: tuple[Argument, ...]) -> Any:
    result = overload.type_of(tuple(arg.type for arg in args))
    assert overload.sql is not None
    fills = {
        "type": sql_type(result) if "{type}" in overload.sql else "",
        "unit": f"{Decimal(1).scaleb(-(result.scale or 0)):f}",
    }
    code = overload.sql.format(*(literal(arg.value, arg.type) for arg in args), **fills)
    if result.kind is Kind.DATE_TIME:
        code = f"epoch_us({code})"
    found = DATABASE.execute(f"SELECT {code}").fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize("overload", IN_SQL, ids=lambda overload: overload.id)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_templates_agree(overload: Overload, data: st.DataObject) -> None:
    args = data.draw(arguments(overload))
    assert in_sql(overload, args) == in_python(overload, args)


@pytest.mark.parametrize("overload", COMPUTED, ids=lambda overload: overload.id)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_result_lies_within_its_type(overload: Overload, data: st.DataObject) -> None:
    args = data.draw(arguments(overload))
    result, given_type = in_python(overload, args), overload.type_of(tuple(arg.type for arg in args))
    assert result is not None or given_type.optional
    for number in result if isinstance(result, list) else [result]:
        inner = given_type.element or given_type
        if isinstance(number, int | Decimal) and not isinstance(number, bool) and inner.is_numeric:
            assert inner.low is None or number >= inner.low
            assert inner.high is None or number <= inner.high
            unit = Decimal(1).scaleb(-inner.scale) if inner.scale is not None else None
            assert unit is None or WIDE.quantize(Decimal(number), unit) == number
