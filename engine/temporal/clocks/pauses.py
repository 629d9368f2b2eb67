"""The times at which a clock does not count, as half-open intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.temporal.paired import paired

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from engine.temporal.clocks.reading import Interval


class Halt(NamedTuple):
    """A time at which a clock does not count, half-open."""

    since: dt.datetime
    until: dt.datetime


class Pause(NamedTuple):
    """From `since` on, half-open; `until` None: it is still open. `by`: the id of the event that began it."""

    since: dt.datetime
    until: dt.datetime | None
    by: str
    kind: Literal["paused", "ended"] = "paused"


def pauses_of(intervals: Iterable[Interval]) -> tuple[Pause, ...]:
    """Every pause of every kind, in the order of time; those of different kinds may overlap."""
    found = (
        Pause(opened.at, until, opened.id)
        for interval in intervals
        for opened, until in paired(interval.opens, interval.closes)
    )
    return tuple(sorted(found, key=by_time))


def by_time(pause: Pause) -> tuple[dt.datetime, str]:
    """The key by which pauses are in the order of time."""
    return pause.since, pause.by


def merged(pauses: Iterable[Pause], since: dt.datetime, until: dt.datetime) -> tuple[Halt, ...]:
    """When nothing is counted within `[since, until)`, ascending and apart: pauses that overlap or touch are one.

    The pauses are in the order of time; one that is still open goes on to `until`.
    """
    found: list[Halt] = []
    for pause in pauses:
        begins, ends = max(pause.since, since), min(pause.until or until, until)
        if begins >= ends:
            continue
        if found and begins <= found[-1].until:
            found[-1] = Halt(found[-1].since, max(found[-1].until, ends))
        else:
            found.append(Halt(begins, ends))
    return tuple(found)


def freed(instant: dt.datetime, halts: Iterable[Halt]) -> dt.datetime:
    """When an instant has its effect: at the end of a pause that it is in, for nothing happens to a paused clock."""
    return next((until for since, until in halts if since <= instant < until), instant)
