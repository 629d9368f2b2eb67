"""The points of a ladder."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.backends.proof.timed.points import (
    Point,
    amounts,
    brought,
    interval_text,
    interval_worth,
    intervals,
    keys,
    patterns,
    plain,
)
from engine.backends.proof.timed.worth import value_of, worth_of
from engine.feel.walk import references
from engine.ir.timed import AllTime, Between, Consecutive, Rolling, SinceRung

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.proof.timed.points import Told
    from engine.ir.timed import Ladder, LadderRung


ALL = "all"
"""The window in which everything counts."""


def ladder_points(ladder: Ladder, told: Told) -> Iterator[Point]:
    """A longer window lets more strikes count; more that must be reached is stricter."""
    yield from patterns("counts", ladder.counts, told)
    yield from keys(ladder.per, ladder.span)
    yield from _window(ladder, told)
    yield from patterns("removes", ladder.removes, told)
    yield from patterns("resets", ladder.resets, told)
    yield from intervals("excuses", ladder.excuses, told)
    for rung in ladder.rungs:
        yield from _rung(rung, told)


def _window(ladder: Ladder, told: Told) -> Iterator[Point]:
    match ladder.window:
        case AllTime():
            yield plain("window", ALL, ladder.span)._replace(stricter=_more(ladder, told))
        case Rolling(length):
            yield from amounts("window", length, told, _more(ladder, told))
        case Between(stretch):
            yield Point("window", interval_text(stretch), interval_worth(stretch, told), span=stretch.span)
        case Consecutive(unit, period):
            text = f"consecutive {unit} of {period.text}"
            yield Point("window", text, (unit, worth_of(period.root, told.meanings)), span=ladder.span)
        case SinceRung() as since:
            yield plain("window", f"since {since.rung}", ladder.span)


def _more(ladder: Ladder, told: Told) -> str:
    """It is stricter that more strikes count where every rung brings penalties."""
    severity = told.program.severity
    penal = [any(each.do in severity for each in told.rules[rung.name].then) for rung in ladder.rungs]
    return "higher" if penal and all(penal) else ""


def _rung(rung: LadderRung, told: Told) -> Iterator[Point]:
    """A rung is known by its count; one that asks for a least number by its name, and the number is a point."""
    if rung.test == "below":
        yield from amounts("below", rung.count, told, "higher")
        named = (ref.name for ref in references(rung.count.root) if ref.kind == "param")
        yield from brought("when below", rung.name, told, named)
    else:
        count = value_of(rung.count.root, told.values, told.evaluate)
        place = (rung.test, Decimal(count)) if isinstance(count, int | Decimal) else None
        key = f"{rung.test} {rung.count.text if count is None else count}"
        yield from (point._replace(place=place) for point in brought(key, rung.name, told))
