"""Rows of `entries` and `seals` as they stand, whatever somebody has made of them: no type is taken for granted.

Like every query, they take a connection that is reading, or a transaction's; SQLite's inside `any_text`.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    Row = tuple[Any, ...]
    """seq, recorded, kind, id, branch, policy, case, at, body, leaf."""

_COLUMNS = "seq, recorded, kind, id, branch, policy, case_id, at, body, leaf"
_STREAMED = {"yield_per": 1000}


def rows(connection: Connection) -> Iterator[Row]:
    """Every row of the ledger by its place, a few at a time in memory."""
    yield from connection.execute(_ROWS, execution_options=_STREAMED)


_ROWS = text(f"SELECT {_COLUMNS} FROM entries ORDER BY seq")  # noqa: S608  our own names


def rows_of(connection: Connection, name: str) -> tuple[Row, ...]:
    """The rows at a place, which is a number, or with an id."""
    place = int(name) if _PLACE.fullmatch(name) else 0
    return tuple(map(tuple, connection.execute(_ROWS_OF, {"place": place, "id": name})))


_ROWS_OF = text(f"SELECT {_COLUMNS} FROM entries WHERE seq = :place OR id = :id ORDER BY seq")  # noqa: S608
_PLACE = re.compile("[0-9]{1,18}")
"""More digits than any place has are no number that every database takes."""


def leaves(connection: Connection, first: int, most: int) -> tuple[tuple[int, bytes], ...]:
    """Entries from a place on: the place and the hash of each."""
    found = connection.execute(_LEAVES, {"first": first, "most": most})
    return tuple((as_kept(int, row.seq), as_kept(bytes, row.leaf)) for row in found)


_LEAVES = text("SELECT seq, leaf FROM entries WHERE seq >= :first ORDER BY seq LIMIT :most")


def since(connection: Connection, after: int) -> int | None:
    """When the first entry after a place was recorded; None where there is none."""
    row = connection.execute(_SINCE, {"after": after}).first()
    return as_kept(int, row.recorded) if row else None


_SINCE = text("SELECT recorded FROM entries WHERE seq > :after ORDER BY seq LIMIT 1")


def seals(connection: Connection) -> Iterator[Row]:
    """Every seal in the order of batches, a few at a time in memory."""
    return map(_seal, connection.execute(_SEALS, execution_options=_STREAMED))


def last_seal(connection: Connection) -> Row | None:
    row = connection.execute(_LAST_SEAL).first()
    return _seal(row) if row else None


def seal_of(connection: Connection, seq: int) -> Row | None:
    """The seal of the batch that an entry is in."""
    row = connection.execute(_SEAL_OF, {"seq": seq}).first()
    return _seal(row) if row else None


_SELECT = "SELECT batch, first, last, root, previous, sealed, key_id, signature FROM seals"
_SEALS = text(f"{_SELECT} ORDER BY batch")
_LAST_SEAL = text(f"{_SELECT} ORDER BY batch DESC LIMIT 1")
_SEAL_OF = text(f"{_SELECT} WHERE first <= :seq AND last >= :seq ORDER BY batch LIMIT 1")
_TYPES = (int, int, int, bytes, bytes, int, str, bytes)


def _seal(row: Any) -> Row:
    """A value of another type than it should have becomes an empty one, which no signature fits."""
    return tuple(map(as_kept, _TYPES, row))


def as_kept(kind: type, value: Any) -> Any:
    """The value, or the empty one of its type where it has another."""
    return value if type(value) is kind else kind()


@contextmanager
def any_text(connection: Connection) -> Iterator[None]:
    """Where SQLite has bytes for a text that are no UTF-8, they become half surrogates instead of an error."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.text_factory = _lenient
    try:
        yield
    finally:
        driver.text_factory = str


_lenient = partial(str, encoding="utf-8", errors="surrogateescape")
