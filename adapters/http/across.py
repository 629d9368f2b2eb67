"""One case, decided by a policy in every branch that the key is for: `POST /v1/policies/{policy}/decide`."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from starlette.routing import Route

from adapters.http import limits, parameters
from adapters.http.access import granted, visible
from adapters.http.decide import Answered, answered, kept
from adapters.http.negotiation import language_of
from adapters.http.problems import of_error, problem, refused
from adapters.http.questions import question_of
from engine import FactError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.http.questions import Question
    from adapters.ledger.keys import ApiKey
    from adapters.service.live import Served
    from adapters.service.service import Service
    from engine import Policy

NO_DATE = "GJ470"
"""The code of a date that is none, in whatever branch."""


async def across(request: Request) -> Response:
    """`{"decisions": {BRANCH: DECISION}}`; where a branch can't decide it, a problem stands in the decision's place."""
    service: Service = request.app.state.service
    key = await granted(request, "decide")
    parameters.read(request, {})
    served = service.live.current
    policies = _policies(served, key, request.path_params["policy"])
    body = await limits.body(request)
    limits.refuse_media_type(request, limits.JSON)
    question = question_of(limits.read_facts(body))
    ask = partial(_all, service, served, policies, question, key.id, language_of(request))
    return await kept(request, key, body, ask)


def _policies(served: Served, key: ApiKey, name: str) -> list[Policy]:
    """The policy of each branch that the key is for. Raises `Refused`, 404, where none has it."""
    found = [policy for (branch, of), policy in served.policies.items() if of == name and visible(key, (branch,))]
    if not found:
        raise refused(404, "GJ868", what="policy", id=name)
    return found


async def _all(
    service: Service, served: Served, policies: Sequence[Policy], question: Question, key: str, lang: str
) -> Answered:
    found = {policy.branch: await _one(service, served, policy, question, key, lang) for policy in policies}
    texts = ", ".join(f"{json.dumps(branch)}: {each.text}" for branch, each in found.items())
    entries = [entry for each in found.values() for entry in each.entries]
    return Answered(f'{{"decisions": {{{texts}}}}}', entries)


async def _one(service: Service, served: Served, policy: Policy, question: Question, key: str, lang: str) -> Answered:
    """Raises `FactError` for a date that is none: that is the question's fault, not the branch's."""
    try:
        return await answered(service, served, policy, question, key)
    except FactError as error:
        if any(each.code == NO_DATE for each in error.diagnostics):
            raise
        return Answered(json.dumps(problem(of_error(error), lang), ensure_ascii=False), ())


ROUTES = (Route("/v1/policies/{policy}/decide", across, methods=["POST"]),)
