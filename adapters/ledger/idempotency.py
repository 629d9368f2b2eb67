"""Answers by Idempotency-Key: kept in the transaction that brings the effects, so that both are there or neither.

Of two calls with the same key, in whatever processes, the one that gets the write lock later finds the other's answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select

from adapters.ledger.tables import idempotency

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from adapters.ledger.transaction import Transaction

KEPT = 24 * 3600 * 1_000_000
"""Microseconds for which an answer is kept at least."""


class Answer(NamedTuple):
    """What a call is answered: an HTTP status, the media type and bytes of a body."""

    status: int
    media_type: str
    body: bytes


class Call(NamedTuple):
    """A call that may come again: by which API key, under which Idempotency-Key, and a hash of all that it says."""

    key_id: str
    key: str
    fingerprint: bytes


class OtherCall(Exception):
    """The same Idempotency-Key has come with something else."""


class Answered(NamedTuple):
    answer: Answer
    replayed: bool
    """Whether it was given before."""


def stored(connection: Connection, call: Call) -> Answer | None:
    """What the call was answered before. Raises `OtherCall`."""
    columns = idempotency.c
    wanted = select(columns.fingerprint, columns.status, columns.media_type, columns.body)
    row = connection.execute(wanted.where(columns.key_id == call.key_id, columns.key == call.key)).first()
    if row is None:
        return None
    fingerprint, *answer = row
    if fingerprint != call.fingerprint:
        raise OtherCall
    return Answer(*answer)


def once(transaction: Transaction, call: Call, job: Callable[[Transaction], Answer]) -> Answered:
    """The answer of the call: as it was stored, or the job's, which is stored.

    Raises `OtherCall`, and what the job does: then it has no effect, and the call may come again, mended.
    """
    known = stored(transaction.connection, call)
    if known is not None:
        return Answered(known, replayed=True)
    answer = job(transaction)
    row = call._asdict() | answer._asdict() | {"created": transaction.recorded}
    transaction.connection.execute(insert(idempotency), row)
    return Answered(answer, replayed=False)


def forget(transaction: Transaction) -> None:
    """Drop the answers that have been kept long enough."""
    transaction.connection.execute(delete(idempotency).where(idempotency.c.created < transaction.recorded - KEPT))
