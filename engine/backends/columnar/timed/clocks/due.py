"""When a target is used up: without pauses first, then moved on by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.timed.openings import nth_closing, numbered, when_worked, worked
from engine.backends.columnar.timed.wall import instant_of, local_day
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from engine.backends.columnar.timed.clocks.terms import ClockTerms


def firsts(clock: ClockTerms) -> str:
    """The cycles with `first`, when they are due if nothing pauses them.

    In working time also its day `first_day`, and the working time until the start (`base`) and the first due instant
    (`done`), counted from the first opening on.
    """
    return _FIRSTS[clock.target.unit](clock)


def _seconds(_clock: ClockTerms) -> str:
    return "SELECT *, started + target AS first FROM cycles"


def _days(clock: ClockTerms) -> str:
    zone = clock.calendar.zone
    day = f"{local_day('started', zone)} + CAST(target + 1 AS INTEGER)"
    return f"SELECT *, {instant_of(day, zone)} AS first FROM cycles"


def _months(clock: ClockTerms) -> str:
    zone = clock.calendar.zone
    day = f"({local_day('started', zone)} + to_months(CAST(target AS INTEGER)))::DATE + 1"
    return f"SELECT *, {instant_of(day, zone)} AS first FROM cycles"


def _working_seconds(clock: ClockTerms) -> str:
    based = worked("cycles", "r.started", "base", clock.calendar.id)
    return when_worked(f"(SELECT *, base + target AS done FROM ({based}))", "r.done", "first", clock.calendar.id)


def _working_days(clock: ClockTerms) -> str:
    hours = clock.calendar.id
    based = worked("cycles", "r.started", "base", hours)
    counted = numbered(f"({based})", local_day("r.started", clock.calendar.zone), "day", "before", hours)
    closing = nth_closing(f"({counted})", "r.before + r.target", "first", hours)
    return f"SELECT * EXCLUDE (before) FROM ({worked(f'({closing})', 'r.first', 'done', hours)})"


_FIRSTS = {
    Unit.SECONDS: _seconds,
    Unit.DAYS: _days,
    Unit.MONTHS: _months,
    Unit.WORKING_SECONDS: _working_seconds,
    Unit.WORKING_DAYS: _working_days,
}


def moved_on(clock: ClockTerms, relation: str, paused: str) -> str:
    """A relation of `firsts` with `due` (in working time `due_day`, too) after so much of pauses."""
    if not clock.in_working_time:
        return f"SELECT *, first + {paused} AS due FROM {relation}"
    moved = when_worked(f"(SELECT *, done + {paused} AS used FROM {relation})", "r.used", "due", clock.calendar.id)
    return f"""
        SELECT * EXCLUDE (used) REPLACE (CASE WHEN {paused} = 0 THEN first ELSE due END AS due,
                                         CASE WHEN {paused} = 0 THEN first_day ELSE due_day END AS due_day)
        FROM ({moved})"""
