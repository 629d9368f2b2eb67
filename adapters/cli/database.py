"""The database that a command is told of with `--db`."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from adapters import wiring
from adapters.cli.extras import installed_extras

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.ledger.database import Database


@contextmanager
def opened(url: str, *, readonly: bool = False, make: bool = False) -> Iterator[Database]:
    """The database at a URL, until the block ends. Raises `LedgerError`, and `UsageFault` where an extra is missing.

    `readonly`: it stays as it is. `make`: for a command that makes sense in a new one; another's must not make one
    where the path has a slip.
    """
    with installed_extras():
        database: Database = wiring.room("ledger.database").Database.open(url, readonly=readonly, make=make)
        with closing(database):
            yield database
