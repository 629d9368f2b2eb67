"""A clock as SQL sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.span import Unit

if TYPE_CHECKING:
    from engine.temporal.calendar import Calendar

IN_WORKING_TIME = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})
IN_SECONDS = frozenset({Unit.SECONDS, Unit.WORKING_SECONDS})
SECOND = 1_000_000
CYCLE = '"case", "key", n'
"""What tells cycles apart."""


class ClockTerms(NamedTuple):
    """A clock whose expressions are SQL. Conditions are of events; each of the `pauses` opens and closes.

    `parts`: how many names its `per` has. `gaps`: a re-opening makes a pause of the time since the end, no new cycle.
    `amount`: of the target, in microseconds, days or months. `ahead`: seconds that the wall clock is before UTC.
    """

    starts: str
    stops: str
    cancels: str
    reopens: str
    pauses: tuple[tuple[str, str], ...]
    parts: int
    gaps: bool
    unit: Unit
    amount: int
    ahead: int
    calendar: Calendar

    @property
    def through(self) -> str:
        """The last day that the calendar knows, as a DATE, or NULL."""
        known = self.calendar.valid_through
        return f"DATE '{known}'" if known else "NULL::DATE"
