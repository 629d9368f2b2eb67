"""The clocks of all cases as they were last read, the soonest due first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select, tuple_

from adapters.ledger.tables import clocks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import ColumnElement, Connection

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
    query = select(*(clocks.c[name] for name in Standing._fields)).where(*_conditions(wanted))
    if after is not None:
        query = query.where(tuple_(*_PLACE) > after)
    return tuple(Standing(*row) for row in connection.execute(query.order_by(*_PLACE).limit(limit)))


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.branches is not None:
        yield clocks.c.branch.in_(wanted.branches)
    if wanted.policy is not None:
        yield clocks.c.policy == wanted.policy
    if wanted.case is not None:
        yield clocks.c.case_id == wanted.case
    if wanted.state is not None:
        yield clocks.c.state == wanted.state
    if wanted.due_from is not None:
        yield clocks.c.due >= wanted.due_from
    if wanted.due_until is not None:
        yield clocks.c.due <= wanted.due_until


_PLACE = (
    func.coalesce(clocks.c.due, NEVER),
    clocks.c.branch,
    clocks.c.policy,
    clocks.c.case_id,
    clocks.c.clock,
    clocks.c.key,
)
"""`Standing.place` as the database has it."""
