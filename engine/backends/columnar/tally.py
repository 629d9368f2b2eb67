"""Counts over an answer: one pass over its rows, and another for the first faults where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.columnar.decode import restored
from engine.backends.columnar.files import literal
from engine.backends.columnar.query import select_text
from engine.backends.columnar.rows import ROW, WRITTEN, fetchable, quote
from engine.backends.columnar.summary import RowProblem, RunSummary
from engine.backends.columnar.widths import SPAN_DECIMALS, SPAN_DIGITS, digits, stored
from engine.feel.types import NUMBER, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    import duckdb

    from engine.backends.columnar.answer import Answered, Money
    from engine.feel.types import Type
    from engine.ir.program import Fact, Timeline

SHOWN = 20
"""How many faults a summary names."""


def summary(connection: duckdb.DuckDBPyConnection, timeline: Timeline, found: Answered) -> RunSummary:
    """The summary of an answer."""
    aggregates = _aggregates(found)
    counts = _row(connection, f"SELECT {', '.join(aggregates.values())} FROM ({select_text(found.select)})", aggregates)
    return RunSummary(
        policy=timeline.policy,
        branch=timeline.branch,
        revision=timeline.revision,
        rows=counts["rows"],
        decided=counts["rows"] - counts["refused"],
        refused=counts["refused"],
        rules=tuple((rule, counts["matched", rule]) for rule in found.rules if counts["matched", rule]),
        undecided=tuple((item, counts["undecided", item]) for item in found.items if counts["undecided", item]),
        outputs=tuple((name, str(value), rows) for name, _ in found.outputs for value, rows in _values(counts[name])),
        totals=tuple((money.name, counts[money]) for money in found.money if counts[money] is not None),
        problems=tuple(_problems(connection, found)) if counts["refused"] else (),
        renamed=found.renamed,
    )


def _row(connection: duckdb.DuckDBPyConnection, sql: str, keys: dict[Any, str]) -> dict[Any, Any]:
    values = connection.execute(sql).fetchone() or ()
    return dict(zip(keys, values, strict=True))


def _values(histogram: dict[Any, int] | None) -> list[tuple[Any, int]]:
    return sorted((histogram or {}).items(), key=lambda pair: (-pair[1], str(pair[0])))


def _aggregates(found: Answered) -> dict[Any, str]:
    """What to count, by what it is."""
    errors = quote(found.names["fact_errors"])
    return {
        "rows": "count(*)",
        "refused": f"count({errors})",
        **{("matched", rule): _with(found, "matched", rule) for rule in found.rules},
        **{("undecided", item): _with(found, "undecided", item) for item in found.items},
        **{name: f"histogram({quote(column)})" for name, column in found.outputs},
        **{money: _total(found, money) for money in found.money},
    }


def _with(found: Answered, column: str, item: str) -> str:
    """How many rows have an id in one of their lists."""
    return f"count(*) FILTER (list_contains({quote(found.names[column])}, {literal(item)}))"


def _total(found: Answered, money: Money) -> str:
    """What is due; the consequences of a rule that waits for evidence are not."""
    column = quote(money.column)
    amount = f"list_sum({column})" if money.listed else column
    if "held" not in found.names:
        return f"sum({amount})"
    held = f"list_contains({quote(found.names['held'])}, {literal(money.rule)})"
    return f"sum({amount}) FILTER (NOT coalesce({held}, FALSE))"


def _problems(connection: duckdb.DuckDBPyConnection, found: Answered) -> Iterator[RowProblem]:
    """The first faults, in the order of the rows."""
    errors = quote(found.names["fact_errors"])
    sql = (
        f"SELECT * FROM ({select_text(found.numbered)}) WHERE {errors} IS NOT NULL ORDER BY {quote(ROW)} LIMIT {SHOWN}"
    )
    answer = connection.execute(fetchable(connection, sql, WRITTEN))
    names = [column[0] for column in answer.description or ()]
    rows = (dict(zip(names, row, strict=True)) for row in answer.fetchall())
    problems = (problem for row in rows for problem in _of_row(row, found))
    return (problem for problem, _ in zip(problems, range(SHOWN), strict=False))


def _of_row(row: dict[str, Any], found: Answered) -> Iterator[RowProblem]:
    for error in row[found.names["fact_errors"]]:
        code, fact = error.split(" ", maxsplit=1)
        value = row.get(fact)
        yield RowProblem(row[ROW], fact, code, "" if value is None else str(value), tuple(_bounds(found.facts[fact])))


def _bounds(fact: Fact) -> Iterator[tuple[str, str]]:
    """What the messages of faults say that a value should be."""
    yield "title_zh", fact.title.zh
    yield "title_en", fact.title.en
    yield "values", ", ".join(fact.type.values)
    yield "check", fact.check.text if fact.check else ""
    if fact.type.is_numeric:
        yield from _numeric_bounds(fact.type)
    if fact.type.kind is Kind.SPAN:
        yield from (("whole", str(SPAN_DIGITS)), ("decimals", str(SPAN_DECIMALS)))


def _numeric_bounds(declared: Type) -> Iterator[tuple[str, str]]:
    static = stored(declared)
    precision, decimals = digits(static)
    yield "scale", str(decimals)
    yield "decimals", str(decimals)
    yield "whole", str(precision - decimals)
    yield "range", _range(static if declared.kind is Kind.PERCENT else declared)


def _range(declared: Type) -> str:
    low, high = (_bound(bound, declared) for bound in (declared.low, declared.high))
    if low and high:
        return f"{low}..{high}"
    return f">= {low}" if low else f"<= {high}"


def _bound(bound: Decimal | None, declared: Type) -> str:
    if bound is None:
        return ""
    percent = declared.kind is Kind.PERCENT
    number = restored(bound * 100 if percent else bound, NUMBER)
    return f"{number:f}%" if percent else f"{number:f}"
