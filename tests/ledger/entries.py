"""Entries to append, and what a ledger must be in whatever order they came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from adapters.ledger.entries import Entry
from adapters.ledger.leaves import leaf
from adapters.ledger.queries import Wanted, listing
from adapters.ledger.tables import entries

if TYPE_CHECKING:
    from adapters.ledger.database import Database
    from adapters.ledger.entries import Kind, Recorded


def entry(ident: str, kind: Kind = "event", branch: str = "base", case: str = "c-1") -> Entry:
    return Entry(kind, ident, branch, "", case, 0, json.dumps({"id": ident}))


def everything(database: Database) -> tuple[Recorded, ...]:
    """The ledger, after a look at what must hold of any."""
    with database.reading() as connection:
        found = listing(connection, Wanted(), limit=None)
        leaves = tuple(connection.scalars(select(entries.c.leaf).order_by(entries.c.seq)))
    assert [each.seq for each in found] == list(range(1, len(found) + 1))
    assert [each.recorded for each in found] == sorted(each.recorded for each in found)
    assert leaves == tuple(leaf(*each) for each in found)
    return found
