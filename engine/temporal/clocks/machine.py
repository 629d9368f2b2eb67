"""A clock read: its history and its rules in, its state as of now out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.clocks.due import due_of, used_of
from engine.temporal.clocks.pauses import freed
from engine.temporal.clocks.reading import ClockReading
from engine.temporal.clocks.rungs import DUE, rungs_of
from engine.temporal.clocks.runs import runs_of

if TYPE_CHECKING:
    import datetime as dt
    from zoneinfo import ZoneInfo

    from engine.temporal.clocks.reading import ClockRules, ClockState, Marks, Reached
    from engine.temporal.clocks.runs import Run
    from engine.temporal.timetable import Timetable

NOT_STARTED = ClockReading("not-started")


def read_clock(
    rules: ClockRules, marks: Marks, table: Timetable | None, now: dt.datetime, zone: ZoneInfo
) -> ClockReading:
    """The clock as of now: what its last cycle has come to, and the rungs that any cycle has reached.

    No mark is later than now and every target is positive; the order of the marks doesn't matter. `table` may be None
    where only real time, calendar days and months are counted, then by the wall clock of `zone`, in which instants come
    back.
    """
    runs = runs_of(rules, marks, table, now, zone)
    if not runs:
        return NOT_STARTED
    passages = [_passage(run, rules) for run in runs]
    passed = _in_order([rung for passage in passages for rung in passage.passed], zone)
    reached = [rung for rung in passed if rung.rung < len(rules.rungs)]
    breaches = [rung for rung in passed if rung.rung == len(rules.rungs)]
    ahead = min((rung.at.astimezone(zone) for rung in passages[-1].ahead), default=None)
    return _reading(runs[-1], zone)._replace(reached=tuple(reached), breaches=tuple(breaches), next=ahead)


def to_come(
    rules: ClockRules, marks: Marks, table: Timetable | None, now: dt.datetime, zone: ZoneInfo
) -> tuple[Reached, ...]:
    """The rungs that a clock will reach where nothing happens; none of a paused one."""
    runs = runs_of(rules, marks, table, now, zone)
    ahead = _passage(runs[-1], rules).ahead if runs else ()
    return tuple(_in_order([rung for rung in ahead if rung.rung < len(rules.rungs)], zone))


class _Passage(NamedTuple):
    """The rungs of a cycle, the due instant the last of them: those it has passed, those that lie ahead."""

    passed: tuple[Reached, ...]
    ahead: tuple[Reached, ...]


def _passage(run: Run, rules: ClockRules) -> _Passage:
    """Where a target is credited to the next, what the one has passed the next doesn't again."""
    passed: list[Reached] = []
    ahead: list[Reached] = []
    for course in run.courses:
        before = {rung.rung for rung in passed} if rules.on_change == "credit" else set[int]()
        rungs = rungs_of(course, (*rules.rungs, DUE), run.cycle.start) if course else ()
        ahead = [rung for rung in rungs if rung.rung not in before]
        if course:
            passed += [rung._replace(at=max(rung.at, course.since)) for rung in ahead if rung.at < course.until]
            ahead = [rung for rung in ahead if rung.at >= course.until]
    still = run.cycle.end is not None or any(pause.until is None for pause in run.pauses)
    return _Passage(tuple(passed), () if still else tuple(ahead))


def _in_order(rungs: list[Reached], zone: ZoneInfo) -> list[Reached]:
    ordered = sorted(rungs, key=lambda rung: (rung.at, rung.due))
    return [rung._replace(at=rung.at.astimezone(zone), due=rung.due.astimezone(zone)) for rung in ordered]


def _reading(run: Run, zone: ZoneInfo) -> ClockReading:
    course = run.courses[-1]
    if course is None:
        return NOT_STARTED
    due = due_of(course)
    used = used_of(course, due.at)
    return ClockReading(
        state=_state(run, late=freed(due.at, course.pauses) < course.until),
        target=course.target,
        started=run.cycle.start,
        stopped=run.cycle.end,
        due=due.at.astimezone(zone),
        elapsed=used.elapsed,
        remaining=used.remaining,
        provisional=due.provisional or used.provisional,
    )


def _state(run: Run, *, late: bool) -> ClockState:
    if run.cycle.cancelled:
        return "cancelled"
    if run.cycle.end:
        return "met-late" if late else "met"
    if late:
        return "breached"
    return "paused" if any(pause.until is None for pause in run.pauses) else "running"
