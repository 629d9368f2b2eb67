"""Which cases are to be read again, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from adapters.clock import micros
from adapters.ledger.tables import cases

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from adapters.ledger.transaction import Transaction

    CaseName = tuple[str, str]
    """A branch and the case's id in it."""


def due(connection: Connection, now: dt.datetime, limit: int) -> list[CaseName]:
    """The cases that are to be read by now, those first that have waited longest."""
    return [(row.branch, row.case_id) for row in connection.execute(_DUE, {"now": micros(now), "limit": limit})]


def look_at_all(transaction: Transaction) -> None:
    """Have every case read again: another library is in force."""
    transaction.connection.execute(_ALL)


_DUE = (
    select(cases.c.branch, cases.c.case_id)
    .where(cases.c.look_at <= bindparam("now"))
    .order_by(cases.c.look_at)
    .limit(bindparam("limit"))
)
_ALL = update(cases).values(look_at=0)
