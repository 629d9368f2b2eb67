"""A clock as one period of its policy has it, made ready: which events move it, and how long it has."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.timed.calendars import calendar_named
from engine.backends.scalar.timed.patterns import Intervals, Patterns, interval_of, marks
from engine.backends.scalar.timed.slices import Slice
from engine.ir.expressions import step_expressions
from engine.ir.program import Clock
from engine.temporal.clocks.reading import ClockRules, Marks
from engine.temporal.timetable import timetable_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.keys import Key
    from engine.backends.scalar.timed.patterns import ByKey
    from engine.backends.scalar.timed.told import Setting
    from engine.temporal.clocks.reading import RungPoint
    from engine.temporal.span import TimeSpan

FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)


class Seen(NamedTuple):
    """A case's events as a clock sees them."""

    starts: ByKey
    stops: ByKey
    cancels: ByKey
    reopens: ByKey
    pauses: tuple[tuple[ByKey, ByKey], ...]

    def marks(self, wanted: Key) -> Marks:
        """Of one key, without its targets."""
        return Marks(
            starts=marks(self.starts.of(wanted)),
            stops=marks(self.stops.of(wanted)),
            cancels=marks(self.cancels.of(wanted)),
            pauses=tuple([interval_of(both, wanted) for both in self.pauses]),
            reopens=marks(self.reopens.of(wanted)),
        )


class Clockwork:
    """`begins`: the first instant of the period; `rungs`: the names of those that are told of, in this order."""

    __slots__ = ("_patterns", "_pauses", "_slice", "_within", "begins", "calendar", "clock", "rules", "table")

    def __init__(self, clock: Clock, setting: Setting, rungs: Sequence[str]) -> None:
        per, zone = clock.per, setting.zone
        roles = (clock.starts, clock.stops, clock.cancels, clock.reopens)
        self.clock = clock
        self.begins = _begins(setting.program.since, zone)
        self.calendar = calendar_named(clock.calendar, setting.program)
        self.table = timetable_of(self.calendar) if self.calendar else None
        self.rules = ClockRules(clock.reopens_as, clock.on_change, _placed(clock, rungs))
        self._patterns = tuple(Patterns(role, per, zone) for role in roles)
        self._pauses = tuple(Intervals(pause, per, zone) for pause in clock.pauses)
        self._within = evaluator(clock.within.root)
        self._slice = Slice(setting, step_expressions(clock))

    def seen(self, frame: Frame, history: History) -> Seen:
        """The case's events; `frame` by the rules of this period."""
        starts, stops, cancels, reopens = [patterns.among(frame, history) for patterns in self._patterns]
        return Seen(starts, stops, cancels, reopens, tuple([pause.among(frame, history) for pause in self._pauses]))

    def names(self, instant: dt.datetime, frame: Frame, history: History) -> Frame:
        """What the clock reads, by the rules of this period, as of an instant."""
        return self._slice.at(instant, frame, history)

    def turns(self, history: History) -> list[dt.datetime]:
        """When the target may have become another."""
        return self._slice.turns(history)

    def target(self, frame: Frame) -> TimeSpan | None:
        within: TimeSpan | None = self._within(frame)  # type: ignore[assignment]  # a span, as the policy was checked for
        return within


class Periods:
    """A clock in the periods of its policy. The earlier ones are made ready when a case first reaches back to them.

    `rungs`: the names of those that are told of: the clock's own in the latest of the periods.
    """

    __slots__ = ("_begins", "_earlier", "_name", "_own", "_rungs", "_setting")

    def __init__(self, name: str, setting: Setting, rungs: Sequence[str]) -> None:
        program = setting.program
        clock = next((step for step in program.steps if isinstance(step, Clock) and step.name == name), None)
        self._name = name
        self._setting = setting
        self._rungs = rungs
        self._begins = _begins(program.since, setting.zone)
        self._own = Clockwork(clock, setting, rungs) if clock else None
        self._earlier: Periods | None = None

    def since(self, instant: dt.datetime) -> Iterator[tuple[dt.datetime, Clockwork | None]]:
        """The periods from an instant on, in the order of time: when each began, and the clock as it was in it."""
        before = self._setting.program.before
        if before and instant < self._begins:
            if self._earlier is None:
                self._earlier = Periods(self._name, self._setting.of(before), self._rungs)
            yield from self._earlier.since(instant)
        yield self._begins, self._own


def _placed(clock: Clock, names: Sequence[str]) -> tuple[RungPoint | None, ...]:
    """The clock's rungs by their names; None for one that it hasn't."""
    rungs = {rung.name: rung.at for rung in clock.rungs}
    return tuple(rungs.get(name) for name in names)


def _begins(day: dt.date | None, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, zone) if day else FIRST
