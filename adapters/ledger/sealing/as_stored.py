"""Rows of `entries` and `seals` as they stand, whatever somebody has made of them: no type is taken for granted.

Like every query, they take a connection that is reading, or a transaction's; SQLite's inside `any_text`.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import text

from adapters.ledger.sealing.seal import Seal

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


class Leaf(NamedTuple):
    """An entry's place, when it was recorded, and its hash."""

    seq: int
    recorded: int
    hash: bytes


def leaves(connection: Connection, first: int, most: int) -> list[Leaf]:
    """Entries from a place on."""
    rows = connection.execute(_LEAVES, {"first": first, "most": most})
    return [Leaf(as_kept(int, seq), as_kept(int, recorded), as_kept(bytes, leaf)) for seq, recorded, leaf in rows]


_LEAVES = text("SELECT seq, recorded, leaf FROM entries WHERE seq >= :first ORDER BY seq LIMIT :most")


def seals(connection: Connection) -> Iterator[Seal]:
    """Every seal in the order of batches, a few at a time in memory."""
    return map(_seal, connection.execute(_SEALS, execution_options=_STREAMED))


def last_seal(connection: Connection) -> Seal | None:
    """The last seal."""
    row = connection.execute(_LAST_SEAL).first()
    return _seal(row) if row else None


def seal_of(connection: Connection, seq: int) -> Seal | None:
    """The seal of the batch that an entry is in; None where it waits for one."""
    row = connection.execute(_SEAL_OF, {"seq": seq}).first()
    return _seal(row) if row else None


_SELECT = f"SELECT {', '.join(Seal._fields)} FROM seals"  # noqa: S608  our own names
_SEALS = text(f"{_SELECT} ORDER BY batch")
_LAST_SEAL = text(f"{_SELECT} ORDER BY batch DESC LIMIT 1")
_SEAL_OF = text(f"{_SELECT} WHERE first <= :seq AND last >= :seq ORDER BY batch LIMIT 1")
_TYPES = (int, int, int, bytes, bytes, int, str, bytes)


def _seal(row: Any) -> Seal:
    """A value of another type than it should have becomes an empty one, which no signature fits."""
    return Seal._make(map(as_kept, _TYPES, row))


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
