"""What a schedule plans and what came of it: pure data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from engine.temporal.schedules.recurrence import Recurrence
    from engine.temporal.span import TimeSpan

RestDay = Literal["keep", "next", "previous", "skip"]
OccurrenceState = Literal["upcoming", "due", "done", "missed", "past"]
"""`past`: its day is over, and no event of the policy would say whether it was done."""


@dataclass(frozen=True, slots=True)
class ScheduleRules:
    """How a schedule plans. `at`: offsets from the anchor (negative: before it); `every`: a recurrence; one of the two.

    `rest_day`: what becomes of an occurrence on a rest day of the calendar. `grace`: how long after its date an
    occurrence may be done (None: until the next one, or for ever).
    """

    at: tuple[TimeSpan, ...] = ()
    every: Recurrence | None = None
    rest_day: RestDay = "keep"
    grace: TimeSpan | None = None
    tracked: bool = False
    """Whether an event says that an occurrence was done."""


class Landmark(NamedTuple):
    """What occurrences follow, precede or end with: an event, or (without `at` and `id`) a date.

    `day`: the event's, in the library's zone; or the date in its data.
    """

    day: dt.date
    at: dt.datetime | None = None
    id: str = ""


class Doing(NamedTuple):
    """An event that fulfils an occurrence."""

    at: dt.datetime
    id: str


class Diary(NamedTuple):
    """The history of one schedule and one key, nothing later than now; its order doesn't matter.

    `anchors`: None for a standing duty; empty where what it follows has not happened.
    """

    anchors: tuple[Landmark, ...] | None
    ends: tuple[Landmark, ...] = ()
    doings: tuple[Doing, ...] = ()


class Days(NamedTuple):
    """The days for which recurrences are asked, both included; offsets are always told.

    A standing duty is told from its latest occurrence on or before `since`, others from their anchor on.
    """

    since: dt.date
    until: dt.date


class Occurrence(NamedTuple):
    """One date of a schedule: `planned` before the rest-day rule, `date` after it, `last` with its grace.

    `last` is None where it may be done for ever, or nothing would say that it was. `anchor`: the id of the event that
    it follows, empty where it is a date's or a standing duty's. `done`: by which event.
    """

    planned: dt.date
    date: dt.date
    last: dt.date | None
    state: OccurrenceState
    anchor: str = ""
    done: Doing | None = None
    provisional: bool = False
