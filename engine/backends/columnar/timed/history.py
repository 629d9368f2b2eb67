"""A file's rows as histories: one row an event, or one row a case with a column per type of event.

The relation has "case", "id", "type" (texts), "moment" (microseconds since 1970), and the file's other columns as they
are: the events' data. Of a row that is a case they are the data of all its events, whose ids are their types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.files import literal
from engine.backends.columnar.instants import read_instant
from engine.backends.columnar.nodes import quoted
from engine.backends.columnar.query import select_text
from engine.backends.columnar.rows import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlglot import exp

    from engine.ir.program import Program

CASE = "case"
OWN = (CASE, "id", "type", "at")
"""The columns of a table of events; all others are data."""


def is_events(columns: Mapping[str, object]) -> bool:
    """Whether a row is an event."""
    return all(name in columns for name in OWN)


def event_columns(program: Program, columns: Mapping[str, object]) -> tuple[str, ...]:
    """The columns that say when an event happened to the row's case."""
    return tuple(event.name for event in program.events if event.name in columns)


def history_select(program: Program, source: str, columns: Mapping[str, exp.DataType] | None, now: int) -> str:
    """The events up to `now`, each id of a case once. `columns` None: a table of events, in their own types."""
    rows = (
        _of_cases(program, source, columns)
        if columns and not is_events(columns)
        else _of_events(program, source, columns)
    )
    return f'SELECT DISTINCT ON ("case", id) * FROM ({rows}) WHERE moment <= {now}'


def _of_events(program: Program, source: str, columns: Mapping[str, exp.DataType] | None) -> str:
    instant = moment("at", program, columns)
    return f"""
        SELECT * EXCLUDE ("case", id, type, at), CAST("case" AS VARCHAR) AS "case", CAST(id AS VARCHAR) AS id,
               CAST(type AS VARCHAR) AS type, {instant} AS moment
        FROM {quote(source)}"""


def _of_cases(program: Program, source: str, columns: Mapping[str, exp.DataType]) -> str:
    events = event_columns(program, columns)
    names = ", ".join(map(quote, events))
    case = f"CAST({quote(CASE)} AS VARCHAR)" if CASE in columns else "CAST(row_number() OVER () AS VARCHAR)"
    data = f"* EXCLUDE ({', '.join(map(quote, (*events, *({CASE} & columns.keys()))))})"
    rows = f'SELECT {data}, {names}, {case} AS "case" FROM {quote(source)}'
    return " UNION ALL ".join(
        f"""
        SELECT * EXCLUDE ({names}), {literal(name)} AS id, {literal(name)} AS type,
               {moment(name, program, columns)} AS moment
        FROM ({rows}) WHERE {quote(name)} IS NOT NULL"""
        for name in events
    )


def moment(name: str, program: Program, columns: Mapping[str, exp.DataType] | None) -> str:
    """A column's instants in microseconds since 1970. Null where the column's value is no instant."""
    reading = read_instant(quoted(name), columns[name], program.zone) if columns else None
    return f"epoch_us({select_text(reading.value) if reading else quote(name)})"
