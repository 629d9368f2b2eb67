"""What is wrong with a file of events: the first row of each fault, and nothing is read where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.files import SOURCE, literal
from engine.backends.columnar.rows import quote
from engine.backends.columnar.timed.history import CASE, OWN, event_columns, is_events, moment
from engine.diagnostics import Diagnostic, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb
    from sqlglot import exp

    from engine.ir.program import Program


def problems(
    connection: duckdb.DuckDBPyConnection, program: Program, columns: Mapping[str, exp.DataType], path: str
) -> Iterator[Diagnostic]:
    """Rows without a case, an id, a type or an instant; types that the vocabulary hasn't got; ids of two events."""
    events = is_events(columns)
    for name in OWN if events else event_columns(program, columns):
        given = "TRUE" if events else f"{quote(name)} IS NOT NULL"
        value = f"CAST({quote(name)} AS VARCHAR)" if name in {CASE, "id", "type"} else moment(name, program, columns)
        for row, written in _first(connection, name, f"{given} AND nullif(CAST({value} AS VARCHAR), '') IS NULL"):
            yield _problem("GJ545", path=path, row=row, column=name, value=written or "")
    if events:
        yield from _unknown_types(connection, program, path)
        yield from _doubled_ids(connection, moment("at", program, columns), path)


def _first(connection: duckdb.DuckDBPyConnection, name: str, condition: str) -> list[tuple[int, str | None]]:
    """The first row for which a condition holds, with what it has in a column."""
    numbered = f"SELECT row_number() OVER () AS row, * FROM {quote(SOURCE)}"
    found = f"SELECT row, CAST({quote(name)} AS VARCHAR) FROM ({numbered}) WHERE {condition} ORDER BY row LIMIT 1"
    return connection.execute(found).fetchall()


def _unknown_types(connection: duckdb.DuckDBPyConnection, program: Program, path: str) -> Iterator[Diagnostic]:
    known = [event.name for event in program.events]
    listed = ", ".join(map(literal, known)) or "''"
    for row, written in _first(connection, "type", f"type NOT IN ({listed})"):
        yield _problem("GJ546", path=path, row=row, type=written, near=did_you_mean(written or "", known))


def _doubled_ids(connection: duckdb.DuckDBPyConnection, instant: str, path: str) -> Iterator[Diagnostic]:
    doubled = f"""
        SELECT CAST("case" AS VARCHAR), CAST(id AS VARCHAR) FROM {quote(SOURCE)}
        GROUP BY "case", id HAVING count(DISTINCT (type, {instant})) > 1 ORDER BY ALL LIMIT 1"""
    for case, name in connection.execute(doubled).fetchall():
        yield _problem("GJ547", path=path, case=case, id=name)


def _problem(code: str, **args: object) -> Diagnostic:
    return Diagnostic(code, None, tuple((name, str(value)) for name, value in args.items()))
