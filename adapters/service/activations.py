"""Which library was in force from when on: an entry of the ledger each time that another one takes over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from adapters.ledger.entries import Entry
from adapters.ledger.queries import latest
from adapters.service.bundles import to_entry
from adapters.service.deadlines.due import look_at_all

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from adapters.ledger.transaction import Transaction
    from adapters.service.bundles import Bundle
    from adapters.service.live import Served


def active(connection: Connection) -> str:
    """The hash of the bundle in force; empty where none ever was."""
    last = latest(connection, "activation")
    return activated_by(last.entry) if last else ""


def activated_by(activation: Entry) -> str:
    """The hash of the bundle that an activation put in force."""
    return activation.id.rpartition("@")[0]


def policies(connection: Connection) -> frozenset[str]:
    """The policies of the library in force, as `branch/policy`; none where no library ever was."""
    last = latest(connection, "activation")
    return frozenset(json.loads(last.entry.body)["policies"]) if last else frozenset()


def activate(transaction: Transaction, served: Served, bundle: Bundle, at: int) -> bool:
    """Put a library in force, by which every case is read again; False where it is. `at`: microseconds.

    The entry's id is `BUNDLE@N`, of the Nth activation; its body has `bundle`, `policies` (revisions by
    `branch/policy`) and `previous`, the bundle before.
    """
    last = latest(transaction.connection, "activation")
    previous, _, number = last.entry.id.rpartition("@") if last else ("", "", "0")
    if previous == served.bundle:
        return False
    body = json.dumps({"bundle": served.bundle, "policies": served.revisions, "previous": previous or None})
    activation = Entry("activation", f"{served.bundle}@{int(number) + 1}", "", "", "", at, body)
    transaction.append((to_entry(bundle, at), activation))
    look_at_all(transaction)
    return True
