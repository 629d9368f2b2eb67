"""What is asked for differently, told in the words of the matrix's rows: `是或否，默认 否`, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import text
from engine.backends.prose.phrases import phrases

if TYPE_CHECKING:
    from engine.backends.prose.comparison.material import Entry
    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.ir.differences import FactDifference


def fact_lines(difference: FactDifference, entry: Entry, speech: Speech) -> list[Line]:
    """What each side asks for; as written where the matrix has no row of it, as of another policy's facts."""
    row = next((row for row in entry.rows if row.kind == "fact" and row.id == difference.fact), None)
    cells = row.cells if row else (None,) * len(difference.sides)
    said = (cell.said.in_language(speech.lang) if cell and cell.said else () for cell in cells)
    lacks = phrases(speech.lang, "comparison")("not_asked")
    told = zip(difference.sides, said, strict=True)
    return [(line or text(stated.text)) if stated else text(lacks) for stated, line in told]
