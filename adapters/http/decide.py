"""One case, decided: `POST /v1/branches/{branch}/policies/{policy}/decide`."""

from __future__ import annotations

import asyncio
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import Response
from starlette.routing import Route

from adapters.http import limits, parameters
from adapters.http.access import granted, no_branch, visible
from adapters.http.idempotency import once_prepared
from adapters.http.problems import Refused, refused
from adapters.http.questions import question_of
from adapters.ledger.idempotency import Answer
from adapters.service import cases
from adapters.service.decisions import to_entry
from engine.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request

    from adapters.http.idempotency import Job
    from adapters.http.questions import Question
    from adapters.ledger.entries import Entry
    from adapters.ledger.keys import ApiKey
    from adapters.ledger.transaction import Transaction
    from adapters.service.live import Served
    from adapters.service.service import Service
    from engine import Policy

LONG = 100
"""Events of a history that is read in a thread, so that others aren't kept waiting."""


class Answered(NamedTuple):
    """A JSON text, and the decisions that go into the ledger before it goes out."""

    text: str
    entries: Sequence[Entry]


async def decide(request: Request) -> Response:
    """The decision as JSON, once it is in the ledger."""
    service: Service = request.app.state.service
    branch, policy = request.path_params["branch"], request.path_params["policy"]
    key = await granted(request, "decide", branch)
    parameters.read(request, {})
    served = service.live.current
    asked = policy_of(served, key, branch, policy)
    body = await limits.body(request)
    limits.refuse_media_type(request, limits.JSON)
    question = question_of(limits.read_facts(body))
    return await kept(request, key, body, partial(answered, service, served, asked, question, key.id))


async def kept(request: Request, key: ApiKey, body: bytes, ask: Callable[[], Awaitable[Answered]]) -> Response:
    """The answer, when its decisions are in the ledger; with an `Idempotency-Key` the one that was given before."""
    service: Service = request.app.state.service
    if "idempotency-key" in request.headers:
        return await once_prepared(request, key, body, lambda: _job(ask))
    found = await ask()
    await service.keep(found.entries)
    return Response(found.text, media_type=limits.JSON)


async def _job(ask: Callable[[], Awaitable[Answered]]) -> Job:
    return job_of(await ask())


def job_of(found: Answered) -> Job:
    """What the writer does to keep the decisions: what it gives is the answer to be stored with them."""

    def job(transaction: Transaction) -> Answer:
        transaction.append(found.entries)
        return Answer(HTTPStatus.OK, limits.JSON, found.text.encode())

    return job


async def answered(service: Service, served: Served, policy: Policy, question: Question, key: str) -> Answered:
    """A question answered, not yet kept. Raises `FactError`, `Unavailable`."""
    if question.case and not _has_all(policy, question.facts):
        question = await asyncio.to_thread(_with_known, service, policy, question)
    events = question.facts.get("events")
    if type(events) is list and len(events) > LONG:
        return await asyncio.to_thread(decided, service, served, policy, question, key)
    return decided(service, served, policy, question, key)


def decided(service: Service, served: Served, policy: Policy, question: Question, key: str) -> Answered:
    """A question answered at once. Raises `FactError`."""
    as_of, now = service.moments(question.as_of, question.now)
    decision = policy.decide(question.facts, as_of, now, horizon=question.horizon)
    text = decision.to_json()
    if not service.settings.keeps:
        return Answered(text, ())
    entry = to_entry(decision, question.facts, text, bundle=served.bundle, case=question.case, key=key)
    return Answered(text, (entry,))


def _has_all(policy: Policy, facts: Mapping[str, Any]) -> bool:
    """Whether there is nothing that could be known of the case besides what is given."""
    return policy.facts <= facts.keys() and ("events" in facts or not policy.event_types)


def _with_known(service: Service, policy: Policy, question: Question) -> Question:
    """The question with what the ledger knows of the case: its events where none are given, the facts told of it.

    What is given goes before what was told: null, too, for a fact that isn't to be known. A policy that reads no events
    takes the facts as any other does: who has told of them once needn't say them again. Without dates the events are
    those that have happened by now, whatever is told of the rest of today.
    """
    now = question.now
    if policy.event_types and not (now or question.as_of):
        now = service.clock().isoformat()
    with service.database.reading() as connection:
        case = cases.history(connection, policy.branch, question.case)
    given = case.given(policy, policy.instant(*service.moments(question.as_of, now)))
    return question._replace(facts={**given, **question.facts}, now=now)


def policy_of(served: Served, key: ApiKey, branch: str, policy: str) -> Policy:
    """Raises `Refused`, 404, where there is none."""
    found = served.policies.get((branch, policy))
    if found is None:
        raise _missing(served, key, branch, policy)
    return found


def _missing(served: Served, key: ApiKey, branch: str, policy: str) -> Refused:
    """Why there is none: it may be the branch that isn't there."""
    names = [name for of, name in served.policies if of == branch]
    if names:
        return refused(404, "GJ858", branch=branch, policy=policy, near=did_you_mean(policy, names))
    return Refused(404, no_branch(branch, visible(key, served.library.branches)))


ROUTES = (Route("/v1/branches/{branch}/policies/{policy}/decide", decide, methods=["POST"]),)
