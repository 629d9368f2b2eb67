"""What a request may cost: its size, its depth, its time. Whoever sends more is told so, and the service lives on."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import ClientDisconnect

from adapters import json_text
from adapters.http.problems import RETRY, Refused, found, refused
from adapters.service import json_bytes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import Receive

Result = TypeVar("Result")

BODY = 1024 * 1024
"""Bytes of a body; of a stream, of one line."""
DEPTH = 64
"""Arrays and objects within one another."""
EVENTS = 1_000
"""Events of a batch."""
ARRIVAL = 30.0
"""Seconds in which a request must have arrived; of a stream, the next part of it."""
HANDLING = 30.0
"""Seconds that its handling may take."""
HEADERS = 64 * 1024
"""Bytes of a request's first line and headers."""
NAME = 100
"""Characters of an unknown name that are looked at, and told."""

JSON = "application/json"


async def body(request: Request, limit: int = BODY) -> bytes:
    """The whole body. Raises `Refused`: 413 where it is too large, 408 where it doesn't come."""
    if int(request.headers.get("content-length", "0")) > limit:  # before it is asked for: `Expect: 100-continue`
        raise too_large(limit)
    first, more = await part(request.receive)
    if more:
        async with arriving():
            return await _with_rest(first, request.receive, limit)
    if len(first) > limit:
        raise too_large(limit)
    return first


async def _with_rest(first: bytes, receive: Receive, limit: int) -> bytes:
    parts, size, more = [first], len(first), True
    while more:
        data, more = await part(receive)
        parts.append(data)
        size += len(data)
        if size > limit:
            raise too_large(limit)
    return b"".join(parts)


async def part(receive: Receive) -> tuple[bytes, bool]:
    """The next part of a body, and whether there is more of it. Raises `ClientDisconnect`."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message["body"], message["more_body"]


@asynccontextmanager
async def arriving() -> AsyncIterator[None]:
    """Refuses what doesn't arrive in time: 408."""
    try:
        async with asyncio.timeout(ARRIVAL):
            yield
    except TimeoutError:
        raise late() from None


async def handled(work: Awaitable[Result]) -> Result:
    """What comes of some work; 503 where that takes too long, and nobody knows what will."""
    try:
        async with asyncio.timeout(HANDLING):
            return await work
    except TimeoutError:
        raise Refused(503, found("GJ851", seconds=int(HANDLING)), headers={"Retry-After": str(RETRY)}) from None


def read_json(data: bytes) -> Any:
    """The value of a JSON text. Raises `Refused`: 400."""
    return _read(json_text.read_exact, data)


def read_facts(data: bytes) -> Any:
    """The same for an engine, which takes a float for the decimal that it prints as. Raises `Refused`: 400."""
    return _read(json_bytes.read, data)


def _read(read: Callable[[bytes, int], Any], data: bytes) -> Any:
    try:
        return read(data, DEPTH)
    except json_text.Malformed as error:
        raise refused(400, "GJ845", error.diagnostics) from None


def refuse_media_type(request: Request, *accepted: str) -> None:
    """Raises `Refused`, 415, where the body is said to be something else, is packed, or isn't in UTF-8."""
    headers = dict(request.scope["headers"])
    if headers.get(b"content-type", b"").decode("latin-1") in accepted and b"content-encoding" not in headers:
        return
    given, packed = request.headers.get("content-type", ""), request.headers.get("content-encoding", "")
    name, _, parameters = given.partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    if name.strip().lower() not in accepted or charset not in _UTF_8 or packed.lower() not in ("", "identity"):
        raise refused(415, "GJ844", given=given, packed=packed, accepted=", ".join(accepted))


_UTF_8 = ("", "charset=utf-8", "charset=utf8")


def late() -> Refused:
    """What is said to a request that doesn't arrive in time."""
    return Refused(408, found("GJ843", seconds=int(ARRIVAL)), headers={"Connection": "close"})


def too_large(limit: int) -> Refused:
    """What is said to a body, or a line, of more than `limit` bytes."""
    return refused(413, "GJ842", limit=limit)
