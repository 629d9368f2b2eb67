"""Clocks, ladders and schedules: they read the case's history. A policy and a program share their shape.

Each gives its own name a value that expressions see (`type`; not where it is kept `per` something: then there are
many), and each of its rungs a name (`failures.3`, `handover.due`, `completed.missed`) for the list of those that
reached it. A rung is a rule over that list, with the rung's name as its id: consequences have one mechanism. The list's
elements are contexts of `element`: the event's data and what the rung adds. They are bound to the local `event` (of a
schedule's rung: `occurrence`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from engine.feel.typed import Ref

if TYPE_CHECKING:
    from engine.diagnostics import Span
    from engine.feel.typed import Expression
    from engine.feel.types import Type
    from engine.model.parts import EventInterval, EventPattern
    from engine.model.text import Text
    from engine.temporal.clocks.reading import OnChange, RungPoint
    from engine.temporal.ladders.reading import PeriodUnit
    from engine.temporal.schedules.occurrences import RestDay
    from engine.temporal.schedules.recurrence import Recurrence

EVENT, OCCURRENCE = "event", "occurrence"
"""The locals of patterns and rungs, and of a schedule's rungs."""


@dataclass(frozen=True, slots=True)
class ClockRung:
    """`name`: `<clock>.<position as written>`; `kind`: whether it warns or escalates."""

    name: str
    at: RungPoint
    kind: Literal["warn", "escalate"]
    element: Type


@dataclass(frozen=True, slots=True)
class Clock:
    """`per`: data of the events that tell parallel clocks apart. `within`: the target; null: there is no clock.

    `calendar`: an id of `Program.calendars`; empty where only real time and calendar days are counted.
    """

    name: str
    title: Text
    per: tuple[str, ...]
    starts: tuple[EventPattern, ...]
    stops: tuple[EventPattern, ...]
    cancels: tuple[EventPattern, ...]
    pauses: tuple[EventInterval, ...]
    reopens: tuple[EventPattern, ...]
    reopens_as: Literal["new cycle", "pause"]
    within: Expression
    calendar: str
    on_change: OnChange
    rungs: tuple[ClockRung, ...]
    type: Type
    cites: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AllTime:
    """Everything in the history counts."""


@dataclass(frozen=True, slots=True)
class Rolling:
    """`12 months`: the strikes that are less old than that."""

    length: Expression


@dataclass(frozen=True, slots=True)
class Between:
    """`since EVENT`, `EVENT until EVENT`."""

    stretch: EventInterval


@dataclass(frozen=True, slots=True)
class Consecutive:
    """`consecutive months of event.month`: `period` is a date, a date-time or a text `YYYY-MM`."""

    unit: PeriodUnit
    period: Expression


@dataclass(frozen=True, slots=True)
class SinceRung:
    """`since LADDER.RUNG`: `reached` is the list of those that reached a rung of another ladder of the same `per`."""

    reached: Expression

    @property
    def rung(self) -> str:
        """The rung's name."""
        assert isinstance(self.reached.root, Ref)  # noqa: S101 - so it is made
        return self.reached.root.name


Window = AllTime | Rolling | Between | Consecutive | SinceRung


@dataclass(frozen=True, slots=True)
class LadderRung:
    """`name`: `<ladder>.<threshold as written>` (`failures.3`), `<ladder>.below`; `count`: a whole number."""

    name: str
    test: Literal["at", "from", "below"]
    count: Expression
    element: Type


@dataclass(frozen=True, slots=True)
class Ladder:
    """`removes`: types of events whose data `of` names the strike that no longer counts."""

    name: str
    title: Text
    per: tuple[str, ...]
    counts: tuple[EventPattern, ...]
    window: Window
    removes: tuple[EventPattern, ...]
    resets: tuple[EventPattern, ...]
    excuses: tuple[EventInterval, ...]
    executor: Literal["python", "rete"]
    rungs: tuple[LadderRung, ...]
    type: Type
    cites: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ScheduleRung:
    """`<schedule>.then`: occurrences whose day has come and that aren't done; `<schedule>.missed`."""

    name: str
    kind: Literal["then", "missed"]
    element: Type


@dataclass(frozen=True, slots=True)
class Schedule:
    """`anchor`: the events or the date (an expression) that it follows or precedes; None: a standing duty.

    `at`: spans, or lists of spans; `before`: they are counted back. `every`: a recurrence, or a step from the anchor
    on. `until`: the event or the date (an expression) after which nothing more is planned.
    """

    name: str
    title: Text
    per: tuple[str, ...]
    anchor: EventPattern | Expression | None
    before: bool
    at: tuple[Expression, ...]
    every: Recurrence | None
    until: EventPattern | Expression | None
    rest_day: RestDay
    calendar: str
    done: tuple[EventPattern, ...]
    grace: Expression | None
    rungs: tuple[ScheduleRung, ...]
    type: Type
    cites: tuple[str, ...]
    span: Span


Timed = Clock | Ladder | Schedule
TimedRung = ClockRung | LadderRung | ScheduleRung

TOLD: dict[type[Timed], tuple[tuple[str, str], ...]] = {
    Ladder: (("key", "key"), ("count", "count"), ("event", "id"), ("at", "at")),
    Clock: (("key", "key"), ("event", "id"), ("due", "due"), ("at", "reached")),
    Schedule: (("key", "key"), ("planned", "planned"), ("date", "date"), ("event", "event")),
}
"""What every consequence of a rung tells, and which entry of the element that is, where the element has it."""


def local_of(step: Timed) -> str:
    """What a rung's expressions call the one that reached it."""
    return OCCURRENCE if isinstance(step, Schedule) else EVENT


def without_rungs(step: Timed) -> Timed:
    """The step as those read it that want its value only."""
    match step:
        case Clock():
            return replace(step, rungs=())
        case Ladder():
            return replace(step, rungs=())
        case Schedule():
            return replace(step, rungs=())
