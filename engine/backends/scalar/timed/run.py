"""A program's timed steps made ready: the one way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.scalar.steps import step_run
from engine.backends.scalar.timed.clocks import clock_run
from engine.backends.scalar.timed.demanded import lacking
from engine.backends.scalar.timed.ladders import ladder_run
from engine.backends.scalar.timed.schedules import schedule_run
from engine.backends.scalar.timed.told import setting_of
from engine.diagnostics import FactError
from engine.ir.program import Clock, Derived, Ladder, Schedule, Table, Timed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.timed.told import Setting, TimedRun, Told
    from engine.ir.program import Program, Step

_KINDS: Mapping[type, Callable[[Any, Setting], TimedRun]] = {
    Clock: clock_run,
    Ladder: ladder_run,
    Schedule: schedule_run,
}


def setting(program: Program) -> Setting:
    """What all timed steps of a program share."""
    return setting_of(program, names_run)


def timed_run(step: Timed, setting: Setting) -> TimedRun:
    """The closure that reads a step in a case."""
    run, find = _KINDS[type(step)](step, setting), lacking(step, setting)

    def read(frame: Frame, history: History) -> Told:
        told, missing = run(frame, history), tuple(find(frame, history))
        return told._replace(problems=(*missing, *told.problems)) if missing else told

    return read


class Runs(dict[int, "TimedRun"]):
    """A program's timed steps by their place among all, for generated code; each made ready when first asked for."""

    def __init__(self, program: Program) -> None:
        self._setting = setting(program)

    def __missing__(self, place: int) -> TimedRun:
        step = self._setting.program.steps[place]
        assert isinstance(step, Timed)  # noqa: S101 - generated code asks for no others
        self[place] = run = _refusing(step, self._setting)
        return run


def _refusing(step: Timed, setting: Setting) -> TimedRun:
    """Given the facts and the earlier steps; FactError for what is wrong with the case."""
    run = timed_run(step, setting)

    def read(names: Frame, history: History) -> Told:
        told = run(setting.params | names, history)
        if told.problems:
            raise FactError(told.problems)
        return told

    return read


def names_run(step: Step, setting: Setting) -> Callable[[Frame, History], object]:
    """The closure that adds the names of any step to the frame that it is given."""
    if isinstance(step, Derived | Table):
        plain = step_run(step)
        return lambda frame, _history: plain(frame)
    timed = timed_run(step, setting)
    return lambda frame, history: frame.update(timed(frame, history).values)
