"""A database opened: read in snapshots, written by one at a time, whichever process asks."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.ledger import migrations, postgres, sqlite
from adapters.ledger.errors import READ_ONLY, told, unavailable
from adapters.ledger.queries import setting
from adapters.ledger.transaction import Transaction
from adapters.ledger.urls import address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from adapters.ledger.engines import Engines
    from adapters.ledger.urls import Address


class Database:
    """The ledger and all that stands beside it. Threads may share one; what they do in it raises `Unavailable`."""

    def __init__(self, shown: str, engines: Engines) -> None:
        self.shown = shown
        """The address, without its password."""
        self.id = ""
        """The database's own, made with it."""
        self._engines = engines

    @classmethod
    def open(cls, url: str, *, readonly: bool = False, make: bool = True) -> Database:
        """Open the database at `url`, made and brought up to date where needed. Raises `LedgerError`.

        `url`: `sqlite:///PATH`, a bare path, `postgresql://…` or `postgres://…`. `readonly`: it is used as it is,
        which works where nothing may be written, too. Without `make`, or `readonly`, it must be there.
        """
        make = make and not readonly
        where = address(url)
        with told(where.shown):
            database = cls(where.shown, _engines(where, readonly=readonly, make=make))
        try:
            database._begin(make=make)
        except BaseException:
            database.close()
            raise
        return database

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engines.reader.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of everything, and writes nothing."""
        with told(self.shown), self._engines.reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """The one transaction that writes, committed at its end: then, what it wrote is on the disk."""
        with self._locked() as connection:
            yield Transaction(connection)

    def close(self) -> None:
        """End every connection."""
        for engine in filter(None, self._engines):
            engine.dispose()

    def _begin(self, *, make: bool) -> None:
        with self.reading() as connection:
            migrations.check_room(connection, self.shown, make=make)
        if self._engines.writer:
            with self._locked() as connection:
                migrations.upgrade(connection, self.shown)
        with self.reading() as connection:
            migrations.check(connection, self.shown)
            self.id = setting(connection, "id") or ""

    @contextmanager
    def _locked(self) -> Iterator[Connection]:
        if self._engines.writer is None:
            raise unavailable(READ_ONLY, db=self.shown)
        with told(self.shown), self._engines.writer.begin() as connection:
            yield connection


def _engines(where: Address, *, readonly: bool, make: bool) -> Engines:
    if isinstance(where.place, Path):
        return sqlite.engines(where.place, readonly=readonly, make=make)
    return postgres.engines(where.place, readonly=readonly)
