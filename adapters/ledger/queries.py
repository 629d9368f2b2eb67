"""What the ledger holds, read. Every function takes a connection that is reading, or a transaction's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from adapters.ledger.entries import Entry, Recorded
from adapters.ledger.tables import entries, settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from adapters.ledger.entries import Kind

COLUMNS = (
    entries.c.seq,
    entries.c.recorded,
    entries.c.kind,
    entries.c.id,
    entries.c.branch,
    entries.c.policy,
    entries.c.case_id,
    entries.c.at,
    entries.c.body,
)
"""The columns of a `Recorded`, in its order."""


class Tail(NamedTuple):
    """The end of the ledger: `seq` and `recorded` of the last entry, both 0 where there is none."""

    seq: int
    recorded: int


class Wanted(NamedTuple):
    """Which entries; whatever is None isn't asked about."""

    kinds: Collection[Kind] | None = None
    branches: Collection[str] | None = None
    policy: str | None = None
    case: str | None = None
    id: str | None = None


def tail(connection: Connection) -> Tail:
    """The end of the ledger."""
    last = connection.execute(_TAIL).first()
    return Tail(*last) if last else Tail(0, 0)


_TAIL = select(entries.c.seq, entries.c.recorded).order_by(entries.c.seq.desc()).limit(1)


def entry(connection: Connection, seq: int) -> Recorded | None:
    """The entry at a place; None where there is none."""
    row = connection.execute(select(*COLUMNS).where(entries.c.seq == seq)).first()
    return recorded(row) if row else None


def by_id(connection: Connection, kind: Kind, id_: str, limit: int = 100) -> tuple[Recorded, ...]:
    """The entries of a kind that have an id, of whatever branch and case, in the ledger's order."""
    return listing(connection, Wanted((kind,), id=id_), limit=limit)


def of_case(
    connection: Connection, branch: str, case: str, kinds: Collection[Kind], after: int = 0, limit: int | None = None
) -> tuple[Recorded, ...]:
    """The entries of a case, in the ledger's order, those that come after a place."""
    return listing(connection, Wanted(kinds, (branch,), case=case), after=after, limit=limit)


def latest(connection: Connection, kind: Kind) -> Recorded | None:
    """The last entry of a kind."""
    return next(iter(listing(connection, Wanted((kind,)), limit=1, newest=True)), None)


def listing(
    connection: Connection, wanted: Wanted, *, after: int = 0, limit: int | None = 100, newest: bool = False
) -> tuple[Recorded, ...]:
    """Entries in the ledger's order, or the `newest` first, from the one on that follows `after` (0: from the start).

    `after` is the `seq` of the last entry seen, so that pages don't shift while the ledger grows. Where an id is wanted
    the order is no column's: else SQLite would rather go through all of a kind in order than find the few by id.
    """
    query = _narrowed(select(*COLUMNS), wanted)
    if after:
        query = query.where(entries.c.seq < after if newest else entries.c.seq > after)
    place = entries.c.seq if wanted.id is None else entries.c.seq + 0
    order = place.desc() if newest else place
    return tuple(map(recorded, connection.execute(query.order_by(order).limit(limit))))


def places(connection: Connection, wanted: Wanted) -> tuple[int, ...]:
    """The places of all that is wanted, in the ledger's order."""
    return tuple(connection.scalars(_narrowed(select(entries.c.seq), wanted).order_by(entries.c.seq)))


def policies(connection: Connection, kind: Kind) -> frozenset[str]:
    """The policies that entries of a kind belong to, as `branch/policy`. It reads all of the kind."""
    found = connection.execute(select(entries.c.branch, entries.c.policy).where(entries.c.kind == kind).distinct())
    return frozenset(map("/".join, found))


def setting(connection: Connection, name: str) -> str | None:
    """What belongs to the database as a whole, such as `id`, its own."""
    return connection.scalar(select(settings.c.value).where(settings.c.name == name))


def recorded(row: Sequence[Any]) -> Recorded:
    """A row of `COLUMNS` as the entry in its place that it is."""
    seq, when, *rest = row
    return Recorded(seq, when, Entry._make(rest))


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    return query.where(*_conditions(wanted))


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.kinds is not None:
        yield entries.c.kind.in_(wanted.kinds)
    if wanted.branches is not None:
        yield entries.c.branch.in_(wanted.branches)
    if wanted.policy is not None:
        yield entries.c.policy == wanted.policy
    if wanted.case is not None:
        yield entries.c.case_id == wanted.case
    if wanted.id is not None:
        yield entries.c.id == wanted.id
