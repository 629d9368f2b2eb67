"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a call that is sent again is answered as it was.

The answer is stored in the transaction that brings the call's effects. What is refused has none, and isn't stored: it
may come again, mended, under the same key.
"""

from __future__ import annotations

import re
from asyncio import wrap_future
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.responses import Response

from adapters import json_text
from adapters.http import limits
from adapters.http.problems import refused
from adapters.ledger import idempotency
from adapters.ledger.idempotency import Answer, Answered, Call, OtherCall

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.requests import Request

    from adapters.ledger.keys import ApiKey
    from adapters.ledger.transaction import Transaction

    Job = Callable[[Transaction], Answer]

Result = TypeVar("Result")

REPLAYED = {"Idempotency-Replayed": "true"}

_KEY = re.compile(r"[!-~]{1,255}")
_TELLING = ("content-type", "content-encoding")
"""Headers that are a part of what a call says, besides those of a CloudEvent."""


def key_of(request: Request) -> str | None:
    """The call's key; None where it has none. Raises `Refused` 400 where it is none that could be kept.

    The draft has it in quotes, most clients send it without: it is the same key.
    """
    given = request.headers.getlist("idempotency-key")
    if not given:
        return None
    key = given[0].strip()
    key = key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key
    if len(given) > 1 or not _KEY.fullmatch(key):
        raise refused(400, "GJ865")
    return key


async def once(request: Request, key: ApiKey, body: bytes, job: Job) -> Response:
    """The answer of a job of the writer; with an `Idempotency-Key` the one that it had the first time.

    Raises `Refused`, 409 while the first is still carried out, 422 where it said something else; and what the job does.
    """
    name = key_of(request)
    if name is None:
        return _response(Answered(await _written(request, job), replayed=False))
    call = Call(key.id, name, fingerprint(request, body))
    with alone(request, call), _as_before(name):
        return _response(await _written(request, partial(idempotency.once, call=call, job=job)))


async def once_prepared(request: Request, key: ApiKey, body: bytes, prepare: Callable[[], Awaitable[Job]]) -> Response:
    """As `once`, where the job takes some preparing, outside the writer: only a call without an answer is prepared."""
    name = key_of(request)
    if name is None:
        return _response(Answered(await _written(request, await prepare()), replayed=False))
    call = Call(key.id, name, fingerprint(request, body))
    with alone(request, call), _as_before(name):
        known = await _written(request, lambda transaction: idempotency.stored(transaction.connection, call))
        if known is not None:
            return _response(Answered(known, replayed=True))
        return _response(await _written(request, partial(idempotency.once, call=call, job=await prepare())))


async def _written(request: Request, job: Callable[[Transaction], Result]) -> Result:
    """What a job of the writer gives, in time."""
    done: Result = await limits.handled(wrap_future(request.app.state.service.writer.run(job)))
    return done


def answer_of(value: Any) -> Answer:
    """Data as the answer of a call that may come again."""
    return Answer(200, limits.JSON, json_text.write(value).encode())


def fingerprint(request: Request, body: bytes) -> bytes:
    """A hash of all that a call says: its method, address, body, and the headers that have a part in it."""
    headers = sorted(
        (name, value) for name, value in request.headers.items() if name in _TELLING or name.startswith("ce-")
    )
    said = repr((request.method, request.url.path, request.url.query, headers)).encode()
    return sha256(len(said).to_bytes(8, "big") + said + body).digest()


@contextmanager
def alone(request: Request, call: Call) -> Iterator[None]:
    """Refuses a call that this process has in hand already: 409.

    Of two processes, the later finds the other's answer when it has the write lock.
    """
    in_flight: set[tuple[str, str]] = request.app.state.in_flight
    mine = (call.key_id, call.key)
    if mine in in_flight:
        raise refused(409, "GJ867", key=call.key)
    in_flight.add(mine)
    try:
        yield
    finally:
        in_flight.discard(mine)


@contextmanager
def _as_before(name: str) -> Iterator[None]:
    """Refuses what has come under the same key as something else: 422."""
    try:
        yield
    except OtherCall:
        raise refused(422, "GJ866", key=name) from None


def _response(answered: Answered) -> Response:
    status, media_type, body = answered.answer
    return Response(body, status, REPLAYED if answered.replayed else None, media_type)
