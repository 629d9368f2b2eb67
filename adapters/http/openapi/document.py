"""The document: what is written by hand, and what the library that is served says of its policies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adapters.http.openapi.decisions import decision_paths, question_bodies, question_schemas, questions
from adapters.http.openapi.events import cloud_events
from adapters.http.openapi.operations import completed
from adapters.http.openapi.words import written
from engine.workshop.requests import Manner, shared_schemas
from engine.workshop.schemas.written import written as shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.service.live import Served

    Json = dict[str, Any]

_HOME = "#/components/schemas/"


def document(served: Served, branches: Sequence[str], lang: str) -> Json:
    """The OpenAPI 3.1 document of the service for some branches, in "zh" or "en"."""
    manner = Manner(lang, _HOME)
    service = written("service", lang)
    asked = questions(served, branches, manner)
    paths = {**decision_paths(asked, manner), **written("paths", lang)}
    schemas = {
        **service["components"]["schemas"],
        **_named(served, branches),
        **_decision(),
        **shared_schemas(served.library, manner),
        **cloud_events(served, branches, manner),
        **question_schemas(asked, manner),
    }
    return {
        **service,
        "info": {**service["info"], "version": served.bundle},
        "paths": {path: completed(operations) for path, operations in paths.items()},
        "components": {
            **service["components"],
            "schemas": schemas,
            "requestBodies": question_bodies(asked, manner),
        },
    }


def _named(served: Served, branches: Sequence[str]) -> Json:
    """The ids that a call may name."""
    policies = dict.fromkeys(policy for branch, policy in served.policies if branch in branches)
    return {"branch-id": {"enum": [*branches]}, "policy-id": {"enum": [*policies]}}


def _decision() -> Json:
    """The schema of a decision as it is shipped, its parts beside it."""
    schema = json.loads(json.dumps(shipped("decision")).replace('"#/$defs/', f'"{_HOME}decision.'))
    parts = {f"decision.{name}": part for name, part in schema.pop("$defs").items()}
    del schema["$schema"]
    return {"decision": schema, **parts}
