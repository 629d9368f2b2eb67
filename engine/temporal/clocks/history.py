"""A clock's history as it was known at an earlier instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.temporal.clocks.reading import Interval, Marks

if TYPE_CHECKING:
    import datetime as dt

    from engine.temporal.clocks.reading import Mark


def as_of(marks: Marks, now: dt.datetime) -> Marks:
    """The marks that are no later than an instant. A target that holds from the start stays, whenever it was given."""

    def known(found: tuple[Mark, ...]) -> tuple[Mark, ...]:
        return tuple(mark for mark in found if mark.at <= now)

    return Marks(
        starts=known(marks.starts),
        stops=known(marks.stops),
        cancels=known(marks.cancels),
        pauses=tuple(Interval(known(opens), known(closes)) for opens, closes in marks.pauses),
        reopens=known(marks.reopens),
        targets=marks.targets[:1] + tuple(target for target in marks.targets[1:] if target[0] <= now),
    )
