"""Deliveries taken in hand by one process at a time, and what became of them.

A claim is a lease: while it runs no other process takes the same delivery, and whoever dies loses nothing. Order: a
message isn't sent before an earlier one of the same case that is pending for the same receiver, unless that one is not
to be tried within `PATIENCE`. So a case's story arrives as it was, a hiccup included; but a receiver that chokes on one
message still gets the rest. Instants and leases are microseconds, by the machine's own time; one that is set back makes
what is waiting wait as much longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, exists, select, true, update

from adapters.ledger.tables import deliveries, endpoints, entries
from adapters.notify.retries import spread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection, Select, Update

    from adapters.notify.endpoints import Endpoint
    from adapters.notify.post import Answer
    from adapters.notify.retries import RetryPlan

PATIENCE = 60 * 1_000_000
"""How long, in microseconds, a case's later messages wait for an earlier one."""


class Claim(NamedTuple):
    """A delivery in hand: a message's id and JSON, for whom, the attempts before this one, and the end of the lease."""

    message: str
    body: str
    endpoint: Endpoint
    attempts: int
    until: int


def due(connection: Connection, endpoint: Endpoint, room: int, now: int, lease: int) -> tuple[Claim, ...]:
    """What may be sent to an endpoint now, at most `room` of it, as claims still to be made with `take`."""
    return tuple(
        Claim(row.message, row.body, endpoint, row.attempts, now + lease)
        for row in connection.execute(_sendable(endpoint.id, now).limit(room))
    )


def take(connection: Connection, claims: Iterable[Claim], now: int) -> tuple[Claim, ...]:
    """Those of the claims that nobody else has made meanwhile."""
    return tuple(claim for claim in claims if connection.execute(_taking(claim, now)).rowcount)


def settle(connection: Connection, claim: Claim, answer: Answer, plan: RetryPlan, now: int) -> None:
    """Write down what came of an attempt: delivered, to be tried again, or dead.

    Where the lease has run out and another process has the delivery, only a success counts. A receiver that asks for
    more time than the plan gives it has it; one that says it is gone is disabled, and what was waiting for it is dead.
    """
    wait = None if answer.taken or answer.gone else plan.after(claim.attempts + 1)
    state = "delivered" if answer.taken else "dead" if wait is None else "pending"
    connection.execute(
        update(deliveries)
        .where(_of(claim), true() if answer.taken else _held(claim))
        .values(
            state=state,
            attempts=claim.attempts + 1,
            next_at=None if wait is None else now + spread(max(wait, answer.wait)),
            claimed_until=0,
            status=answer.status,
            problem=answer.problem,
            changed=now,
        )
    )
    if answer.gone:
        _disable(connection, claim.endpoint.id, now)


def release(connection: Connection, claim: Claim) -> None:
    """Give a delivery back untried."""
    connection.execute(update(deliveries).where(_of(claim), _held(claim)).values(claimed_until=0))


def _sendable(endpoint: str, now: int) -> Select[tuple[str, str, int]]:
    before = deliveries.alias("before")
    waits_for = exists().where(
        before.c.endpoint == endpoint,
        before.c.state == "pending",
        before.c.case_id == deliveries.c.case_id,
        before.c.branch == deliveries.c.branch,
        before.c.seq < deliveries.c.seq,
        before.c.next_at <= now + PATIENCE,
    )
    return (
        select(deliveries.c.message, entries.c.body, deliveries.c.attempts)
        .join(entries, entries.c.seq == deliveries.c.seq)
        .where(
            deliveries.c.endpoint == endpoint,
            deliveries.c.state == "pending",
            deliveries.c.next_at <= now,
            deliveries.c.claimed_until <= now,
            ~waits_for,
        )
        .order_by(deliveries.c.next_at, deliveries.c.seq)
    )


def _taking(claim: Claim, now: int) -> Update:
    return (
        update(deliveries)
        .where(_of(claim), deliveries.c.state == "pending", deliveries.c.claimed_until <= now)
        .where(deliveries.c.attempts == claim.attempts, deliveries.c.next_at <= now)
        .values(claimed_until=claim.until)
    )


def _of(claim: Claim) -> ColumnElement[bool]:
    return and_(deliveries.c.message == claim.message, deliveries.c.endpoint == claim.endpoint.id)


def _held(claim: Claim) -> ColumnElement[bool]:
    return and_(deliveries.c.state == "pending", deliveries.c.claimed_until == claim.until)


def _disable(connection: Connection, endpoint: str, now: int) -> None:
    connection.execute(update(endpoints).where(endpoints.c.id == endpoint).values(disabled=now))
    connection.execute(
        update(deliveries)
        .where(deliveries.c.endpoint == endpoint, deliveries.c.state == "pending")
        .values(state="dead", next_at=None, claimed_until=0, problem="disabled", changed=now)
    )
