"""The CloudEvents that are taken: those of the vocabulary, and bare facts of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.http.openapi.words import say
from adapters.service.cases import FACTS, KIND
from engine.workshop.requests import data_schemas, told_facts_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adapters.service.live import Served
    from engine import Policy
    from engine.workshop.requests import Manner

    Schema = dict[str, Any]

_TEXT = r"[^\u0000-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]"
_JSON = r"^application/([\w.-]+\+)?json( *;.*)?$"
_NAMES = "^[a-z0-9]{1,64}$"
_EXTENSION = {"type": ["string", "integer", "boolean", "null"], "pattern": f"^{_TEXT}*$"}


def cloud_events(served: Served, branches: Sequence[str], manner: Manner) -> dict[str, Schema]:
    """Schemas by name: `cloud-event`, `cloud-event.TYPE` for every type, `.KIND` after it for the facts of a kind."""
    own = [policy for (branch, _), policy in served.policies.items() if branch in branches]
    told = ((f"{FACTS}.{kind}", _facts_of(kind, own, branches, manner)) for kind in served.library.kinds)
    kinds = (*served.library.kinds, None)
    happened = data_schemas(served.library, manner).items()
    each = {
        **{type_: _event(type_, data, branches, kinds, manner) for type_, data in happened},
        FACTS: _event(FACTS, _facts(own, manner), branches, [None], manner),
        **dict(told),
    }
    named = {f"cloud-event.{name}": schema for name, schema in each.items()}
    some = {"description": say("cloud_event", manner), "anyOf": [manner.ref(name) for name in named]}
    return {"cloud-event": some, **named}


def _facts_of(kind: str, policies: Iterable[Policy], branches: Sequence[str], manner: Manner) -> Schema:
    """Only those of its own policies."""
    data = _facts([policy for policy in policies if policy.is_about(kind)], manner)
    event = _event(FACTS, data, branches, [kind], manner)
    return {**event, "required": [*event["required"], KIND]}


def _facts(policies: Iterable[Policy], manner: Manner) -> Schema:
    return {"title": say("told_facts", manner), **told_facts_schema(policies, manner)}


def _event(type_: str, data: Schema, branches: Sequence[str], kinds: Sequence[str | None], manner: Manner) -> Schema:
    """`kinds`: those of cases that it may be of."""
    attributes: dict[str, Schema] = {
        "specversion": {"const": "1.0"},
        "id": manner.ref("name"),
        "source": {"type": "string", "pattern": f"^{_TEXT}+$", "description": say("source", manner)},
        "type": {"const": type_},
        "subject": {**manner.ref("name"), "description": say("subject", manner)},
        "time": {**manner.ref("timestamp"), "description": say("time", manner)},
        "datacontenttype": {"type": ["string", "null"], "pattern": _JSON},
        "dataschema": {"type": ["string", "null"], "pattern": f"^{_TEXT}+$"},
        "branch": {"enum": [*branches, None], "description": say("branch", manner)},
        KIND: {"enum": [*kinds], "description": say("casekind", manner)},
        "data": {**data, "type": ["object", "null"]},
    }
    return {
        "type": "object",
        "title": data["title"],
        "properties": attributes,
        "required": ["specversion", "id", "source", "type", "subject", "time"],
        "propertyNames": {"pattern": _NAMES},
        "additionalProperties": _EXTENSION,
    }
