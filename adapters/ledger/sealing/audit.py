"""What an auditor asks of a database: is the ledger as it was sealed, what are its roots, what is an entry's proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from adapters.ledger.sealing import as_stored, batches, merkle, roots, signing
from adapters.ledger.sealing.as_stored import any_text, as_kept
from adapters.ledger.sealing.verify import Trust, leaf_of, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from adapters.ledger.database import Database
    from adapters.ledger.sealing.as_stored import Row
    from adapters.ledger.sealing.roots import Export
    from adapters.ledger.sealing.seal import Seal
    from adapters.ledger.sealing.signing import Public
    from adapters.ledger.sealing.verify import Verified


class Shown(NamedTuple):
    """An entry's row as it stands; the hash that it should have; the seal of its batch with the proof that it is in it.

    `seal` is None where it waits for one; `proof` where the row isn't what was sealed.
    """

    row: Row
    leaf: bytes
    seal: Seal | None
    proof: tuple[bytes, ...] | None


def verified(database: Database, keys: Mapping[str, Public], export: Export | None = None) -> Verified:
    """The ledger held against its seals, and against exported ones."""
    with database.reading() as connection, any_text(connection):
        trust = Trust(database.id, keys)
        exported = export.seals if export else ()
        return verify(as_stored.rows(connection), as_stored.seals(connection), trust, exported)


def keys(database: Database, beside: Path, given: Sequence[Path], export: Export | None = None) -> Mapping[str, Public]:
    """The keys that seals are held against, as `signing.trusted`; of a ledger without seals, perhaps none."""
    try:
        return signing.trusted(given, beside, export.keys if export else ())
    except signing.KeyFault:
        if given or listed(database):
            raise
        return {}


def listed(database: Database) -> tuple[Seal, ...]:
    """Every seal."""
    with database.reading() as connection, any_text(connection):
        return tuple(as_stored.seals(connection))


def export_roots(database: Database, keys: Iterable[Public], write: Callable[[str], object]) -> None:
    """Write the lines of an export, each without its end."""
    with database.reading() as connection, any_text(connection):
        for line in roots.lines(database.id, keys, as_stored.seals(connection)):
            write(line)


def shown(database: Database, name: str) -> tuple[Shown, ...]:
    """The entries at a place or with an id."""
    with database.reading() as connection, any_text(connection):
        return tuple(_shown(connection, row) for row in as_stored.rows_of(connection, name))


def _shown(connection: Connection, row: Row) -> Shown:
    seq, leaf = as_kept(int, row[0]), leaf_of(row)
    seal = as_stored.seal_of(connection, seq)
    if seal is None:
        return Shown(row, leaf, None, None)
    batch = [each for each in as_stored.leaves(connection, seal.first, batches.MOST) if each.seq <= seal.last]
    places, leaves = [each.seq for each in batch], [each.hash for each in batch]
    if seq not in places:
        return Shown(row, leaf, seal, None)
    index = places.index(seq)
    proof = merkle.inclusion(leaves, index)
    return Shown(row, leaf, seal, proof if merkle.included(leaf, index, len(leaves), proof, seal.root) else None)
