"""What a clock is read from, and what it reads: pure data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from engine.temporal.span import TimeSpan

ClockState = Literal["not-started", "running", "paused", "met", "breached", "met-late", "cancelled"]
OnChange = Literal["keep", "restart", "credit"]
"""A target that changes midway is counted from the start, from the change, or the share that is used up is credited."""
Reopening = Literal["new cycle", "pause"]
"""What a re-opening event makes of a clock that has ended."""


@dataclass(frozen=True, slots=True)
class Share:
    """A rung at a share of the target: `80%` is 0.8; `due` is 1."""

    part: Decimal


@dataclass(frozen=True, slots=True)
class Offset:
    """A rung before (negative) or after the due instant: `+8 working hours`."""

    span: TimeSpan


RungPoint = Share | Offset


class Mark(NamedTuple):
    """An event as a clock sees it."""

    at: dt.datetime
    id: str


class Interval(NamedTuple):
    """Marks that open and marks that close pauses of one kind."""

    opens: tuple[Mark, ...]
    closes: tuple[Mark, ...]


class Marks(NamedTuple):
    """The history of one clock and one key, each in the order of (at, id), none later than now.

    `targets`: the target from an instant on, ascending; the first holds from the start. None: no target, no clock.
    """

    starts: tuple[Mark, ...]
    stops: tuple[Mark, ...] = ()
    cancels: tuple[Mark, ...] = ()
    pauses: tuple[Interval, ...] = ()
    reopens: tuple[Mark, ...] = ()
    targets: tuple[tuple[dt.datetime, TimeSpan | None], ...] = ()


@dataclass(frozen=True, slots=True)
class ClockRules:
    """How a clock runs, whatever its case. `rungs`: None holds the place of one that there isn't."""

    reopens: Reopening = "new cycle"
    on_change: OnChange = "keep"
    rungs: tuple[RungPoint | None, ...] = ()


class Reached(NamedTuple):
    """A rung that was reached: which (its index), when, and the start of the cycle that reached it.

    `due`: the due instant as it stood then; pauses that begin later move neither.
    """

    rung: int
    at: dt.datetime
    start: Mark
    due: dt.datetime


class ClockReading(NamedTuple):
    """A clock as of now: its last cycle; `reached` has the rungs of all cycles, in the order of time.

    `due` while paused: what it would be if the pause ended now. `elapsed` and `remaining` are in the target's unit
    (months are told in days); `remaining` is negative once it is overdue. `provisional`: a day was needed after the
    calendar's `valid_through`. `breaches`: where a due instant passed, of all cycles, as a rung would have been reached
    that comes after all others. `next`: when the next rung or the due instant is, if nothing happens before.
    """

    state: ClockState
    target: TimeSpan | None = None
    started: Mark | None = None
    stopped: Mark | None = None
    due: dt.datetime | None = None
    elapsed: TimeSpan | None = None
    remaining: TimeSpan | None = None
    provisional: bool = False
    reached: tuple[Reached, ...] = ()
    breaches: tuple[Reached, ...] = ()
    next: dt.datetime | None = None


SegmentKind = Literal["open", "closed", "break", "rest-day", "holiday", "paused", "ended"]


class Segment(NamedTuple):
    """A stretch of a clock's life, half-open: what it was, and why: a holiday's name, the event that began a pause.

    `break`: between a day's openings; `rest-day`: the week's.
    """

    since: dt.datetime
    until: dt.datetime
    kind: SegmentKind
    name: str = ""
