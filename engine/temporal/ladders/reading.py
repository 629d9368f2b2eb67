"""What a ladder counts, and what it has come to: pure data, in the terms that both executors know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from engine.temporal.span import TimeSpan

PeriodUnit = Literal["days", "weeks", "months", "quarters", "years"]


class Strike(NamedTuple):
    """An event that counts. `period`: the number of the period that it is about, in `consecutive` windows.

    `counts` is false for an event about a period that doesn't fulfil the condition: it breaks a run.
    """

    id: str
    at: dt.datetime
    period: int | None = None
    counts: bool = True


class Removal(NamedTuple):
    """An appeal granted: from `at` on the strike `of` doesn't count."""

    of: str
    at: dt.datetime
    id: str


class Reset(NamedTuple):
    """From `at` on counting begins anew."""

    at: dt.datetime
    id: str


class Excuse(NamedTuple):
    """Strikes within, half-open, don't count; `until` None: still open. `excuses` makes them of events."""

    since: dt.datetime
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class AllTime:
    """Everything counts."""


@dataclass(frozen=True, slots=True)
class Rolling:
    """Strikes expire: only those count that are less than `span` old (in the library's zone)."""

    span: TimeSpan


class Stretch(NamedTuple):
    """A time that a window is open, half-open; `until` None: still. `closing`: the id of the event that closed it.

    Without a `closing` it only gave way to a new opening: no `below` is judged. `after`: an event of its first instant
    up to whose id nothing counts yet.
    """

    since: dt.datetime
    until: dt.datetime | None
    closing: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Between:
    """`since EVENT` or `EVENT until EVENT`: strikes count from the latest opening on, until its closing.

    `stretches`: ascending, apart; the last may be open. `engine.temporal.ladders.stretches` makes them of events.
    """

    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Consecutive:
    """Periods that follow one another; the latest event about a period says whether it counts."""

    unit: PeriodUnit


PlainWindow = AllTime | Rolling | Between | Consecutive
"""What stands by itself."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """`at`: exactly this count; `from`: this and every further one; `below`: fewer when the window closes."""

    test: Literal["at", "from", "below"]
    count: int


class Chronicle(NamedTuple):
    """The history of one ladder and one key; its order doesn't matter, an id counts once."""

    strikes: tuple[Strike, ...]
    removals: tuple[Removal, ...] = ()
    resets: tuple[Reset, ...] = ()
    excuses: tuple[Excuse, ...] = ()


@dataclass(frozen=True, slots=True)
class SinceReached:
    """`since LADDER.RUNG`: strikes count after the event that reached a rung of another ladder, latest opening first.

    The other ladder of the same key: its window, its thresholds, its history, and the index of the rung.
    """

    window: Window
    thresholds: tuple[Threshold, ...]
    chronicle: Chronicle
    rung: int


Window = PlainWindow | SinceReached


@dataclass(frozen=True, slots=True)
class Reach:
    """A rung that was reached: which (its index), by which event, when, at which count.

    A `below` rung is reached by the closing of the window: `event` is the closing event's id.
    """

    rung: int
    event: str
    at: dt.datetime
    count: int


@dataclass(frozen=True, slots=True)
class LadderReading:
    """A ladder as of now: the count; the rungs reached; those that had been, before an appeal undid them.

    `next`: when the next strike that counts expires, if nothing happens before.
    """

    count: int
    reached: tuple[Reach, ...]
    revoked: tuple[Reach, ...]
    next: dt.datetime | None = None
