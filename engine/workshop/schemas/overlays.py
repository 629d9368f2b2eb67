"""The schema of overlays: items are narrowed in the schema of policies beside it; here, which of them there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.document.format import schema_file
from engine.workshop.schemas.choices import Choice, lines, offers, picked, quiet
from engine.workshop.schemas.parts import of_policy
from engine.workshop.schemas.written import written

if TYPE_CHECKING:
    from engine.model.policy import Policy
    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.known import Known

_POLICY = schema_file("policy")
_LOCAL = "#/"


def overlay_schema(known: Known, policy_schema: Schema) -> Schema:
    """`policy_schema`: that of policies, narrowed; what it offers in a policy's file it offers in its overlays, too."""
    schema = written("overlay")
    schema["properties"]["policy"] = picked(schema["properties"]["policy"], known.policies)
    offered = [_there(part) for part in policy_schema["allOf"]]
    schema["allOf"] = [*offered, *(_named(policy) for policy in known.model.policies.values())]
    return schema


def _named(policy: Policy) -> Schema:
    """The parameters and the rules that may be changed."""
    params = {param.name: {"description": lines(param.title)} for param in policy.params if "." not in param.name}
    rules = offers(Choice(rule.id, lines(rule.title)) for rule in policy.rules)
    return of_policy(
        policy.id, {"params": {"properties": params}, "rules": {"items": {"properties": {"id": quiet(rules)}}}}
    )


def _there(part: Any) -> Any:
    """A part of the schema of policies, referring to that file."""
    if isinstance(part, list):
        return [_there(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {key: _refer(value) if key == "$ref" else _there(value) for key, value in part.items()}


def _refer(reference: str) -> str:
    return f"{_POLICY}{reference}" if reference.startswith(_LOCAL) else reference
