"""Clocks: of every key its reading, as values that expressions see and rungs go over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.timed.clockwork import Periods
from engine.backends.scalar.timed.cycles import Case, carried_over, kept, periods_of
from engine.backends.scalar.timed.patterns import local_event
from engine.backends.scalar.timed.told import Told, no_such_day, now_of
from engine.diagnostics import Diagnostic
from engine.feel.runtime.texts import text_of
from engine.ir.decision import key_value
from engine.ir.trace import ClockLife, ClockTrace
from engine.temporal.clocks.reading import ClockReading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.timed.told import Setting, TimedRun
    from engine.feel.values import Value
    from engine.ir.program import Clock

NOT_STARTED = ClockReading("not-started")


def clock_run(clock: Clock, setting: Setting) -> TimedRun:
    """The closure that reads the clock of every key."""
    periods = Periods(clock.name, setting, [rung.name for rung in clock.rungs])

    def run(frame: Frame, history: History) -> Told:
        now, problems = now_of(history), list[Diagnostic]()
        case = Case(frame, history, now, setting.zone) if now else None
        try:
            lives = tuple(_lives(clock, periods, case)) if case else ()
        except ArithmeticError:
            lives, problems = (), [no_such_day(clock)]
        trace = ClockTrace(clock, lives if lives or clock.per else (ClockLife((), NOT_STARTED),))
        return Told(_values(trace, history, setting.zone), trace, (*problems, *_problems(trace)))

    return run


def _lives(clock: Clock, periods: Periods, case: Case) -> Iterator[ClockLife]:
    found = periods_of(periods, case)
    tell = kept if clock.on_change == "keep" else carried_over
    for key in sorted({key for period in found for key in period.seen.starts.keys}):
        life = tell(found, key, case)
        if life:
            yield life


def _values(trace: ClockTrace, history: History, zone: ZoneInfo) -> dict[str, Value]:
    clock = trace.clock
    own = None if clock.per else _state(trace.lives[0].reading)
    events = {event.id: event for event in history.events}
    rungs: dict[str, list[Value]] = {rung.name: [] for rung in clock.rungs}
    for life in trace.lives:
        added = {"key": key_value(clock.per, life.key)} if clock.per else {}
        for reached in life.reading.reached:
            event = local_event(events[reached.start.id], zone)
            rungs[clock.rungs[reached.rung].name].append(event | added | {"due": reached.due, "reached": reached.at})
    return {clock.name: own, **{name: tuple(reached) for name, reached in rungs.items()}}


def _state(reading: ClockReading) -> dict[str, Value]:
    """What expressions see of a clock."""
    return {
        "state": reading.state,
        "due": reading.due,
        "started": reading.started.at if reading.started else None,
        "elapsed": reading.elapsed,
        "remaining": reading.remaining,
    }


def _problems(trace: ClockTrace) -> Iterator[Diagnostic]:
    """Targets that leave no time."""
    targets = {target for life in trace.lives if life.marks for _, target in life.marks.targets}
    for target in targets:
        if target and target.amount <= 0:
            args = (("clock", trace.clock.name), ("within", trace.clock.within.text), ("target", text_of(target)))
            yield Diagnostic("GJ473", None, args, "", "/events")
