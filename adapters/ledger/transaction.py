"""What is written in one transaction: the ledger's end is ours until it ends."""

from __future__ import annotations

import json
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import JSON, Text, and_, bindparam, cast, func, insert, select

from adapters.clock import micros, system
from adapters.ledger.entries import Appended, Recorded
from adapters.ledger.leaves import leaf
from adapters.ledger.queries import COLUMNS, recorded, tail
from adapters.ledger.tables import entries as table
from adapters.ledger.texts import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from adapters.ledger.entries import Entry

    Once = tuple[str, str, str, str]
    """What there is one entry of: id, kind, branch, case."""

    Row = tuple[object, ...]
    """An entry as the table has it."""

Result = TypeVar("Result")

TOGETHER = 1000
"""Rows of one statement at most: SQLite allows 32,766 parameters."""


class Transaction:
    """A transaction that holds the write lock, so that places are given out in the order of commits.

    `recorded`: microseconds since 1970, by the machine's own time, the same for all that is appended here and never
    less than the last entry's. `connection`: for every other statement.
    """

    __slots__ = ("_last", "connection", "recorded")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._last, before = tail(connection)
        self.recorded = max(micros(system()), before)

    def append(self, entries: Sequence[Entry]) -> tuple[Appended, ...]:
        """Append what isn't there yet, in this order; what became of each, in this order too.

        Raises `LedgerError` where a text is none that can be kept: then nothing is appended.
        """
        for entry in entries:
            check(entry)
        found = self._known(entries)
        start = self._last
        appended = tuple([self._placed(entry, found) for entry in entries])
        if self._last > start:
            self._insert([_row(each.recorded) for each in appended if not each.known])
        return appended

    def attempt(self, job: Callable[[Transaction], Result]) -> Result:
        """What `job` gives; where it raises, what it wrote is undone and the transaction can go on."""
        last = self._last
        try:
            with self.connection.begin_nested():
                return job(self)
        except BaseException:
            self._last = last
            raise

    def _insert(self, rows: Sequence[Row]) -> None:
        """Some at once: SQLite hands the interpreter to another thread at every statement, and has to get it back."""
        if self.connection.dialect.name == "sqlite":
            for some in _batched(rows, TOGETHER):
                self.connection.exec_driver_sql(_insert_of(len(some)), (*chain.from_iterable(some),))
        else:
            self.connection.execute(_INSERT, [dict(zip(table.columns.keys(), row, strict=True)) for row in rows])

    def _known(self, entries: Sequence[Entry]) -> dict[Once, Recorded]:
        wanted = json.dumps([_once(entry) for entry in entries], ensure_ascii=False)
        rows = self.connection.execute(_KNOWN[self.connection.dialect.name], {"wanted": wanted})
        return {_once(each.entry): each for each in map(recorded, rows)}

    def _placed(self, entry: Entry, found: dict[Once, Recorded]) -> Appended:
        """The entry in its place: the next, or the one where it is; entries of one call may be the same."""
        once = _once(entry)
        known = found.get(once)
        if known is not None:
            return Appended(known, known=True)
        self._last += 1
        found[once] = placed = Recorded(self._last, self.recorded, entry)
        return Appended(placed, known=False)


def _once(entry: Entry) -> Once:
    return entry.id, entry.kind, entry.branch, entry.case


def _row(placed: Recorded) -> Row:
    seq, when, entry = placed
    kind, ident, branch, policy, case, at, body = entry
    return seq, kind, branch, policy, case, ident, at, when, body, leaf(seq, when, entry)


@cache
def _insert_of(count: int) -> str:
    """The statement that inserts so many rows at once into an SQLite."""
    row = f"({','.join('?' * len(table.columns))})"
    return f"INSERT INTO {table.name} ({','.join(table.columns.keys())}) VALUES {','.join([row] * count)}"  # noqa: S608


def _batched(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


_INSERT = insert(table)


def _known_by(each: Any, branch: Any) -> Any:
    """The query for entries that are there, given what is wanted as one JSON array: one statement for any number."""
    wanted = each.table_valued("value", name="wanted")
    parts = (wanted.c.value.op("->>")(place) for place in range(4))
    columns = (table.c.id, table.c.kind, branch, table.c.case_id)
    same = and_(*(column == part for column, part in zip(columns, parts, strict=True)))
    return select(*COLUMNS).join_from(wanted, table, same)


_KNOWN = {
    "sqlite": _known_by(func.json_each(bindparam("wanted")), table.c.branch),
    "postgresql": _known_by(
        func.json_array_elements(cast(bindparam("wanted", type_=Text), JSON)), table.c.branch.concat("")
    ),
}
"""In PostgreSQL the branch is no column: while it has no statistics, it would rather look for each new decision among
all that have the same case, or none, than by the id."""
