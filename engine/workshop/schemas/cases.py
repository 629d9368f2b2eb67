"""The schema of case files, narrowed for a library: each policy's facts, outputs and rules, and the library's words.

A case that expects an error gives facts that are refused; so only the others are held to what can be decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.types import STRING
from engine.model.policy import Table, TimedItem
from engine.model.text import Text
from engine.workshop.schemas.choices import Choice, Choices, bare, each_of, lines, one_of, picked, quiet, unnamed
from engine.workshop.schemas.citations import narrow_cites
from engine.workshop.schemas.consequences import outcome
from engine.workshop.schemas.expressions import data_of
from engine.workshop.schemas.known import facts_given
from engine.workshop.schemas.parts import by_word, of_policy, part_of, parts_of
from engine.workshop.schemas.timed_cases import EXPECTED, expected, narrow_states, told_of
from engine.workshop.schemas.values import about, result_schema, value_schema
from engine.workshop.schemas.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model.parts import EventType
    from engine.model.policy import Policy
    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.known import Given, Known

_EXPECTS_ERROR: Schema = {"properties": {"expect": {"required": ["error"]}}, "required": ["expect"]}
_EXPECTED = {
    "outcomes": "outcomes",
    "held": "outcomes",
    "outputs": "outputs",
    "matched": "rules",
    "revoked": "outcomes",
    "undecided": "undecided",
} | {name: name for name in EXPECTED}
"""What a case may expect, and the part of the policy's that is held to."""
_BY = Text("由谁", "By whom")


def cases_schema(known: Known) -> Schema:
    schema = written("cases")
    parts = schema["$defs"]
    narrow_cites(schema, known)
    schema["properties"]["policy"] = picked(schema["properties"]["policy"], known.policies)
    parts |= {name: bare(parts[name]) for name in ("kebab", "snake", "needs", "ruleId")}
    parts["known-outcome"] = outcome(parts["outcome"], known)
    parts["known-event"] = _event(parts["event"], known)
    parts["event"]["properties"]["type"] = unnamed(bare(parts["event"]["properties"]["type"]))
    narrow_states(parts)
    parts["case"]["allOf"] = [_decided(_everywhere())]
    facts = bare(parts["case"]["properties"]["given"]["properties"]["facts"])
    for policy in known.everywhere.values():
        parts |= _parts(policy, known, facts)
    schema["allOf"] = [of_policy(name, _own(policy)) for name, policy in known.everywhere.items()]
    return schema


def _decided(part: dict[str, Schema]) -> Schema:
    """What holds of cases that are decided."""
    return {"if": _EXPECTS_ERROR, "else": {"properties": {key: quiet(value) for key, value in part.items()}}}


def _everywhere() -> dict[str, Schema]:
    outcomes = quiet({"items": {"$ref": "#/$defs/known-outcome"}})
    events = quiet({"items": {"$ref": "#/$defs/known-event"}})
    return {
        "given": {"properties": {"events": events}},
        "expect": {"properties": {"outcomes": outcomes, "held": outcomes, "revoked": outcomes}},
    }


def _event(static: Schema, known: Known) -> Schema:
    """An event of the vocabulary with its data."""
    keys = static["properties"]
    narrowed = {**keys, "type": picked(keys["type"], known.events)}
    data = {name: _data(event) for name, event in known.model.vocabulary.events.items()}
    return {**bare(static), "properties": narrowed, "allOf": by_word("type", data, keys, strict=known.events.whole)}


def _data(event: EventType) -> dict[str, Schema]:
    by = value_schema(STRING, _BY, (), nullable=True)
    data = data_of(event)
    return {"by": by} | {
        name: value_schema(type_, title, labels, nullable=True) for name, title, type_, labels, _ in data
    }


def _parts(policy: Policy, known: Known, facts: Schema) -> dict[str, Schema]:
    """A policy's facts, outputs and rules. An editor refuses others only where nothing of the policy was lost.

    `facts`: what they are called; a part without a title is offered by its name.
    """
    sound = policy.id in known.sound
    given = facts_given(policy, known.everywhere)
    rules = tuple(_rules(policy))
    tables = (Choice(step.id, lines(step.title)) for step in policy.steps if isinstance(step, Table))
    names = (Choice(fact.name, about(fact.type, fact.title)) for fact, _, _ in given)
    asked, fired, steps = (Choices(tuple(words), sound) for words in (names, rules, (*rules, *tables)))
    rule, step, needs = (part_of(policy.id, name) for name in ("rule", "step", "needs"))
    held = {**each_of(steps, step), "properties": {"rule": step, "needs": needs}}
    parts = {
        "facts": {**facts, **_facts(given, strict=sound)},
        "outputs": _outputs(policy, strict=sound),
        "needs": {"items": each_of(asked, one_of(asked))},
        "rule": one_of(fired),
        "rules": {"items": each_of(fired, rule)},
        "outcomes": {"items": {"properties": {"rule": rule, "needs": needs} | told_of(policy)}},
        "step": one_of(steps, {"type": "object"}),
        "undecided": {"items": held},
        **expected(policy, strict=sound),
    }
    return parts_of(policy.id, parts)


def _own(policy: Policy) -> dict[str, Schema]:
    """What may stand in the cases of one policy."""
    expected = {key: part_of(policy.id, part) for key, part in _EXPECTED.items()}
    given = {"facts": part_of(policy.id, "facts")}
    return {"cases": {"items": _decided({"given": {"properties": given}, "expect": {"properties": expected}})}}


def _facts(given: tuple[Given, ...], *, strict: bool) -> Schema:
    properties = {
        fact.name: value_schema(fact.type, fact.title, fact.labels, nullable=nullable) for fact, _, nullable in given
    }
    needed = [fact.name for fact, needed, _ in given if needed]
    return {"properties": properties, **({"required": needed, "additionalProperties": False} if strict else {})}


def _rules(policy: Policy) -> Iterator[Choice]:
    """The rows of tables and the rungs of what goes by time, then the rules."""
    for step in policy.steps:
        if isinstance(step, Table):
            yield from (Choice(f"{step.id}.{row.id}", lines(step.title)) for row in step.rows)
        if isinstance(step, TimedItem):
            yield from (Choice(rung.name, lines(rung.title)) for rung in step.rungs)
    yield from (Choice(rule.id, lines(rule.title)) for rule in policy.rules)


def _outputs(policy: Policy, *, strict: bool) -> Schema:
    outputs = (output for step in policy.steps if isinstance(step, Table) for output in step.outputs)
    properties = {output.name: result_schema(output.result, output.title, output.labels) for output in outputs}
    return {"properties": properties, **({"additionalProperties": False} if strict else {})}
