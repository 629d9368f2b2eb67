"""What a schedule plans and what came of it: pure data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from engine.temporal.schedules.recurrence import Recurrence
    from engine.temporal.span import TimeSpan

RestDay = Literal["keep", "next", "previous", "skip"]
OccurrenceState = Literal["upcoming", "due", "done", "missed"]


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


class Doing(NamedTuple):
    """An event that fulfils an occurrence."""

    at: dt.datetime
    id: str


class Occurrence(NamedTuple):
    """One date of a schedule: `planned` before the rest-day rule, `date` after it, `last` with its grace.

    `anchor`: the id of the event that it follows, empty where it is a date's or a standing duty's. `done`: by which event.
    """

    planned: dt.date
    date: dt.date
    last: dt.date | None
    state: OccurrenceState
    anchor: str = ""
    done: Doing | None = None
    provisional: bool = False
