"""The database that a command is told of with `--db`."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from adapters import wiring
from adapters.cli import streams
from adapters.cli.extras import installed_extras
from engine import Diagnostic
from engine.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

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


def warn_of_unknown(branches: Iterable[str], connection: Connection, lang: str) -> None:
    """Tell of branches that the library in force doesn't have: it may be that they are still to come."""
    known = sorted({name.partition("/")[0] for name in wiring.room("service.activations").policies(connection)})
    unknown = [branch for branch in branches if known and branch not in known]
    streams.warn(tuple(_unknown(branch, known) for branch in unknown), lang)


def _unknown(branch: str, known: Sequence[str]) -> Diagnostic:
    args = (("branch", branch), ("near", did_you_mean(branch, known)), ("known", ", ".join(known)))
    return Diagnostic("GJ887", None, args)
