"""A program's timed steps made ready: the one way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.scalar.steps import step_run
from engine.backends.scalar.timed.demanded import lacking
from engine.backends.scalar.timed.told import setting_of
from engine.diagnostics import FactError
from engine.ir.program import Clock, Derived, Ladder, Schedule, Table, Timed
from engine.late import room

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.timed.told import Setting, TimedRun, Told
    from engine.ir.program import Program, Step


def setting(program: Program) -> Setting:
    """What all timed steps of a program share."""
    return setting_of(program, names_run)


def timed_run(step: Timed, setting: Setting) -> TimedRun:
    """The closure that reads a step in a case."""
    run, find = _own_run(step, setting), lacking(step, setting)

    def read(frame: Frame, history: History) -> Told:
        told, missing = run(frame, history), tuple(find(frame, history))
        return told._replace(problems=(*missing, *told.problems)) if missing else told

    return read


def _own_run(step: Timed, setting: Setting) -> TimedRun:
    """By its kind, whose room is opened only where there is one."""
    run: TimedRun
    match step:
        case Clock():
            run = room("clocks").clock_run(step, setting)
        case Ladder():
            run = room("ladders").ladder_run(step, setting)
        case Schedule():
            run = room("schedules").schedule_run(step, setting)
    return run


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
