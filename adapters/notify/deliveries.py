"""Deliveries as people see them: listed, counted, the dead ones sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from sqlalchemy import and_, func, or_, select, true, tuple_, update

from adapters.clock import micros, system
from adapters.ledger import tables
from adapters.notify import endpoints
from adapters.notify.endpoints import problem
from engine.diagnostics import phrases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection

State = Literal["pending", "delivered", "dead"]
STATES: tuple[State, ...] = get_args(State)

_COLUMNS = tables.deliveries.c
_DEAD = _COLUMNS.state == "dead"


class Delivery(NamedTuple):
    """A message (`seq` is its place in the ledger) on its way to an endpoint.

    `attempts`: how many were made; `next_at`: when the next is due, None where there is none; `status`, `problem`: of
    the last attempt, see `post.Answer`; `changed`: when it was last written. Instants are microseconds since 1970.
    """

    message: str
    endpoint: str
    seq: int
    state: State
    attempts: int
    next_at: int | None
    status: int | None
    problem: str
    changed: int

    @property
    def id(self) -> str:
        """What `resend` knows it by."""
        return f"{self.message}:{self.endpoint}"


def listed(
    connection: Connection, state: State | None = None, limit: int | None = 100, after: tuple[int, str] = (0, "")
) -> tuple[Delivery, ...]:
    """Deliveries in the ledger's order, those past `after`: the `seq` and `endpoint` of the last one that was seen."""
    place = _COLUMNS.seq, _COLUMNS.endpoint
    columns = [_COLUMNS[name] for name in Delivery._fields]
    asked = select(*columns).where(tuple_(*place) > after).order_by(*place).limit(limit)
    if state is not None:
        asked = asked.where(_COLUMNS.state == state)
    return tuple(Delivery(*row) for row in connection.execute(asked))


def words(delivery: Delivery, lang: str) -> str:
    """Its problem in `lang` ("zh" or "en"); empty where there is none."""
    name, _, detail = delivery.problem.partition(": ")
    return name and phrases.phrase("delivery", name, lang, status=delivery.status or "", detail=detail)


def counted(connection: Connection) -> Mapping[State, int]:
    """How many deliveries there are in each state."""
    rows = connection.execute(select(_COLUMNS.state, func.count().label("many")).group_by(_COLUMNS.state))
    return dict.fromkeys(STATES, 0) | {row.state: row.many for row in rows}


def resend(connection: Connection, name: str | None) -> int:
    """Begin again with dead deliveries, at once and with all their attempts; gives their number.

    `name`: a delivery's id, a message's (to whom it may concern) or an endpoint's; None for all that are dead and whose
    endpoint isn't disabled. Raises `WebhookError`: GJ833 nothing dead of that name, GJ834 the endpoint is disabled.
    """
    now = micros(system())
    named = true() if name is None else _named(name)
    open_to = [endpoint.id for endpoint in endpoints.enabled(connection)]
    begun = connection.execute(
        update(tables.deliveries)
        .where(_DEAD, named, _COLUMNS.endpoint.in_(open_to))
        .values(state="pending", attempts=0, next_at=now, claimed_until=0, changed=now)
    ).rowcount
    if name is not None and not begun:
        disabled = connection.scalar(select(_COLUMNS.endpoint).where(_DEAD, named).limit(1))
        raise problem("GJ834", id=disabled) if disabled else problem("GJ833", id=name)
    return begun


def _named(name: str) -> ColumnElement[bool]:
    message, _, endpoint = name.partition(":")
    if endpoint:
        return and_(_COLUMNS.message == message, _COLUMNS.endpoint == endpoint)
    return or_(_COLUMNS.message == name, _COLUMNS.endpoint == name)
