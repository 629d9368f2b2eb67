"""One case, decided by a policy in every branch that the key is for: `POST /v1/policies/{policy}/decide`."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from starlette.routing import Route

from adapters.http import limits
from adapters.http.access import granted, visible
from adapters.http.decide import Answered, answered, kept
from adapters.http.problems import language, of_error, problem, refused
from adapters.http.questions import question_of
from engine import FactError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.http.questions import Question
    from adapters.service.live import Served
    from adapters.service.service import Service


async def across(request: Request) -> Response:
    """`{"decisions": {BRANCH: DECISION}}`; where a branch can't decide it, a problem stands in the decision's place."""
    service: Service = request.app.state.service
    key = await granted(request, "decide")
    served, policy = service.live.current, request.path_params["policy"]
    having = tuple(branch for branch, name in served.policies if name == policy)
    branches = visible(key, having)
    if not branches:
        raise refused(404, "GJ868", what="policy", id=policy[: limits.NAME])
    body = await limits.body(request)
    limits.refuse_media_type(request, limits.JSON)
    question = question_of(limits.read_facts(body))
    lang = language(request.headers.get("accept-language"))
    ask = partial(_all, service, served, branches, policy, question, key.id, lang)
    return await kept(request, key, body, ask)


async def _all(
    service: Service, served: Served, branches: Sequence[str], policy: str, question: Question, key: str, lang: str
) -> Answered:
    found = {branch: await _one(service, served, branch, policy, question, key, lang) for branch in branches}
    texts = ", ".join(f"{json.dumps(branch)}: {each.text}" for branch, each in found.items())
    entries = [entry for each in found.values() for entry in each.entries]
    return Answered(f'{{"decisions": {{{texts}}}}}', entries)


async def _one(
    service: Service, served: Served, branch: str, policy: str, question: Question, key: str, lang: str
) -> Answered:
    try:
        return await answered(service, served, served.policies[branch, policy], question, key)
    except FactError as error:
        return Answered(json.dumps(problem(of_error(error), lang), ensure_ascii=False), ())


ROUTES = (Route("/v1/policies/{policy}/decide", across, methods=["POST"]),)
