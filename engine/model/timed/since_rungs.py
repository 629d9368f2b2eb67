"""`since LADDER.RUNG`: a ladder that begins to count when another one has reached a rung."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.feel.syntax import Name
from engine.feel.typed import Expression, Ref
from engine.feel.types import ANY, list_of
from engine.model.timed.shapes import SinceRung
from engine.record import record

if TYPE_CHECKING:
    from engine.diagnostics import Place
    from engine.document.nodes import Scalar
    from engine.model.context import Context
    from engine.model.timed.keys import Key
    from engine.model.timed.shapes import Ladder

_SINCE_RUNG = re.compile(r"since\s+(?P<rung>(?P<ladder>[^.]+?)(?:\s*\.\s*(?P<at>\S.*?))?)\s*", re.DOTALL)
_COUNT = re.compile(r"\d+")


@record
class ParsedSince:
    """`rung`: the rung's name, `<ladder>.<threshold>`; only the ladder's where no threshold is written."""

    ladder: str
    rung: str
    text: str
    place: Place

    def syntax(self) -> Name:
        """What is read: the other ladder."""
        return Name(self.ladder, (0, len(self.ladder)))


def parse_since(node: Scalar, context: Context) -> ParsedSince | None:
    """None where the window is no such one: an event's, say. A ladder may be called by its title."""
    found = _SINCE_RUNG.fullmatch(node.text)
    if found is None or found["rung"] in context.vocabulary.events:
        return None
    declared = context.scope.find(found["ladder"], (0, 0)) is not None
    if not declared and not _COUNT.fullmatch(found["at"] or ""):
        return None
    ladder = context.scope.canonical(found["ladder"])
    at = " ".join((found["at"] or "").split())
    return ParsedSince(
        ladder, f"{ladder}.{at}" if at else ladder, found["rung"], node.place.shifted(found.start("rung"))
    )


def type_since(parsed: ParsedSince, item: str, key: Key, context: Context) -> SinceRung | None:
    """None, and a report, where there is no such rung (GJ337) or the other is kept per something else (GJ338).

    Of a ladder that is broken, or one of a circle, nothing more is said.
    """
    other, span = context.ladders.get(parsed.ladder), parsed.place.span(0, len(parsed.text))
    declared = context.scope.find(parsed.ladder, (0, 0))
    if other is None and declared and declared.type == ANY:
        return None
    rung = next((rung for rung in other.rungs if rung.name == parsed.rung), None) if other else None
    if other is None or rung is None:
        near, known = _near(parsed, other, context), ", ".join(rung.name for rung in other.rungs) if other else ""
        context.report.add(
            "GJ337", span, name=parsed.text, near=near, ladder=parsed.ladder if other else "", known=known
        )
        return None
    if other.per != key.ids:
        context.report.add("GJ338", span, name=item, other=other.name, per=_written(other.per))
        return None
    ref = Ref(rung.name, "derived", list_of(rung.element), (0, len(parsed.text)))
    return SinceRung(Expression(ref, parsed.text, parsed.place))


def _written(per: tuple[str, ...]) -> str:
    return per[0] if len(per) == 1 else f"[{', '.join(per)}]" if per else ""


def _near(parsed: ParsedSince, other: Ladder | None, context: Context) -> str:
    if other:
        names = [rung.name for rung in other.rungs]
        return did_you_mean(parsed.rung, names) or (names[0] if len(names) == 1 else "")
    ladder = did_you_mean(parsed.ladder, context.ladders)
    return parsed.rung.replace(parsed.ladder, ladder, 1) if ladder else ""
