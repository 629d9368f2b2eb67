"""The schema of policy files, narrowed for a library: its words, and for each policy what its own expressions may name.

What other files declare is refused where it is unknown. What the file itself declares is only offered: a fact that was
added a moment ago is in no schema yet.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.feel.types import Kind
from engine.model.read_targets import ORDERED
from engine.workshop.schemas.choices import Choice, bare, lines, offers, one_of, quiet
from engine.workshop.schemas.citations import narrow_cites
from engine.workshop.schemas.consequences import consequence
from engine.workshop.schemas.events import narrow_events
from engine.workshop.schemas.expressions import amounts, conditions, loops, names_of
from engine.workshop.schemas.parts import of_policy, part_of, parts_of
from engine.workshop.schemas.timed import narrow_timed, timed_parts, timed_sections
from engine.workshop.schemas.values import about
from engine.workshop.schemas.written import written

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from engine.model.policy import Policy
    from engine.model.vocabulary import Vocabulary
    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.expressions import Name
    from engine.workshop.schemas.known import Known

_EXPRESSIONS = (("fact", "from"), ("fact", "check"), ("derived", "is"), ("rule", "when"), ("rule", "for"))
"""Keys whose examples would be offered beside the policy's own names."""
_DATES = frozenset({Kind.DATE, Kind.DATE_TIME})


def policy_schema(known: Known) -> Schema:
    schema = written("policy")
    parts = schema["$defs"]
    narrow_cites(schema, known)
    parts["consequence"] = consequence(parts["consequence"], known)
    parts |= {name: bare(parts[name]) for name in ("kebab", "snake", "expression")}
    for part, key in _EXPRESSIONS:
        parts[part]["properties"][key] = bare(parts[part]["properties"][key])
    parts["fact"]["properties"]["from"] |= one_of(known.sources)
    narrow_events(parts, known)
    narrow_timed(parts, known)
    parts["param"]["allOf"] = [_calendar_values(known)]
    for policy in known.model.policies.values():
        parts |= _parts(policy, known.model.vocabulary)
    schema["allOf"] = [of_policy(name, _own(policy, parts)) for name, policy in known.model.policies.items()]
    return schema


def _parts(policy: Policy, vocabulary: Vocabulary) -> dict[str, Schema]:
    """What is offered at several places of one policy's file."""
    names = names_of(policy)
    parts = {
        "conditions": offers(conditions(names)),
        "amounts": offers(amounts(names, Kind.MONEY)),
        "then": {"items": {"properties": _attributes(vocabulary, names)}},
    }
    return parts_of(policy.id, parts | timed_parts(policy, vocabulary, partial(_attributes, vocabulary)))


def _calendar_values(known: Known) -> Schema:
    """A parameter that is a calendar has the library's to pick."""
    typed = {"properties": {"type": {"pattern": "^calendar$"}}, "required": ["type"]}
    return {"if": typed, "then": {"properties": {"value": quiet(offers(known.calendars.known))}}}


def _attributes(vocabulary: Vocabulary, names: tuple[Name, ...]) -> dict[str, Schema]:
    """For each attribute that a kind of consequence has, the names of its type."""
    kinds: dict[str, dict[Kind, None]] = {}
    for consequence_kind in vocabulary.kinds.values():
        for name, attribute in consequence_kind.attributes.items():
            if not attribute.literal:
                kinds.setdefault(name, {})[attribute.type.kind] = None
    found = {name: offers(word for kind in wanted for word in amounts(names, kind)) for name, wanted in kinds.items()}
    return {name: quiet(words) for name, words in found.items() if words}


def _own(policy: Policy, parts: Container[str]) -> dict[str, Schema]:
    """What is offered in the file of one policy, by its sections; `parts` are the names of all definitions."""
    condition, amount, then = (part_of(policy.id, part) for part in ("conditions", "amounts", "then"))
    return {
        "dated_by": offers(_facts(policy, _DATES)),
        "calendar": part_of(policy.id, "calendars"),
        "facts": {"additionalProperties": {"properties": {"check": condition}}},
        "derived": {"additionalProperties": {"properties": {"is": quiet({"allOf": [condition, amount]})}}},
        "tables": {"additionalProperties": {"properties": {"then": quiet({"additionalProperties": then})}}},
        "targets": {"properties": {name: {"description": described} for name, described in _facts(policy, ORDERED)}},
        "rules": {"items": {"properties": _rule(policy, condition, then)}},
        **timed_sections(policy.id, parts),
    }


def _rule(policy: Policy, condition: Schema, then: Schema) -> dict[str, Schema]:
    return {
        "when": condition,
        "for": quiet(offers(loops(names_of(policy)))),
        "requires": quiet({"properties": {"evidence": quiet({"items": offers(_evidence(policy))})}}),
        "then": then,
    }


def _facts(policy: Policy, kinds: frozenset[Kind]) -> list[Choice]:
    return [Choice(fact.name, about(fact.type, fact.title)) for fact in policy.facts if fact.type.kind in kinds]


def _evidence(policy: Policy) -> Iterator[Choice]:
    """The values of every set."""
    for fact in policy.facts:
        if fact.type.unique:
            yield from (Choice(value, lines(title)) for value, title in fact.labels)
