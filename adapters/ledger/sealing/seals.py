"""Seals: batches of entries under the signed root of their Merkle tree, each signed with what the one before says."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert

from adapters.clock import micros, system
from adapters.ledger.errors import LedgerError
from adapters.ledger.queries import setting, tail
from adapters.ledger.sealing import as_stored, merkle, signing
from adapters.ledger.sealing.findings import REMOVED, Finding
from adapters.ledger.tables import seals as table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from adapters.ledger.database import Database
    from adapters.ledger.sealing.signing import Signing
    from adapters.ledger.transaction import Transaction

MOST = 1000
"""Entries of a batch, at most."""
OLDEST = 60_000_000
"""Microseconds that an entry waits for its seal, where fewer than `MOST` are waiting."""
NOTHING_BEFORE = bytes(32)
"""The `previous` of the first seal."""


log = logging.getLogger("guiju")


class Seal(NamedTuple):
    """A row of `seals`: batches count from 1; `sealed` in microseconds; `previous`: the `digest` of the seal before."""

    batch: int
    first: int
    last: int
    root: bytes
    previous: bytes
    sealed: int
    key_id: str
    signature: bytes


class Waiting(NamedTuple):
    """Entries without a seal: the places of the first and the last, and when the first was recorded."""

    first: int
    last: int
    since: int

    def due(self, now: int) -> bool:
        """Whether it is time to seal them: they fill a batch, or the first has waited long enough."""
        return self.last - self.first + 1 >= MOST or now - self.since >= OLDEST


def statement(ledger: str, seal: Seal) -> bytes:
    """What a seal's signature signs; `ledger`: the database's own id, so that no seal passes in another one."""
    lines = (
        "guiju ledger seal 1",
        ledger,
        f"batch {seal.batch}",
        f"entries {seal.first} {seal.last}",
        f"root {seal.root.hex()}",
        f"previous {seal.previous.hex()}",
        f"sealed {seal.sealed}",
    )
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")


def digest(ledger: str, seal: Seal) -> bytes:
    """What the next seal says of this one: SHA-256 of its statement."""
    return sha256(statement(ledger, seal)).digest()


def key_of(database: Database, path: Path) -> Signing:
    """The secret key in a file, made only for a ledger that has no seals yet: a slip in a path is no new key.

    Raises `KeyFault` GJ819.
    """
    with database.reading() as connection:
        begun = last(connection) is not None
    return signing.signing_key(path) if begun else signing.made(path)


def seal_waiting(database: Database, key: Signing, *, at_once: bool = False) -> tuple[Seal, ...]:
    """Seal what it is time for, or `at_once` all that is waiting: the new seals. Several processes may do so at once.

    Raises `LedgerError`: GJ811 where sealed entries are missing at the end of the ledger, which then isn't sealed on.
    """
    return tuple(_sealing(database, key, at_once=at_once))


def _sealing(database: Database, key: Signing, *, at_once: bool) -> Iterator[Seal]:
    sealed = 0
    while True:
        with database.reading() as connection:
            found = waiting(connection)
        if found is None or found.first <= sealed or not (at_once or found.due(micros(system()))):
            return  # `sealed` already: what stands as the last seal is none of ours, which a verification tells
        with database.writing() as transaction:
            seal = seal_next(transaction, key, at_once=at_once)
        if seal is None:
            return
        sealed = seal.last
        yield seal


def waiting(connection: Connection) -> Waiting | None:
    """What isn't sealed yet. Raises `LedgerError` GJ811 where sealed entries are missing at the end of the ledger."""
    before = last(connection)
    after, end = before.last if before else 0, tail(connection).seq
    if end < after:
        raise LedgerError([Finding(REMOVED, end + 1, after).diagnostic()])
    since = as_stored.since(connection, after)
    return None if since is None else Waiting(after + 1, end, since)


def seal_next(transaction: Transaction, key: Signing, *, at_once: bool = False) -> Seal | None:
    """Seal the next batch of what is waiting, if it is time for it.

    The root is that of the hashes from when the entries were appended: should one of those have been changed since, it
    won't agree with its own hash, and that remains to be seen. Raises `LedgerError` as `waiting`.
    """
    connection = transaction.connection
    found = waiting(connection)
    if found is None or not (at_once or found.due(transaction.recorded)):
        return None
    rows = as_stored.leaves(connection, found.first, MOST)
    ledger, before = setting(connection, "id") or "", last(connection)
    unsigned = Seal(
        batch=before.batch + 1 if before else 1,
        first=found.first,
        last=rows[-1][0],
        root=merkle.root(leaf for _, leaf in rows),
        previous=digest(ledger, before) if before else NOTHING_BEFORE,
        sealed=transaction.recorded,
        key_id=key.public.id,
        signature=b"",
    )
    if before and before.key_id != key.public.id:
        log.warning(_OTHER_KEY, unsigned.batch, key.public.id, before.key_id)
    seal = unsigned._replace(signature=key.sign(statement(ledger, unsigned)))
    connection.execute(insert(table), [seal._asdict()])
    return seal


_OTHER_KEY = "seal %d has the key %s, the one before %s: `guiju ledger verify` needs a --public-key of each"


def all_of(connection: Connection) -> Iterator[Seal]:
    """Every seal in the order of batches, a few at a time in memory."""
    return map(Seal._make, as_stored.seals(connection))


def last(connection: Connection) -> Seal | None:
    """The last seal."""
    row = as_stored.last_seal(connection)
    return Seal(*row) if row else None


def of_entry(connection: Connection, seq: int) -> Seal | None:
    """The seal of the batch that an entry is in; None where it waits for one."""
    row = as_stored.seal_of(connection, seq)
    return Seal(*row) if row else None
