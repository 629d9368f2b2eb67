"""What occurrences follow, precede or end with: events, or a date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.timed.patterns import Patterns, local_event
from engine.ir.timed import EventPattern
from engine.temporal.schedules.occurrences import Landmark

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from engine.backends.scalar.checked import Event, History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.keys import Key
    from engine.backends.scalar.timed.patterns import ByKey
    from engine.feel.typed import Expression
    from engine.feel.values import Value

    Finding = Callable[[Frame, History], "Landmarks"]


class Landmarks(NamedTuple):
    """A case's landmarks: those of a key are its `events` and `fixed`, which are everybody's."""

    zone: ZoneInfo
    events: ByKey | None = None
    fixed: tuple[Landmark, ...] = ()

    def of(self, key: Key) -> tuple[Landmark, ...]:
        events = self.events.of(key) if self.events else ()
        return (*self.fixed, *[_landmark(event, self.zone) for event in events])


def finding(source: EventPattern | Expression | None, per: tuple[str, ...], zone: ZoneInfo) -> Finding:
    """The closure that finds a case's landmarks; none where the policy names no source."""
    match source:
        case None:
            return lambda _frame, _history: Landmarks(zone)
        case EventPattern():
            patterns = Patterns((source,), per, zone)
            return lambda frame, history: Landmarks(zone, patterns.among(frame, history))
        case _:
            date = evaluator(source.root)
            return lambda frame, _history: Landmarks(zone, None, _fixed(date(frame), zone))


def _landmark(event: Event, zone: ZoneInfo) -> Landmark:
    day = local_event(event, zone)["date"]
    return Landmark(_day(day, zone) or event.at.astimezone(zone).date(), event.at, event.id)


def _fixed(value: Value, zone: ZoneInfo) -> tuple[Landmark, ...]:
    day = _day(value, zone)
    return (Landmark(day),) if day else ()


def _day(value: Value, zone: ZoneInfo) -> dt.date | None:
    """The day of a date or an instant; None of anything else."""
    if isinstance(value, dt.datetime):
        return value.astimezone(zone).date()
    return value if isinstance(value, dt.date) else None
