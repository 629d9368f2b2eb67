"""For those who run the service: what is to be delivered, again where it failed, and the policies read anew."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from adapters.clock import instant
from adapters.http import limits, parameters
from adapters.http.access import granted, refuse_bound, visible
from adapters.http.idempotency import answer_of, once, once_prepared
from adapters.http.negotiation import language_of
from adapters.http.pages import answered, one_more, page, reading
from adapters.http.problems import Refused, refused
from adapters.ledger import queries
from adapters.notify import deliveries
from engine import GuijuError

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.datastructures import State
    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.http.idempotency import Job
    from adapters.http.pages import Page
    from adapters.ledger.idempotency import Answer
    from adapters.ledger.keys import ApiKey
    from adapters.ledger.transaction import Transaction
    from adapters.notify.deliveries import Delivery
    from adapters.service.service import Service

_PARAMETERS = {
    "state": parameters.one_of(deliveries.STATES),
    "limit": parameters.limit,
    "after": parameters.cursor(int, str),
}


async def listed(request: Request) -> Response:
    """Deliveries, in the order of the ledger; of the branches that the key is for."""
    key = await granted(request, "admin")
    asked = parameters.read(request, _PARAMETERS)
    lang = language_of(request)

    def read(connection: Connection) -> Page:
        every = deliveries.listed(connection, asked["state"], one_more(asked["limit"]), asked["after"] or (0, ""))
        whole = page(every, asked["limit"], lambda each: each, lambda each: (each.seq, each.endpoint))
        mine = [each for each in whole.items if not key.branches or _is_mine(connection, key, each.message)]
        return whole._replace(items=[_shown(each, lang) for each in mine])

    return answered(await reading(request, read), lang)


async def resend(request: Request) -> Response:
    """Begin again with a dead delivery, or all dead ones of a message: `{"resent": N}`."""
    key = await granted(request, "admin")
    parameters.read(request, {})
    name, body = request.path_params["id"], await limits.body(request)
    answer = await once(request, key, body, partial(_resend, key=key, name=name))
    request.app.state.service.wake()
    return answer


async def reload(request: Request) -> Response:
    """Serve the files as they are now: `{"revision": HASH}`.

    Raises `Refused`: 403 to a key of some branches, since all are concerned, 409 where they can't be served.
    """
    key = await granted(request, "admin")
    refuse_bound(key)
    parameters.read(request, {})
    return await once_prepared(request, key, await limits.body(request), partial(_reload, request.app.state))


def _resend(transaction: Transaction, key: ApiKey, name: str) -> Answer:
    connection = transaction.connection
    if not _is_mine(connection, key, name.partition(":")[0]):
        raise refused(404, "GJ868", what="delivery", id=name)
    try:
        count = deliveries.resend(connection, name)
    except GuijuError as error:
        raise Refused(409, error.diagnostics[0]) from None
    return answer_of({"resent": count})


async def _reload(state: State) -> Job:
    """Reloaded; what the writer does is nothing."""
    await state.reloading.since(monotonic())
    service: Service = state.service
    refusal = service.live.refused
    if refusal:
        raise refused(409, "GJ871", refusal.diagnostics)
    answer = answer_of({"revision": service.live.current.bundle})
    return lambda _: answer


def _is_mine(connection: Connection, key: ApiKey, message: str) -> bool:
    """Whether there is a message of a branch that the key is for."""
    messages = queries.by_id(connection, "message", message)
    return any(visible(key, (each.entry.branch,)) for each in messages)


def _shown(delivery: Delivery, lang: str) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "message": delivery.message,
        "endpoint": delivery.endpoint,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "next_at": _at(delivery.next_at),
        "status": delivery.status,
        "problem": deliveries.words(delivery, lang) or None,
        "changed": _at(delivery.changed),
    }


def _at(when: int | None) -> str | None:
    return None if when is None else instant(when).isoformat()


ROUTES = (
    Route("/v1/deliveries", listed, methods=["GET"]),
    Route("/v1/deliveries/{id}/resend", resend, methods=["POST"]),
    Route("/v1/reload", reload, methods=["POST"]),
)
