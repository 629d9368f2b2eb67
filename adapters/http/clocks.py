"""`GET /v1/clocks`: the clocks of all cases, the soonest due first."""

from __future__ import annotations

import json
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from adapters.clock import micros
from adapters.http import parameters
from adapters.http.access import granted
from adapters.http.filters import branches_of, refuse_unknown
from adapters.http.pages import answered, one_more, page, reading
from adapters.ledger import clocks
from adapters.ledger.clocks import Wanted

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection
    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.http.pages import Page
    from adapters.ledger.clocks import Standing

STATES = ("not-started", "running", "paused", "met", "breached", "met-late", "cancelled")
"""Of clocks, as the engine has them."""

_PARAMETERS = {
    "branch": parameters.name,
    "policy": parameters.name,
    "case": parameters.name,
    "state": parameters.one_of(STATES),
    "due_from": parameters.instant,
    "due_until": parameters.instant,
    "limit": parameters.limit,
    "after": parameters.cursor(int, str, str, str, str, str),
}


async def listed(request: Request) -> Response:
    """Clocks as they stand now."""
    key = await granted(request, "read")
    asked = parameters.read(request, _PARAMETERS)
    wanted = Wanted(
        branches_of(key, asked["branch"]),
        asked["policy"],
        asked["case"],
        asked["state"],
        _micros(asked["due_from"]),
        _micros(asked["due_until"]),
    )
    await request.app.state.settling.since(monotonic())
    found = await reading(request, partial(_page, wanted=wanted, after=asked["after"], limit=asked["limit"]))
    if not found.items:
        refuse_unknown(request, key, asked)
    return answered(found)


def _page(connection: Connection, wanted: Wanted, after: Any, limit: int | None) -> Page:
    found = clocks.listing(connection, wanted, after, one_more(limit))
    return page(found, limit, shown, lambda clock: clock.place)


def shown(clock: Standing) -> dict[str, Any]:
    """A clock as JSON data."""
    return {
        "branch": clock.branch,
        "policy": clock.policy,
        "case": clock.case_id,
        "clock": clock.clock,
        "key": json.loads(clock.key) if clock.key else None,
        **json.loads(clock.reading),
        "revision": clock.revision,
    }


def _micros(instant: dt.datetime | None) -> int | None:
    return None if instant is None else micros(instant)


ROUTES = (Route("/v1/clocks", listed, methods=["GET"]),)
