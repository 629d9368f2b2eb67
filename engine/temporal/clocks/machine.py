"""A clock read: its history and its rules in, its state as of now out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from engine.temporal.clocks.due import due_of, used_of
from engine.temporal.clocks.pauses import freed
from engine.temporal.clocks.reading import ClockReading
from engine.temporal.clocks.rungs import rungs_reached
from engine.temporal.clocks.runs import runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from engine.temporal.clocks.reading import ClockRules, ClockState, Marks, Reached
    from engine.temporal.clocks.runs import Run
    from engine.temporal.timetable import Timetable

A_YEAR = dt.timedelta(days=366)
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
    reached = [rung for run in runs for rung in _reached(run, rules, zone)]
    reading = _reading(runs[-1], zone)
    return (
        reading._replace(reached=tuple(sorted(reached, key=lambda rung: (rung.at, rung.due)))) if reached else reading
    )


def to_come(
    rules: ClockRules, marks: Marks, table: Timetable | None, now: dt.datetime, zone: ZoneInfo
) -> tuple[Reached, ...]:
    """The rungs that a clock will reach where nothing happens, up to a year after it is due; none of a paused one."""
    reading = read_clock(rules, marks, table, now, zone)
    if reading.due is None or reading.state not in {"running", "breached"}:
        return ()
    later = read_clock(rules, marks, table, max(reading.due, now) + A_YEAR, zone)
    return tuple(rung for rung in later.reached if rung.at >= now and rung not in reading.reached)


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


def _reached(run: Run, rules: ClockRules, zone: ZoneInfo) -> Iterator[Reached]:
    """The rungs of a cycle. Where a target is credited to the next, what the one has reached the next doesn't again."""
    before: set[int] = set()
    for course in filter(None, run.courses):
        found = [rung for rung in rungs_reached(course, rules.rungs, run.cycle.start) if rung.rung not in before]
        if rules.on_change == "credit":
            before |= {rung.rung for rung in found}
        yield from (rung._replace(at=rung.at.astimezone(zone), due=rung.due.astimezone(zone)) for rung in found)
