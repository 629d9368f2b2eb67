"""Facts that are told of a case by themselves, before anybody asks a policy: those that any policy declares."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.workshop.requests.values import value_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.ir.program import Fact
    from engine.policy import Policy
    from engine.workshop.requests.values import Manner, Schema


def told_facts_schema(policies: Iterable[Policy], manner: Manner) -> Schema:
    """Some facts, each fit for all policies that declare it; null takes one back."""
    declared: dict[str, dict[str, Schema]] = {}
    for fact in _facts(policies):
        schema = value_schema(fact.type, fact.labels, manner, nullable=True)
        declared.setdefault(fact.name, {})[json.dumps(schema)] = schema
    known = {name: _all_of(list(schemas.values())) for name, schemas in declared.items()}
    return {"type": "object", "properties": known, "additionalProperties": False}


def _facts(policies: Iterable[Policy]) -> Iterable[Fact]:
    """Those of the latest period that each policy is in force in."""
    for policy in policies:
        in_force = [program for program in policy.timeline.programs if program.in_force]
        yield from in_force[-1].facts if in_force else ()


def _all_of(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas}
