"""Events in: `POST /v1/events`, CloudEvents 1.0 in binary or structured mode, one or a batch; all are taken or none."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from adapters.http import cloud_events, limits, parameters
from adapters.http.access import granted, no_branch, visible
from adapters.http.idempotency import answer_of, once
from adapters.http.problems import SHOWN, refused
from adapters.service import ingest
from adapters.service.ingest import Incoming, Unfit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.ledger.idempotency import Answer
    from adapters.ledger.keys import ApiKey
    from adapters.ledger.transaction import Transaction
    from adapters.service.live import Served
    from engine import Diagnostic

BASE = "base"
"""The group's own branch."""


async def tell(request: Request) -> Response:
    """`{"accepted": […], "known": […]}`, the events' ids, once they are in the ledger.

    Raises `Refused`: 415 where it can't be told what comes, 413 for too many, 422 with all that is wrong with any.
    """
    key = await granted(request, "events")
    parameters.read(request, {})
    body = await limits.body(request)
    given, batch = _given(request, body), cloud_events.is_batch(request.headers)
    service = request.app.state.service
    try:
        events = await asyncio.to_thread(_checked, given, key, service.live.current)
        answer = await once(request, key, body, partial(_take, events=events))
    except Unfit as unfit:
        raise refused(422, "GJ879", [each if batch else _alone(each) for each in unfit.diagnostics]) from None
    service.wake()
    return answer


def _given(request: Request, body: bytes) -> list[Any]:
    """The events as they were sent."""
    headers = request.headers
    if cloud_events.is_binary(headers):
        if "content-type" in headers:
            limits.refuse_media_type(request, limits.JSON)
        event = cloud_events.from_headers(headers)
        return [event | {"data": limits.read_json(body)} if body else event]
    limits.refuse_media_type(request, cloud_events.ONE, cloud_events.BATCH)
    value = limits.read_json(body)
    if not cloud_events.is_batch(headers):
        return [value]
    if not isinstance(value, list):
        raise refused(422, "GJ879", [cloud_events.no_batch(value)])
    if len(value) > limits.EVENTS:
        raise refused(413, "GJ878", limit=limits.EVENTS, count=len(value))
    return value


def _checked(given: Sequence[Any], key: ApiKey, served: Served) -> list[Incoming]:
    """The events, free of faults. Raises `Unfit`."""
    events: list[Incoming] = []
    faults: list[Diagnostic] = []
    for place, raw in enumerate(given):
        if len(faults) >= SHOWN:
            break
        wrong = [*islice(cloud_events.faults(raw), SHOWN)]
        if not wrong:
            event = _incoming(raw, key)
            events.append(event)
            wrong = list(_unfit(event, key, served))
        faults += [replace(each, pointer=f"/{place}{each.pointer}") for each in wrong]
    if faults:
        raise Unfit(faults)
    return events


def _incoming(raw: Mapping[str, Any], key: ApiKey) -> Incoming:
    """An event and its branch: it says so, or the key has only one, or it is the group's own."""
    branch = raw.get("branch") or (key.branches[0] if len(key.branches) == 1 else BASE)
    return Incoming(branch, cloud_events.normal({**raw, "branch": branch}))


def _unfit(event: Incoming, key: ApiKey, served: Served) -> Iterator[Diagnostic]:
    """What is wrong with a CloudEvent beyond its form."""
    there = visible(key, served.library.branches)
    if event.branch in there:
        yield from ingest.faults(event, served.library)
    else:
        yield no_branch(event.branch, there, "/branch")


def _take(transaction: Transaction, events: Sequence[Incoming]) -> Answer:
    return answer_of(ingest.take(transaction, events)._asdict())


def _alone(fault: Diagnostic) -> Diagnostic:
    """A fault of the only event, which was in no list."""
    return replace(fault, pointer=(fault.pointer or "").removeprefix("/0"))


ROUTES = (Route("/v1/events", tell, methods=["POST"]),)
