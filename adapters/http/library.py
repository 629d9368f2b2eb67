"""The library that is served, and those that were: `GET /v1/policies`, `/v1/revisions`."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from adapters.clock import instant
from adapters.http import parameters
from adapters.http.access import granted, visible
from adapters.http.decide import policy_of
from adapters.http.negotiation import language_of
from adapters.http.pages import Page, answered, page_of_entries, reading
from adapters.http.problems import refused
from adapters.ledger import queries
from adapters.ledger.queries import Wanted
from adapters.service.bundles import from_entry
from engine.workshop.requests import facts_schema

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    import engine
    from adapters.ledger.entries import Kind, Recorded
    from adapters.ledger.keys import ApiKey

_BRANCHES = "branches"
"""The folder of a library below which each branch has its own."""
_PARAMETERS = {"limit": parameters.limit, "after": parameters.cursor(int)}


async def policies(request: Request) -> Response:
    """The policies that the key may see, all on one page."""
    key = await granted(request, "read")
    parameters.read(request, {})
    served = request.app.state.service.live.current
    shown = [_policy(policy) for (branch, _), policy in served.policies.items() if visible(key, (branch,))]
    return answered(Page(shown, None))


async def policy(request: Request) -> Response:
    """A policy: what it is called, by which rules it decides, what it asks."""
    branch, name = request.path_params["branch"], request.path_params["policy"]
    key = await granted(request, "read", branch)
    parameters.read(request, {})
    served = request.app.state.service.live.current
    found = policy_of(served, key, branch, name)
    lang = language_of(request)
    asks = {"facts": facts_schema(found, lang), "events": sorted(found.event_types)}
    return answered(_policy(found) | asks, lang)


async def revisions(request: Request) -> Response:
    """Which libraries were in force, from when on; the last first."""
    key = await granted(request, "read")
    asked, shown = parameters.read(request, _PARAMETERS), partial(_activation, key=key)
    read = partial(page_of_entries, wanted=Wanted(_ACTIVATIONS), asked=asked, shown=shown, newest=True)
    return answered(await reading(request, read))


async def revision(request: Request) -> Response:
    """A library that is or was in force: its files, as text."""
    key = await granted(request, "read")
    parameters.read(request, {})
    wanted = request.path_params["id"]
    found = await reading(request, lambda connection: queries.by_id(connection, "bundle", wanted, limit=1))
    if not found:
        raise refused(404, "GJ868", what="revision", id=wanted)
    files = from_entry(found[0].entry).files
    shown = {path: content.decode(errors="replace") for path, content in files.items() if _may_see(key, path)}
    return answered({"revision": wanted, "recorded": instant(found[0].recorded).isoformat(), "files": shown})


_ACTIVATIONS: tuple[Kind, ...] = ("activation",)


def _policy(policy: engine.Policy) -> dict[str, Any]:
    title = policy.timeline.programs[-1].title
    named = {"branch": policy.branch, "policy": policy.id, "case": policy.case or None, "revision": policy.revision}
    return named | {"title": {"zh": title.zh, "en": title.en}}


def _activation(recorded: Recorded, key: ApiKey) -> dict[str, Any]:
    body = json.loads(recorded.entry.body)
    own = {name: revision for name, revision in body["policies"].items() if visible(key, (name.partition("/")[0],))}
    since = instant(recorded.entry.at).isoformat()
    return {"revision": body["bundle"], "since": since, "previous": body["previous"], "policies": own}


def _may_see(key: ApiKey, path: str) -> bool:
    """Files of other branches are theirs."""
    folder, _, rest = path.partition("/")
    return folder != _BRANCHES or bool(visible(key, (rest.partition("/")[0],)))


ROUTES = (
    Route("/v1/policies", policies, methods=["GET"]),
    Route("/v1/branches/{branch}/policies/{policy}", policy, methods=["GET"]),
    Route("/v1/revisions", revisions, methods=["GET"]),
    Route("/v1/revisions/{id}", revision, methods=["GET"]),
)
