"""Cases and clocks made anew from the events: what stood otherwise is mended."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, delete, exists, func, select, tuple_

from adapters.ledger.errors import fault
from adapters.ledger.queries import by_id
from adapters.ledger.tables import cases, clocks, entries
from adapters.service.activations import active
from adapters.service.bundles import from_entry, unpack
from adapters.service.deadlines.settlement import settlement
from adapters.service.deadlines.settling import in_force, prepare, write
from adapters.service.live import compiled
from engine import GuijuError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Delete, Table

    from adapters.clock import Clock
    from adapters.ledger.database import Database
    from adapters.ledger.transaction import Transaction
    from adapters.service.deadlines.due import CaseName
    from adapters.service.deadlines.reading import ClockName, ClockState
    from adapters.service.deadlines.settlement import Known
    from adapters.service.deadlines.settling import InForce, Prepared
    from adapters.service.live import Served

BATCH = 50
"""Cases in one transaction."""
_UNREADABLE = (TypeError, ValueError, GuijuError)
"""What reading values raises that no sweeper has written, or a library that can't be loaded any more."""


class Rebuilt(NamedTuple):
    """How many cases and clocks there are, and how many of either stood otherwise than the events say."""

    cases: int
    clocks: int
    mended: int


def rebuild(database: Database, clock: Clock) -> Rebuilt:
    """Make cases and clocks anew by the library in force, which the ledger holds.

    What has become due is told as a sweeper would; a service may go on beside it. Two things stand in the tables alone,
    and are lost with them: to which events a case was read before the clock was set back, beyond what was told of it;
    and by which library, so that what a new one changes in its clocks isn't told. Raises `LedgerError` GJ820 where
    there are events, and the ledger holds no library that is in force.
    """
    with TemporaryDirectory(prefix="guiju-rebuild-") as folder:
        libraries, mended = _Libraries(Path(folder)), _drop_without_events(database)
        for batch in _batches(database):
            with database.writing() as transaction:
                force = libraries.in_force(transaction.connection)
                mended += sum(_remade(transaction, libraries, force, case, clock()) for case in batch)
    with database.reading() as connection:
        return Rebuilt(_count(connection, cases), _count(connection, clocks), mended)


class _Libraries:
    """The libraries that the ledger holds, unpacked into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[str, Served] = {}

    def in_force(self, connection: Connection) -> InForce:
        """The one that is so just now. Raises `LedgerError` GJ820."""
        served = self._served(connection, active(connection))
        force = in_force(connection, served) if served else None
        if force is None:
            raise fault("GJ820")
        return force

    def prepared(self, connection: Connection, force: InForce, case: CaseName, now: dt.datetime) -> Prepared:
        """A case settled, as if its clocks had stood as the library says that last read them."""

        def stood(known: Known) -> Mapping[ClockName, ClockState]:
            if known.bundle == force.served.bundle:
                return known.clocks
            served = self._served(connection, known.bundle)
            return settlement(known, force._replace(served=served).rules(known.branch), now).clocks if served else {}

        return prepare(connection, force, case, now, stood)

    def _served(self, connection: Connection, bundle: str) -> Served | None:
        """None where the ledger doesn't hold it."""
        if bundle not in self._opened:
            held = by_id(connection, "bundle", bundle, limit=1)
            if not held:
                return None
            copy = unpack(from_entry(held[0].entry), self._folder / bundle.removeprefix("sha256:"))
            self._opened[bundle] = compiled(bundle, copy, bundle)
        return self._opened[bundle]


def _batches(database: Database) -> Iterator[list[CaseName]]:
    """Every case that has events, in order; each batch is read when the one before is done."""
    after: CaseName = ("", "")
    while True:
        with database.reading() as connection:
            rows = connection.execute(_NEXT, {"branch": after[0], "case": after[1]})
            batch = [(row.branch, row.case_id) for row in rows]
        if not batch:
            return
        yield batch
        after = batch[-1]


def _remade(transaction: Transaction, libraries: _Libraries, force: InForce, case: CaseName, now: dt.datetime) -> int:
    """How many rows of a case, its clocks among them, stood otherwise."""
    connection = transaction.connection
    before = _rows(connection, case)
    try:
        prepared = libraries.prepared(connection, force, case, now)
    except _UNREADABLE:
        _forget(connection, case)
        prepared = libraries.prepared(connection, force, case, now)
    write(transaction, prepared)
    after = _rows(connection, case)
    return sum(before.get(name) != after.get(name) for name in before.keys() | after.keys())


def _forget(connection: Connection, case: CaseName) -> None:
    """Remove all that is kept of a case: it can't even be read."""
    for table in (cases, clocks):
        connection.execute(delete(table).where(table.c.branch == case[0], table.c.case_id == case[1]))


def _rows(connection: Connection, case: CaseName) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """All that is kept of a case, by what names it."""
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for table in (cases, clocks):
        found = connection.execute(select(table).where(table.c.branch == case[0], table.c.case_id == case[1]))
        names = [column.name for column in table.primary_key]
        rows |= {(table.name, *(row[name] for name in names)): tuple(row.values()) for row in found.mappings()}
    return rows


def _drop_without_events(database: Database) -> int:
    """Remove what is kept of cases that have no events: how many rows."""
    with database.writing() as transaction:
        return sum(transaction.connection.execute(_without_events(table)).rowcount for table in (cases, clocks))


def _without_events(table: Table) -> Delete:
    same = (entries.c.branch == table.c.branch, entries.c.case_id == table.c.case_id)
    return delete(table).where(~exists().where(entries.c.kind == "event", *same))


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


_NEXT = (
    select(entries.c.case_id, entries.c.branch)
    .distinct()
    .where(
        entries.c.kind == "event",
        tuple_(entries.c.case_id, entries.c.branch) > tuple_(bindparam("case"), bindparam("branch")),
    )
    .order_by(entries.c.case_id, entries.c.branch)
    .limit(BATCH)
)
