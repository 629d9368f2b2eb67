"""The facts of a policy as one closed object, with the case's history among them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.feel.types import Kind
from engine.ir.value_wire import value_json
from engine.workshop.requests.checks import said_by_check
from engine.workshop.requests.values import choices_in_words, in_words, value_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.ir.program import Fact, Program
    from engine.policy import Policy
    from engine.workshop.requests.values import Manner, Schema

EVENTS = "events"
"""What a case's history goes by among its facts; policies that read no events take it too."""


def facts_of(policy: Policy, manner: Manner) -> Schema:
    """What the policy asks for; where that differs from one period to another, what it asks for in any of them."""
    programs = [program for program in policy.timeline.programs if program.in_force]
    made = {json.dumps(schema): schema for schema in (_facts(program, manner) for program in programs)}
    return {"anyOf": list(made.values())} if len(made) > 1 else next(iter(made.values()), {})


def unsaid(policy: Policy) -> tuple[str, ...]:
    """The checks of facts that no schema says: those are found out when the facts are given."""
    facts = (fact for program in policy.timeline.programs for fact in program.facts)
    return tuple(dict.fromkeys(fact.check.text for fact in facts if fact.check and not said_by_check(fact).whole))


def _facts(program: Program, manner: Manner) -> Schema:
    own = {fact.name: _fact(fact, program, manner) for fact in program.facts}
    return {
        "type": "object",
        "title": manner.say("facts", policy=program.title.in_language(manner.lang)),
        "properties": {**own, EVENTS: manner.ref("history")},
        "required": [fact.name for fact in program.facts if not _may_be_missing(fact)],
        "additionalProperties": False,
    }


def _may_be_missing(fact: Fact) -> bool:
    return fact.type.optional or fact.default is not None


def _fact(fact: Fact, program: Program, manner: Manner) -> Schema:
    said = said_by_check(fact)
    schema = value_schema(said.type, fact.labels, manner, nullable=_may_be_missing(fact))
    default = value_json(fact.default, fact.type, ZoneInfo(program.zone))
    return {
        "title": fact.title.in_language(manner.lang),
        "description": "\n".join(_description(fact, program, manner)),
        **schema,
        **({"minItems": said.least} if said.least else {}),
        **({} if fact.default is None else {"default": default}),
    }


def _description(fact: Fact, program: Program, manner: Manner) -> Iterator[str]:
    more = [manner.say("set")] if fact.type.kind is Kind.LIST and fact.type.unique else []
    if fact.source:
        more.append(manner.say("source", event=fact.source.event, field=fact.source.field))
    if fact.check:
        more.append(manner.say("check", check=fact.check.text))
    yield in_words(fact.type, program.currency, manner, manner.say("stop").join(more))
    yield from filter(None, [choices_in_words(fact.labels, manner)])
