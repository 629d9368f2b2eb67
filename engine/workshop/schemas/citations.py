"""What may be cited: the clauses of the library, each with its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.workshop.schemas.choices import bare, each_of, one_of

if TYPE_CHECKING:
    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.known import Known


def narrow_cites(schema: Schema, known: Known) -> None:
    """Let `cites` name clauses of the library; where it lists none, anything."""
    if known.clauses.known:
        parts = schema["$defs"]
        clause: Schema = {"$ref": "#/$defs/clause"}
        items = {**bare(parts["cites"]["items"]), **each_of(known.clauses, clause)}
        parts["clause"] = one_of(known.clauses, {"type": "array"})
        parts["cites"] = {**bare(parts["cites"]), "allOf": [clause], "items": items}
