"""Many cases, a line each: `POST /v1/branches/{branch}/policies/{policy}/decide/bulk`, NDJSON in and out, streamed.

There is one line of answer per line that isn't empty, in order: a decision, or `{"line": N, "error": PROBLEM}`. A line
goes out when its decision is in the ledger. With an `Idempotency-Key` each line has its own, `KEY#N`: a stream that
broke off is sent again, and what was decided is answered as it was.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import nullcontext
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from starlette.requests import ClientDisconnect
from starlette.routing import Route

from adapters.http import limits, parameters
from adapters.http.access import granted
from adapters.http.decide import Answered, answered, job_of, policy_of
from adapters.http.idempotency import alone, key_of
from adapters.http.lines import LineReader, batches
from adapters.http.negotiation import language_of
from adapters.http.problems import Refused, of_error, problem, refused
from adapters.http.questions import question_of
from adapters.http.spool import Spool
from adapters.ledger import idempotency
from adapters.ledger.idempotency import Call, OtherCall
from engine import GuijuError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from adapters.http.lines import Line
    from adapters.ledger.transaction import Transaction
    from adapters.service.live import Served
    from adapters.service.service import Service
    from engine import Policy

    Texts = Mapping[int, str]
    """Lines of answer by the number of the line that is answered."""

NDJSON = "application/x-ndjson"
MEDIA_TYPES = (NDJSON, "application/ndjson", "application/jsonl")
BATCH = 100
"""Lines that are decided, and kept, at once."""
START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", NDJSON.encode())]}


class Stream(NamedTuple):
    """What all lines have in common. `key`: the id of who asks; `name`: the `Idempotency-Key`, None without."""

    request: Request
    service: Service
    served: Served
    policy: Policy
    key: str
    name: str | None
    lang: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI's signature
        """The answer, as ASGI has it: sent while it is made, or after, as fast as the caller takes it."""
        with alone(self.request, Call(self.key, self.name, b"")) if self.name else nullcontext(), Spool() as spool:
            await send(START)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_fill(spool, self, receive))
                async for part in spool.parts():
                    await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def bulk(request: Request) -> Stream:
    """Decisions as lines of JSON."""
    service: Service = request.app.state.service
    branch, policy = request.path_params["branch"], request.path_params["policy"]
    key = await granted(request, "decide", branch)
    served = service.live.current
    asked = policy_of(served, key, branch, policy)
    parameters.read(request, {})
    limits.refuse_media_type(request, *MEDIA_TYPES)
    return Stream(request, service, served, asked, key.id, key_of(request), language_of(request))


async def _fill(spool: Spool, stream: Stream, receive: Receive) -> None:
    """Put the answers to all lines into the spool, until the last one or one that doesn't come."""
    reader = LineReader(limits.BODY)
    try:
        async for lines in batches(receive, reader, BATCH):
            texts = await (_once if stream.name else _each)(stream, lines)
            await spool.put("".join(f"{texts[line.number]}\n" for line in lines).encode())
            await asyncio.sleep(0)  # lines that nothing is kept of never wait, and others have their turn
    except ClientDisconnect:
        pass
    except Exception as error:  # noqa: BLE001  the answer has begun: it ends with why
        await spool.put(f"{_refusal(stream, reader.number + 1, error).text}\n".encode())
    finally:
        spool.end()


async def _each(stream: Stream, lines: Sequence[Line]) -> Texts:
    """What each line is answered, when its decisions are in the ledger."""
    found = {line.number: await _answer(stream, line) for line in lines}
    try:
        await stream.service.keep([entry for each in found.values() for entry in each.entries])
    except GuijuError as error:
        found |= {number: _refusal(stream, number, error) for number, each in found.items() if each.entries}
    return {number: each.text for number, each in found.items()}


async def _once(stream: Stream, lines: Sequence[Line]) -> Texts:
    """The same, where what was answered before is answered as it was."""
    calls = {line.number: _call(stream, line) for line in lines if line.text is not None}
    try:
        before = await asyncio.to_thread(_before, stream, calls)
        found = {line.number: await _answer(stream, line) for line in lines if line.number not in before}
        run = stream.service.writer.run(lambda transaction: _stored(transaction, stream, calls, found))
        now = await limits.handled(asyncio.wrap_future(run))
    except (Refused, GuijuError) as error:
        return {line.number: _refusal(stream, line.number, error).text for line in lines}
    return {**{number: each.text for number, each in found.items()}, **now, **before}


def _call(stream: Stream, line: Line) -> Call:
    said = b"%s\n%s" % (stream.request.scope["path"].encode(), line.text)
    return Call(stream.key, f"{stream.name}#{line.number}", sha256(said).digest())


def _before(stream: Stream, calls: Mapping[int, Call]) -> Texts:
    with stream.service.database.reading() as connection:
        found = {}
        for number, call in calls.items():
            try:
                known = idempotency.stored(connection, call)
            except OtherCall:
                found[number] = _other_call(stream, number)
            else:
                found |= {number: known.body.decode()} if known else {}
        return found


def _stored(
    transaction: Transaction, stream: Stream, calls: Mapping[int, Call], found: Mapping[int, Answered]
) -> Texts:
    """Keep decisions, and the answers that they bring; what another process has answered meanwhile is answered so."""
    texts = {}
    for number, each in found.items():
        if each.entries:
            job = job_of(each)
            try:
                texts[number] = idempotency.once(transaction, calls[number], job).answer.body.decode()
            except OtherCall:
                texts[number] = _other_call(stream, number)
    return texts


def _other_call(stream: Stream, number: int) -> str:
    return _refusal(stream, number, refused(422, "GJ866", key=f"{stream.name}#{number}")).text


async def _answer(stream: Stream, line: Line) -> Answered:
    if line.text is None:
        return _refusal(stream, line.number, limits.too_large(limits.BODY))
    try:
        question = question_of(limits.read_facts(line.text or b""))
        return await answered(stream.service, stream.served, stream.policy, question, stream.key)
    except Exception as error:  # noqa: BLE001  one line is no reason to leave the others without an answer
        return _refusal(stream, line.number, error)


def _refusal(stream: Stream, number: int, error: Exception) -> Answered:
    told = {"line": number, "error": problem(_placed(of_error(error), number), stream.lang)}
    return Answered(json.dumps(told, ensure_ascii=False), ())


def _placed(refusal: Refused, number: int) -> Refused:
    """The same, with places that count lines from the beginning of the stream."""
    errors = [replace(each, span=each.span and replace(each.span, line=number)) for each in refusal.errors]
    return Refused(refusal.status, refusal.diagnostic, errors, refusal.headers)


ROUTES = (Route("/v1/branches/{branch}/policies/{policy}/decide/bulk", bulk, methods=["POST"]),)
