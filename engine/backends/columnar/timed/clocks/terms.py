"""A clock as SQL sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.span import Unit

if TYPE_CHECKING:
    from engine.backends.columnar.timed.lives import Life
    from engine.backends.columnar.timed.patterns import Role
    from engine.temporal.calendar import Calendar
    from engine.temporal.clocks.reading import RungPoint

IN_WORKING_TIME = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})
IN_SECONDS = frozenset({Unit.SECONDS, Unit.WORKING_SECONDS})


class Target(NamedTuple):
    """How long a clock has. `amount`: in microseconds, days or months; `most`: its greatest.

    `per_case`: the amount is a span of each case's own, and the clock runs in those whose span is of this unit.
    """

    unit: Unit
    amount: str
    most: int
    per_case: bool = False


class ClockTerms(NamedTuple):
    """A clock whose expressions are SQL; each of the `pauses` opens and closes; `rungs`: each with its rule's id.

    `gaps`: a re-opening makes a pause of the time since the end, no new cycle.
    """

    life: Life
    starts: Role
    stops: Role
    cancels: Role
    reopens: Role
    pauses: tuple[tuple[Role, Role], ...]
    gaps: bool
    target: Target
    rungs: tuple[tuple[str, RungPoint], ...]
    calendar: Calendar

    @property
    def through(self) -> str:
        """The last day that the calendar knows, as a DATE, or NULL."""
        known = self.calendar.valid_through
        return f"DATE '{known}'" if known else "NULL::DATE"

    @property
    def cycle(self) -> str:
        """What tells cycles apart."""
        return f"{self.life.columns}, n"

    @property
    def in_working_time(self) -> bool:
        return self.target.unit in IN_WORKING_TIME
