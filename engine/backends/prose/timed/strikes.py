"""What each strike of a ladder counted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.ladders import PythonCorrelator
from engine.temporal.ladders.reading import Threshold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from engine.ir.trace import LadderLife
    from engine.temporal.ladders.reading import Removal, Strike

EVERY_STRIKE = (Threshold("from", 1),)


class Struck(NamedTuple):
    """`number`: the how-many-th it was; None: it doesn't count, `undone` by an appeal or for another reason."""

    strike: Strike
    number: int | None
    undone: Removal | None


def struck(life: LadderLife, now: dt.datetime | None, zone: ZoneInfo) -> Iterator[Struck]:
    """Every strike of a ladder once, in the order in which they came."""
    if now is None or life.chronicle is None or life.window is None:
        return
    every = PythonCorrelator().read(life.window, EVERY_STRIKE, life.chronicle, now, zone)
    counts = {reach.event: reach.count for reach in every.reached}
    for strike in {strike.id: strike for strike in reversed(life.chronicle.strikes)}.values():
        removals = (removal for removal in life.chronicle.removals if removal.of == strike.id)
        undone = min(removals, key=lambda removal: removal.at, default=None)
        yield Struck(strike, counts.get(strike.id), undone)
