"""A clock as anybody would read it off a list of half hours: slow, and obviously so. For real time and working time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.timetable import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.temporal.timetable import Timetable
    from tests.temporal.clocks.histories import Event

HALF_HOUR = dt.timedelta(minutes=30)


class Plain(NamedTuple):
    """What a clock reads; `counted` in half hours."""

    state: str
    counted: int = 0
    due: dt.datetime | None = None


class Slot(NamedTuple):
    """Half an hour of a cycle."""

    paused: bool
    open: bool


class Cycle:
    """The last cycle of a clock, as it is lived. `ended`: by which word; empty while it runs."""

    def __init__(self, start: dt.datetime) -> None:
        self.start = self.end = start
        self.ended = ""
        self.slots: list[Slot] = []

    def lived(self) -> list[Slot]:
        return self.slots[: (self.end - self.start) // HALF_HOUR]


def read_plainly(
    history: Iterable[Event], target: int, table: Timetable | None, now: dt.datetime, reopens: str
) -> Plain:
    """The reading of a history in half hours, none later than now; the target is so many of them."""
    events = list(history)
    cycle, waiting = None, set[str]()
    at = min((event.at for event in events), default=now)
    while at <= now:
        happens = [event for event in events if event.at == at]
        cycle = _turned(cycle, at, {event.does for event in happens}, reopens)
        resumed, paused = ({event.what for event in happens if event.does == word} for word in ("resume", "pause"))
        waiting = waiting - (resumed - paused) | (paused - resumed)
        if cycle and at < now:
            cycle.slots.append(Slot(bool(waiting or cycle.ended), is_open(table, at)))
            cycle.end = cycle.end if cycle.ended else at + HALF_HOUR
        at += HALF_HOUR
    return _reading(cycle, target, table, bool(waiting)) if cycle else Plain("not-started")


def _turned(cycle: Cycle | None, at: dt.datetime, does: set[str], reopens: str) -> Cycle | None:
    """The cycle after what happens at one instant; what weighs more has the last word."""
    if cycle and cycle.ended and "reopen" in does:
        cycle.ended = ""
        cycle = Cycle(at) if reopens == "new cycle" else cycle
    if "start" in does and (cycle is None or cycle.ended):
        cycle = Cycle(at)
    for word in ("cancel", "stop", "renew"):
        if cycle and not cycle.ended and word in does:
            cycle.ended, cycle.end = word, at
    return Cycle(at) if "renew" in does else cycle


def _reading(cycle: Cycle, target: int, table: Timetable | None, waiting: bool) -> Plain:
    counted = sum(slot.open and not slot.paused for slot in cycle.lived())
    due, excused = _due(cycle, target, table)
    late = due < cycle.end and not excused
    if cycle.ended:
        state = "cancelled" if cycle.ended == "cancel" else "met-late" if late else "met"
    else:
        state = "breached" if late else "paused" if waiting else "running"
    return Plain(state, counted, due)


def _due(cycle: Cycle, target: int, table: Timetable | None) -> tuple[dt.datetime, bool]:
    """The due instant, and whether the clock has been paused ever since."""
    at, left = cycle.start, target
    slots = iter(cycle.lived())
    for slot in slots:
        at += HALF_HOUR
        left -= slot.open and not slot.paused
        if not left:
            return _held(at, slots)
    while left:
        left -= is_open(table, at)
        at += HALF_HOUR
    return at, False


def _held(due: dt.datetime, rest: Iterable[Slot]) -> tuple[dt.datetime, bool]:
    """A pause that begins at the due instant moves it on by what would have counted."""
    at = due
    for slot in rest:
        if not slot.paused:
            return due, False
        at += HALF_HOUR
        due = at if slot.open else due
    return due, True


def is_open(table: Timetable | None, at: dt.datetime) -> bool:
    if table is None:
        return True
    local = at.astimezone(table.zone)
    seconds = local.hour * 3600 + local.minute * 60
    return any(opens <= seconds < closes for opens, closes in day_of(table, local.date()).hours)
