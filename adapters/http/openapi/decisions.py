"""The paths by which cases are decided: one for each branch and policy, with its facts, its examples, its answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.http.bulk import NDJSON
from adapters.http.limits import JSON
from adapters.http.openapi.words import say
from engine.workshop.requests import case_examples, facts_of, unsaid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapters.service.live import Served
    from engine import Policy
    from engine.workshop.requests import CaseExample, Manner

    Json = dict[str, Any]

EXAMPLES = 3
"""Of a policy, as many cases."""
ANY_QUESTION = "question"
_PROBLEMS = [400, 404, 409, 413, 415, 422]


class Asked(NamedTuple):
    """What some policies, all of one id, are asked alike: facts, and examples of questions.

    `name`: of the components that describe it.
    """

    name: str
    facts: Json
    examples: Json
    policies: tuple[Policy, ...]


def decision_paths(asked: Sequence[Asked], manner: Manner) -> Json:
    """Paths for one case, for many, and for one in every branch."""
    paths: Json = {}
    for each in asked:
        for policy in each.policies:
            own = f"/v1/branches/{policy.branch}/policies/{policy.id}/decide"
            paths |= {own: _one(policy, each.name, manner), f"{own}/bulk": _many(policy, each.name, manner)}
        paths.setdefault(f"/v1/policies/{each.policies[0].id}/decide", _everywhere(each, manner))
    return paths


def question_schemas(asked: Sequence[Asked], manner: Manner) -> Json:
    """The schemas of facts and questions by name."""
    facts = {f"{each.name}.facts": each.facts for each in asked}
    own = {f"{each.name}.question": _question(manner.ref(f"{each.name}.facts"), manner) for each in asked}
    anything = {"type": "object", "description": say("facts", manner)}
    return {ANY_QUESTION: _question(anything, manner), **facts, **own}


def question_bodies(asked: Sequence[Asked], manner: Manner) -> Json:
    """The bodies of requests by name, with their examples."""
    return {each.name: _body(JSON, {"schema": _asks(each.name, manner), "examples": each.examples}) for each in asked}


def questions(served: Served, branches: Sequence[str], manner: Manner) -> tuple[Asked, ...]:
    """What the policies of some branches are asked."""
    mine = [policy for (branch, _), policy in served.policies.items() if branch in branches]
    alike: dict[tuple[str, str], list[Policy]] = {}
    for policy in mine:
        content = [facts_of(policy, manner), _examples(served, policy, manner)]
        alike.setdefault((policy.id, json.dumps(content)), []).append(policy)
    return tuple(_named(alike))


def _named(alike: Mapping[tuple[str, str], Sequence[Policy]]) -> Iterator[Asked]:
    """The first of a policy goes by its id, others by their branch's, too."""
    taken: set[str] = set()
    for (name, content), policies in alike.items():
        own = f"{policies[0].branch}.{name}" if name in taken else name
        taken.add(own)
        facts, examples = json.loads(content)
        yield Asked(own, facts, examples, tuple(policies))


def _examples(served: Served, policy: Policy, manner: Manner) -> Json:
    found = case_examples(served.library, policy.branch, policy.id)[:EXAMPLES]
    return {f"case-{place}": _example(example, manner) for place, example in enumerate(found, 1)}


def _example(example: CaseExample, manner: Manner) -> Json:
    dates = {name: at for name, at in (("as_of", example.as_of), ("now", example.now)) if at}
    return {"summary": example.title.in_language(manner.lang), "value": {"facts": example.facts, **dates}}


def _question(facts: Json, manner: Manner) -> Json:
    moments = {name: {**manner.ref("moment"), "description": say(name, manner)} for name in ("as_of", "now", "horizon")}
    return {
        "type": "object",
        "properties": {"facts": facts, **moments, "case": {**manner.ref("name"), "description": say("case", manner)}},
        "required": ["facts"],
        "additionalProperties": False,
    }


def _one(policy: Policy, name: str, manner: Manner) -> Json:
    return _post(
        operationId=f"decide.{policy.branch}.{policy.id}",
        summary=say("decide", manner, policy=_title(policy, manner)),
        description="\n\n".join(_about(policy, manner)),
        requestBody={"$ref": f"#/components/requestBodies/{name}"},
        responses={"200": {"$ref": "#/components/responses/decided"}, "problems": _PROBLEMS},
    )


def _many(policy: Policy, name: str, manner: Manner) -> Json:
    return _post(
        operationId=f"bulk.{policy.branch}.{policy.id}",
        summary=say("bulk", manner, policy=_title(policy, manner)),
        description="\n\n".join([say("lines", manner), *_about(policy, manner)]),
        requestBody=_body(NDJSON, {"schema": _asks(name, manner)}),
        responses={"200": {"$ref": "#/components/responses/decided-lines"}, "problems": _PROBLEMS},
    )


def _everywhere(asked: Asked, manner: Manner) -> Json:
    """Any facts are taken: each branch says by itself what is wrong with them."""
    policy = asked.policies[0]
    return _post(
        operationId=f"across.{policy.id}",
        summary=say("across", manner, policy=_title(policy, manner)),
        description="\n\n".join([say("everywhere", manner), *_also(policy, manner)]),
        requestBody=_body(JSON, {"schema": manner.ref(ANY_QUESTION), "examples": asked.examples}),
        responses={"200": {"$ref": "#/components/responses/decided-everywhere"}, "problems": _PROBLEMS},
    )


def _post(**operation: Any) -> Json:
    key = {"$ref": "#/components/parameters/idempotency-key"}
    return {"post": {"tags": ["decide"], **operation, "parameters": [key]}}


def _about(policy: Policy, manner: Manner) -> list[str]:
    return [say("where", manner, branch=policy.branch, revision=policy.revision), *_also(policy, manner)]


def _also(policy: Policy, manner: Manner) -> list[str]:
    """What more there is to know before asking."""
    checks = ", ".join(f"`{check}`" for check in unsaid(policy))
    history = [say("history", manner)] if policy.event_types else []
    return [" ".join([say("known", manner), *history]), *([say("unsaid", manner, checks=checks)] if checks else [])]


def _title(policy: Policy, manner: Manner) -> str:
    return policy.timeline.programs[-1].title.in_language(manner.lang)


def _asks(name: str, manner: Manner) -> Json:
    return manner.ref(f"{name}.question")


def _body(media_type: str, content: Json) -> Json:
    return {"required": True, "content": {media_type: content}}
