"""`GET /v1/branches/{branch}/cases/{case}`: all that is known of a case, and what its policies say of it now."""

from __future__ import annotations

import asyncio
import json
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.routing import Route

from adapters.http import clocks, parameters
from adapters.http.access import granted
from adapters.http.negotiation import language_of
from adapters.http.pages import answered, reading
from adapters.http.problems import of_error, problem, refused
from adapters.ledger.clocks import Wanted, listing
from adapters.service.cases import case_of, events_of
from engine import FactError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from starlette.requests import Request
    from starlette.responses import Response

    import engine
    from adapters.ledger.clocks import Standing
    from adapters.ledger.entries import Entry
    from adapters.service.cases import Case
    from adapters.service.live import Served

MANY = 10_000
"""Clocks of a case that are shown at most."""


class Known(NamedTuple):
    """What the ledger has of a case."""

    events: Sequence[Entry]
    clocks: Sequence[Standing]


async def case(request: Request) -> Response:
    """Its events, its clocks, what each policy with timers that it concerns decides now, or why it can't."""
    branch, name = request.path_params["branch"], request.path_params["case"]
    await granted(request, "read", branch)
    parameters.read(request, {})
    service = request.app.state.service
    await request.app.state.settling.since(monotonic())
    known = await reading(request, lambda connection: _known(connection, branch, name))
    if not known.events:
        raise refused(404, "GJ868", what="case", id=name)
    lang = language_of(request)
    found = case_of(known.events)
    decided = await asyncio.to_thread(
        _decided, found, _policies(service.live.current, branch, found), service.clock(), lang
    )
    bodies = [json.loads(entry.body) for entry in known.events]
    stands = [*map(clocks.shown, known.clocks)]
    return answered({"branch": branch, "case": name, "events": bodies, "clocks": stands, **decided}, lang)


def _known(connection: Connection, branch: str, case: str) -> Known:
    return Known(events_of(connection, branch, case), listing(connection, Wanted((branch,), case=case), None, MANY))


def _policies(served: Served, branch: str, case: Case) -> list[engine.Policy]:
    """Those with timers that go by what is known of the case."""
    own = [policy for (where, _), policy in served.policies.items() if where == branch]
    return [policy for policy in own if policy.has_timers and case.concerns(policy)]


def _decided(case: Case, policies: Sequence[engine.Policy], now: dt.datetime, lang: str) -> dict[str, Any]:
    """`decisions` and `problems`, by policy."""
    decisions, problems = {}, {}
    for policy in policies:
        try:
            decisions[policy.id] = policy.decide(case.given(policy, now), now=now).to_dict()
        except FactError as error:
            problems[policy.id] = problem(of_error(error), lang)
    return {"decisions": decisions, "problems": problems}


ROUTES = (Route("/v1/branches/{branch}/cases/{case:path}", case, methods=["GET"]),)
