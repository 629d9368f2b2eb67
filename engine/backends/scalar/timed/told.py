"""What every kind of timed step has in common: what it is made from, what it is asked, what it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from engine.diagnostics import Diagnostic

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.feel.values import Value
    from engine.ir.program import Clock, Program, Schedule, Step
    from engine.ir.trace import TimedTrace

    TimedRun = Callable[[Frame, History], "Told"]
    """Given every name that stands before the step: the facts, the parameters, the steps."""
    NamesRun = Callable[[Step, "Setting"], Callable[[Frame, History], object]]


class Told(NamedTuple):
    """A step in a case: the values of its names (its own, its rungs'), the whole of it, what is wrong with the case."""

    values: Mapping[str, Value]
    trace: TimedTrace
    problems: tuple[Diagnostic, ...] = ()


class Setting(NamedTuple):
    """The program that a step stands in. `names_run` makes any step ready to add its names to a frame."""

    program: Program
    zone: ZoneInfo
    params: Frame
    names_run: NamesRun

    def of(self, program: Program) -> Setting:
        """The same of another period."""
        return setting_of(program, self.names_run)


def setting_of(program: Program, names_run: NamesRun) -> Setting:
    params: Frame = {param.name: param.value for param in program.params}
    return Setting(program, ZoneInfo(program.zone), params, names_run)


def no_such_day(step: Clock | Schedule) -> Diagnostic:
    """What is said where counting leads to no day: the calendar never opens again, or the years end."""
    return Diagnostic("GJ476", None, (("step", step.name), ("calendar", step.calendar)), "", "/events")


def now_of(history: History) -> dt.datetime | None:
    """The instant at which the history is read: where none was given, that of its last event."""
    return history.now or (history.events[-1].at if history.events else None)
