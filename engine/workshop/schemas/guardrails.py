"""Guardrails: the policies and the branches that they name, the consequences that they may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.workshop.schemas.choices import Choice, bare, each_of, offers, one_of, picked
from engine.workshop.schemas.citations import narrow_cites
from engine.workshop.schemas.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.known import Known


def guardrails_schema(known: Known) -> Schema:
    """`schemas/guardrails.schema.json` in the words of a library."""
    schema = written("guardrails")
    parts = schema["$defs"]
    keys = parts["guardrail"]["properties"]
    keys["policy"] = picked(keys["policy"], known.policies)
    keys["as_strict_as"] = picked(keys["as_strict_as"], known.branches)
    keys["must"] = {**bare(keys["must"]), **offers(_asked(known))}
    parts["branchName"] = one_of(known.branches, {"type": "array"})
    named: Schema = {"$ref": "#/$defs/branchName"}
    items = {**bare(keys["branches"]["items"]), **each_of(known.branches, named)}
    keys["branches"] = {**bare(keys["branches"]), "allOf": [named], "items": items}
    parts["branch"] = picked(parts["branch"], known.branches)
    narrow_cites(schema, known)
    return schema


def _asked(known: Known) -> Iterator[Choice]:
    """`outcome("warning")` and so on."""
    return (Choice(f'outcome("{kind.word}")', kind.about) for kind in known.kinds.known)
