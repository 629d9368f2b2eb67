"""The outbox: what is to be told to whom, written in the transaction that makes it true."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from adapters.clock import micros, system
from adapters.ledger.tables import deliveries
from adapters.notify import endpoints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.ledger.entries import Recorded
    from adapters.ledger.transaction import Transaction
    from adapters.notify.endpoints import Endpoint


def enqueue(transaction: Transaction, messages: Sequence[Recorded]) -> None:
    """A delivery, due at once, of each message to each enabled endpoint that wants it.

    `messages`: entries as this very transaction appended them, none that was known before. Due by the machine's own
    time, like every wait between processes. An endpoint that is added later gets what is told from then on.
    """
    if not messages:
        return
    enabled = endpoints.enabled(transaction.connection)
    now = micros(system())
    rows = [_row(message, endpoint, now) for message in messages for endpoint in _receivers(message, enabled)]
    if rows:
        transaction.connection.execute(insert(deliveries), rows)


def _receivers(message: Recorded, enabled: Sequence[Endpoint]) -> list[Endpoint]:
    kind = json.loads(message.entry.body)["type"]
    return [endpoint for endpoint in enabled if endpoint.wants(kind, message.entry.branch)]


def _row(message: Recorded, endpoint: Endpoint, now: int) -> dict[str, Any]:
    return {
        "message": message.entry.id,
        "endpoint": endpoint.id,
        "seq": message.seq,
        "state": "pending",
        "attempts": 0,
        "next_at": now,
        "claimed_until": 0,
        "status": None,
        "problem": "",
        "changed": now,
        "branch": message.entry.branch,
        "case_id": message.entry.case,
    }
