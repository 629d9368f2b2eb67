"""The clocks of all cases as they were last read, the soonest due first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select, tuple_

from adapters.ledger.tables import clocks

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

NEVER = 2**62
"""Microseconds that stand for no due instant: after all others."""


class Standing(NamedTuple):
    """A clock of a case: a row of the table `clocks`, which says what each is."""

    branch: str
    policy: str
    case_id: str
    clock: str
    key: str
    state: str
    started: int | None
    due: int | None
    revision: str
    reading: str

    @property
    def place(self) -> tuple[int, str, str, str, str, str]:
        """Its place among all."""
        due = NEVER if self.due is None else self.due
        return due, self.branch, self.policy, self.case_id, self.clock, self.key


class Wanted(NamedTuple):
    """Which clocks; whatever is None isn't asked about. `due_from` and `due_until`, in microseconds, are included."""

    branches: Collection[str] | None = None
    policy: str | None = None
    case: str | None = None
    state: str | None = None
    due_from: int | None = None
    due_until: int | None = None


def listing(
    connection: Connection, wanted: Wanted, after: tuple[int, str, str, str, str, str] | None, limit: int
) -> tuple[Standing, ...]:
    """The clocks that follow a place, in the order of their places."""
    columns = clocks.c
    conditions = {
        columns.branch.in_: wanted.branches,
        columns.policy.__eq__: wanted.policy,
        columns.case_id.__eq__: wanted.case,
        columns.state.__eq__: wanted.state,
        columns.due.__ge__: wanted.due_from,
        columns.due.__le__: wanted.due_until,
    }
    query = select(*(columns[name] for name in Standing._fields)).where(
        *(condition(value) for condition, value in conditions.items() if value is not None)
    )
    place = (
        func.coalesce(columns.due, NEVER),
        columns.branch,
        columns.policy,
        columns.case_id,
        columns.clock,
        columns.key,
    )
    if after is not None:
        query = query.where(tuple_(*place) > after)
    return tuple(Standing(*row) for row in connection.execute(query.order_by(*place).limit(limit)))
