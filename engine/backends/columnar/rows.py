"""Rows of facts decided in DuckDB in one go, for those who have them in memory."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb

from engine.backends.columnar.decode import Decoder
from engine.backends.columnar.query import program_sql
from engine.feel.spans import canonical_span
from engine.feel.values import TimeSpan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.ir.decision import Result
    from engine.ir.program import Program

ROW = "row/number"


def decide_many(program: Program, rows: Sequence[Mapping[str, Any]]) -> list[Result | tuple[str, ...]]:
    """The result of each row, in order; of a row with facts that can't be used, the codes of their errors, sorted.

    Raises `PolicyError` for what SQL can't do exactly.
    """
    facts = [fact.name for fact in program.facts]
    types = dict.fromkeys(facts, "JSON")
    sql = program_sql(program, "duckdb", "facts", keep=(ROW,), columns=types)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        _load(connection, facts, rows)
        answers = _dictionaries(connection.execute(f'{fetchable(connection, sql)} ORDER BY "{ROW}"'))
    decoder = Decoder(program)
    unknown = [tuple("GJ401" for name in row if name not in types) for row in rows]
    return [
        tuple(sorted((*strange, *codes_of(answer["fact_errors"] or ()))))
        if strange or answer["fact_errors"]
        else decoder.decode(answer)
        for answer, strange in zip(answers, unknown, strict=True)
    ]


def codes_of(errors: Sequence[str]) -> list[str]:
    """The codes of a row's `fact_errors`, each `<code> <fact>`."""
    return [error.split(" ", maxsplit=1)[0] for error in errors]


INSTANT = "TIMESTAMP WITH TIME ZONE"
MICROSECONDS, WRITTEN = "epoch_us({})", "CAST({} AS VARCHAR)"
"""What an instant is fetched as."""


def fetchable(connection: duckdb.DuckDBPyConnection, sql: str, instant: str = MICROSECONDS) -> str:
    """A SELECT's rows without instants, which DuckDB can't fetch by itself: microseconds since 1970 stand for them."""
    columns = connection.execute(f"DESCRIBE {sql}").fetchall()
    replaced = [f"{found} AS {quote(name)}" for name, kind, *_ in columns if (found := _fetched(name, kind, instant))]
    return f"SELECT * REPLACE ({', '.join(replaced)}) FROM ({sql})" if replaced else sql


def _fetched(name: str, kind: str, instant: str) -> str:
    if kind == INSTANT:
        return instant.format(quote(name))
    if kind == f"{INSTANT}[]":
        return f"list_transform({quote(name)}, lambda item: {instant.format('item')})"
    return WRITTEN.format(quote(name)) if INSTANT in kind else ""


def _load(connection: duckdb.DuckDBPyConnection, facts: list[str], rows: Sequence[Mapping[str, Any]]) -> None:
    columns = ", ".join(f"{quote(name)} JSON" for name in facts)
    connection.execute(f'CREATE TABLE facts ("{ROW}" BIGINT{", " if facts else ""}{columns})')
    places = ", ".join("?" for _ in (ROW, *facts))
    values = [[number, *(_json(row.get(name)) for name in facts)] for number, row in enumerate(rows)]
    if values:
        connection.executemany(f"INSERT INTO facts VALUES ({places})", values)


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, default=_as_text)


def _as_text(value: Any) -> Any:
    match value:
        case Decimal():
            return f"{value:f}"
        case TimeSpan():
            return canonical_span(value)
        case dt.date() | dt.datetime() | dt.time():
            return value.isoformat()
        case tuple() | set() | frozenset():
            return list(value)
        case _:
            return str(value)


def _dictionaries(answer: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
