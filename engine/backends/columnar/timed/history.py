"""A file's rows as events: one row an event, or one row a case with a column per type of event.

    told      every row's event: "case", "id", "type", "moment" (microseconds since 1970), its data, its faults
    history   those that are sound and no later than now, each id of a case once

Data that is read has a column `<type>.<name>` of its exact type, null in events of other types. Of a row that is a
case, its columns are the data of all its events, whose ids are their types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.backends.columnar.coercion import Words, read
from engine.backends.columnar.files import literal
from engine.backends.columnar.instants import read_instant
from engine.backends.columnar.nodes import quoted
from engine.backends.columnar.query import select_text
from engine.backends.columnar.rows import quote
from engine.backends.columnar.timed.patterns import data_column, fields_of
from engine.backends.columnar.widths import sql_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlglot import exp

    from engine.backends.columnar.reading import Reading
    from engine.feel.types import Type
    from engine.ir.program import Program

CASE = "case"
NAMES = (CASE, "id", "type")
OWN = (*NAMES, "at")
"""The columns of a table of events; all others are data and facts."""


@dataclass(frozen=True, slots=True)
class Source:
    """The relation of a file's rows. `columns` None: a table of events, whose columns have the wanted types.

    `read`: the data that is read, by type of event and name.
    """

    relation: str
    columns: Mapping[str, exp.DataType] | None
    program: Program
    read: Mapping[tuple[str, str], Type]

    @property
    def is_events(self) -> bool:
        """Whether a row is an event."""
        return self.columns is None or is_events(self.columns)

    @property
    def data(self) -> list[str]:
        """The columns of events' data; of a table in its own types those that are read."""
        if self.columns is None:
            return sorted({name for _, name in self.read})
        known = {name for kind in self.program.events for name in fields_of(kind)}
        return [name for name in self.columns if name in known]

    def has(self, name: str) -> bool:
        return self.columns is None or name in self.columns

    def reading(self, name: str, static: Type) -> Reading:
        """How data is read from its column."""
        source = self.columns[name] if self.columns else None
        return read(quoted(given(name)), source, static, Words({}, self.program.zone))

    def instant(self, name: str) -> str:
        """A column's instants; null where its value is none."""
        if self.columns is None:
            return f"epoch_us({quote(name)})"
        reading = read_instant(quoted(name), self.columns[name], self.program.zone)
        return f"epoch_us({select_text(reading.value)})" if reading else "CAST(NULL AS BIGINT)"


def is_events(columns: Iterable[str]) -> bool:
    """Whether a table with these columns has a row per event."""
    return set(OWN) <= set(columns)


def event_columns(program: Program, columns: Iterable[str]) -> tuple[str, ...]:
    """The columns that say when an event happened to the row's case."""
    there = set(columns)
    return tuple(event.name for event in program.events if event.name in there)


def given(name: str) -> str:
    """The column of data as the file has it."""
    return f"given/{name}"


def told_select(source: Source, faults: str) -> str:
    """`faults`: of an event, a list of texts or null; `content` must be the same where an event is told twice."""
    values = ", ".join(f"{_value(source, *each)} AS {quote(data_column(*each))}" for each in source.read)
    columns = "".join(f", {quote(data_column(*each))}" for each in source.read)
    said = "".join(f", {quote(given(name))}" for name in source.data)
    return f"""
        SELECT "case", id, type, moment{columns}, hash(type, moment{said}) AS content, {faults} AS faults
        FROM (SELECT *{", " if values else ""}{values} FROM ({_given(source)}))"""


def _given(source: Source) -> str:
    """Every event as the file has it."""
    said = "".join(f", {quote(name)} AS {quote(given(name))}" for name in source.data)
    if source.is_events:
        own = ", ".join(f"CAST({quote(name)} AS VARCHAR) AS {quote(name)}" for name in NAMES)
        return f"SELECT {own}, {source.instant('at')} AS moment{said} FROM {quote(source.relation)}"
    return " UNION ALL ".join(
        f"""SELECT {quote(CASE)}, {literal(name)} AS id, {literal(name)} AS type, {source.instant(name)} AS moment{said}
            FROM ({_named(source)}) WHERE {quote(name)} IS NOT NULL"""
        for name in event_columns(source.program, source.columns or ())
    )


def rows_select(source: Source, facts: Iterable[str]) -> str:
    """Every row's case, with the columns of facts."""
    said = "".join(f", {quote(name)}" for name in facts if source.has(name) and name != CASE)
    return f'SELECT "case"{said} FROM ({_named(source)})'


def _named(source: Source) -> str:
    """The rows with their cases' names: where none is given, a row's number is its case's."""
    rows = quote(source.relation)
    if source.has(CASE):
        return f'SELECT * REPLACE (CAST("case" AS VARCHAR) AS "case") FROM {rows}'
    return f'SELECT CAST(row_number() OVER () AS VARCHAR) AS "case", * FROM {rows}'


def _value(source: Source, event: str, name: str) -> str:
    """Data of events of one type; what no column holds is null."""
    static = source.read[event, name]
    if not source.has(name):
        return f"CAST(NULL AS {sql_type(static).sql('duckdb')})"
    return f"CASE WHEN type = {literal(event)} THEN {select_text(source.reading(name, static).value)} END"


def history_select(now: int, *, facts: bool) -> str:
    """`facts`: whether conditions of events read what a case has."""
    joined = ' JOIN (SELECT * EXCLUDE (faults) FROM cases) USING ("case")' if facts else ""
    return f"""
        SELECT DISTINCT ON ("case", id) * EXCLUDE (content, faults) FROM told{joined}
        WHERE faults IS NULL AND moment <= {now}"""
