"""A clock as SQL sees it."""

from __future__ import annotations

from typing import NamedTuple

from engine.temporal.span import Unit

IN_WORKING_TIME = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})
IN_SECONDS = frozenset({Unit.SECONDS, Unit.WORKING_SECONDS})
CYCLE = '"case", "key", n'
"""What tells cycles apart."""


class ClockTerms(NamedTuple):
    """A clock whose expressions are SQL. Conditions are of events; each of the `pauses` opens and closes.

    `parts`: how many names its `per` has. `gaps`: a re-opening makes a pause of the time since the end, no new cycle.
    `amount`: of the target, in microseconds, days or months. `ahead`: seconds that the wall clock is before UTC.
    `through`: the last day that the calendar knows, a DATE or NULL. `now`: microseconds since 1970.
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
    through: str
    now: int
