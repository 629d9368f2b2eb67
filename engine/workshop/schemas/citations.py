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
        cites = schema["$defs"]["cites"]
        words = one_of(known.clauses, {"type": "array"})
        schema["$defs"]["cites"] = {**bare(cites), **words, "items": {**bare(cites["items"]), **each_of(known.clauses)}}
