"""Facts that were checked and coerced, with the case's history: what both scalar executors take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.feel.values import decimal_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from engine.backends.scalar.requirements import Approved
    from engine.diagnostics import Diagnostic
    from engine.feel.values import Value


class Event(NamedTuple):
    """One event of the history, its data coerced to the types of the vocabulary."""

    id: str
    type: str
    at: dt.datetime
    data: dict[str, Value]


NOWHERE: Mapping[str, int] = {}


class History(NamedTuple):
    """A case's events in the order of (at, id), each id once, none later than now; `approvals`: those with a `by`."""

    events: tuple[Event, ...] = ()
    approvals: tuple[Approved, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    """What was left out, and why."""
    now: dt.datetime | None = None
    """The instant at which it was read; None: all events counted."""
    horizon: dt.date | None = None
    """The last day that schedules plan for; None: they choose it."""
    since: dt.date | None = None
    """The first day for which duties that follow nothing are planned; None: now's."""
    places: Mapping[str, int] = NOWHERE
    """By an event's id, the how-many-th of those given it was, from 0."""


NO_HISTORY = History()


class Checked(tuple[Any, ...]):
    """One value per `Program.facts`, in that order; then the history, last.

    `Executable.decide` leaves floats in it where they do as well as decimals; `facts` never has any.
    """

    __slots__ = ()

    @property
    def facts(self) -> tuple[Value, ...]:
        """The values, every float as the decimal that it prints as."""
        return tuple([decimal_of(value) if type(value) is float else value for value in self[:-1]])

    @property
    def history(self) -> History:
        history: History = self[-1]
        return history
