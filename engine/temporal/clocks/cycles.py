"""Which events make which cycles of a clock: what starts it, ends it, opens it again."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.clocks.pauses import Pause
from engine.temporal.clocks.reading import Mark

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from engine.temporal.clocks.reading import Marks, Reopening


class Cycle(NamedTuple):
    """A clock's run from a start to its end; None: it goes on.

    `gaps`: from an end to the re-opening that let the clock go on.
    """

    start: Mark
    end: Mark | None = None
    cancelled: bool = False
    gaps: tuple[Pause, ...] = ()


class _Turn(IntEnum):
    """What an event does to a clock, in the order in which events of one instant are taken.

    So a stop prevails over a start, and a cancellation over a stop: what is cancelled can't be stopped any more. An
    event that ends the clock and begins it, too, does the one and then the other: it never ends what it begins.
    """

    REOPEN = 0
    START = 1
    CANCEL = 2
    STOP = 3
    REOPEN_AGAIN = 4
    START_AGAIN = 5


_AGAIN = {_Turn.REOPEN: _Turn.REOPEN_AGAIN, _Turn.START: _Turn.START_AGAIN}


def cycles_of(marks: Marks, reopens: Reopening) -> tuple[Cycle, ...]:
    """The cycles in the order of time, whatever the order of the marks.

    A start while the clock runs changes nothing, after its end it begins a new cycle; so does a re-opening, or it lets
    the cycle go on. What ends or re-opens a clock that isn't in the state for it changes nothing.
    """
    cycles: list[Cycle] = []
    for at, turn, id_ in sorted(_turns(marks)):
        _take(cycles, turn, Mark(at, id_), reopens)
    return tuple(cycles)


def _turns(marks: Marks) -> Iterator[tuple[dt.datetime, _Turn, str]]:
    kinds = (
        (_Turn.REOPEN, marks.reopens),
        (_Turn.START, marks.starts),
        (_Turn.CANCEL, marks.cancels),
        (_Turn.STOP, marks.stops),
    )
    ends = {*marks.cancels, *marks.stops}
    for turn, found in kinds:
        for mark in found:
            yield mark.at, _AGAIN.get(turn, turn) if mark in ends else turn, mark.id


def _take(cycles: list[Cycle], turn: _Turn, mark: Mark, reopens: Reopening) -> None:
    runs = bool(cycles) and cycles[-1].end is None
    match turn:
        case _Turn.STOP | _Turn.CANCEL if runs:
            cycles[-1] = cycles[-1]._replace(end=mark, cancelled=turn is _Turn.CANCEL)
        case _Turn.REOPEN | _Turn.REOPEN_AGAIN if cycles and not runs and reopens == "pause":
            cycles[-1] = _going_on(cycles[-1], mark)
        case _Turn.REOPEN | _Turn.REOPEN_AGAIN if cycles and not runs:
            cycles.append(Cycle(mark))
        case _Turn.START | _Turn.START_AGAIN if not runs:
            cycles.append(Cycle(mark))
        case _:
            pass


def _going_on(cycle: Cycle, mark: Mark) -> Cycle:
    assert cycle.end is not None  # noqa: S101 - only what has ended is opened again
    gap = Pause(cycle.end.at, mark.at, cycle.end.id, "ended")
    return Cycle(cycle.start, gaps=(*cycle.gaps, gap))
