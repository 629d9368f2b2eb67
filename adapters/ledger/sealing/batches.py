"""Entries sealed batch by batch, by whichever process comes first."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert

from adapters.clock import micros, system
from adapters.ledger.errors import LedgerError
from adapters.ledger.queries import setting, tail
from adapters.ledger.sealing import as_stored, merkle, signing
from adapters.ledger.sealing.as_stored import any_text
from adapters.ledger.sealing.findings import REMOVED, Finding
from adapters.ledger.sealing.seal import NOTHING_BEFORE, Seal, digest, statement
from adapters.ledger.tables import seals as table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from adapters.ledger.database import Database
    from adapters.ledger.sealing.signing import Signing
    from adapters.ledger.transaction import Transaction

MOST = 1000
"""Entries of a batch, at most."""
TOGETHER = 50
"""Batches that are sealed in one transaction, at most."""
OLDEST = 60_000_000
"""Microseconds that an entry waits for its seal, where fewer than `MOST` are waiting."""

log = logging.getLogger("guiju")


class Batch(NamedTuple):
    """Entries to be sealed together: the places of the first and the last, the root of their Merkle tree."""

    first: int
    last: int
    root: bytes


def key_of(database: Database, path: Path) -> Signing:
    """The secret key in a file, made only for a ledger that has no seals yet: a slip in a path is no new key.

    Raises `KeyFault` GJ819.
    """
    with database.reading() as connection, any_text(connection):
        begun = as_stored.last_seal(connection) is not None
    return signing.signing_key(path) if begun else signing.made(path)


def seal_waiting(database: Database, key: Signing, *, at_once: bool = False) -> tuple[Seal, ...]:
    """Seal what it is time for, or `at_once` all that is waiting: the new seals. Several processes may do so at once.

    Raises `LedgerError`: GJ811 where sealed entries are missing at the end of the ledger, which then isn't sealed on.
    """
    return tuple(_sealing(database, key, at_once=at_once))


def _sealing(database: Database, key: Signing, *, at_once: bool) -> Iterator[Seal]:
    """The trees are built without the write lock, and it is taken once for many batches: others wait to write."""
    sealed = 0
    while True:
        with database.reading() as connection, any_text(connection):
            before = as_stored.last_seal(connection)
            batches = tuple(due(connection, before, at_once=at_once))
        if not batches or batches[0].first <= sealed:
            return  # `sealed` already: what stands as the last seal is none of ours, which a verification tells
        with database.writing() as transaction, any_text(transaction.connection):
            seals = seal(transaction, key, before, batches)
        sealed = seals[-1].last if seals else sealed
        yield from seals


def due(connection: Connection, before: Seal | None, *, at_once: bool = False) -> Iterator[Batch]:
    """What it is time to seal after the last seal, `TOGETHER` batches at most: full ones, old ones, or `at_once` all.

    The roots are those of the hashes from when the entries were appended: should one of those have been changed since,
    it won't agree with its own hash, and that remains to be seen. Raises `LedgerError` GJ811 where sealed entries are
    missing at the end of the ledger.
    """
    after, end, now = before.last if before else 0, tail(connection).seq, micros(system())
    if end < after:
        raise LedgerError([Finding(REMOVED, end + 1, after).diagnostic()])
    for _ in range(TOGETHER):
        rows = as_stored.leaves(connection, after + 1, MOST) if after < end else ()
        if not rows or not (at_once or len(rows) == MOST or now - rows[0].recorded >= OLDEST):
            return
        yield Batch(after + 1, rows[-1].seq, merkle.root(row.hash for row in rows))
        after = rows[-1].seq


def seal(transaction: Transaction, key: Signing, before: Seal | None, batches: Iterable[Batch]) -> tuple[Seal, ...]:
    """Seal batches after the last seal, which is `before`; none where another process has sealed meanwhile."""
    connection = transaction.connection
    if as_stored.last_seal(connection) != before:
        return ()
    ledger, seals = setting(connection, "id") or "", []
    for batch in batches:
        before = _next(ledger, key, before, batch, transaction.recorded)
        seals.append(before)
    connection.execute(insert(table), [each._asdict() for each in seals])
    return tuple(seals)


def _next(ledger: str, key: Signing, before: Seal | None, batch: Batch, now: int) -> Seal:
    unsigned = Seal(
        batch=before.batch + 1 if before else 1,
        first=batch.first,
        last=batch.last,
        root=batch.root,
        previous=digest(ledger, before) if before else NOTHING_BEFORE,
        sealed=now,
        key_id=key.public.id,
        signature=b"",
    )
    if before and before.key_id != key.public.id:
        log.warning(_OTHER_KEY, unsigned.batch, key.public.id, before.key_id)
    return unsigned._replace(signature=key.sign(statement(ledger, unsigned)))


_OTHER_KEY = "seal %d has the key %s, the one before %a: `guiju ledger verify` needs a --public-key of each"
