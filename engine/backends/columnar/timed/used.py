"""How much of a target is used up at a cycle's end or now, how much remains, and whether that may yet change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.columnar.timed.openings import local_day
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from engine.backends.columnar.timed.terms import ClockTerms


class Used(NamedTuple):
    """SQL over the relation `due`: amounts in microseconds or days, and a condition."""

    elapsed: str
    remaining: str
    provisional: str


def used(clock: ClockTerms) -> Used:
    """As of "until", which is the end or now."""
    return _USED[clock.unit](clock)


def _seconds(clock: ClockTerms) -> Used:
    elapsed = "(until - started - paused)"
    return Used(elapsed, f"({clock.amount} - {elapsed})", "FALSE")


def _working_seconds(clock: ClockTerms) -> Used:
    elapsed = f"({_worked('until')} - {_worked('started')} - paused)"
    late = f"due_day > {clock.through} OR {local_day('until', clock.ahead)} > {clock.through}"
    return Used(elapsed, f"({clock.amount} - {elapsed})", late)


def _worked(instant: str) -> str:
    return f"""coalesce((SELECT arg_max(before + least({instant}, closes) - opens, opens)
                         FROM openings WHERE opens <= {instant}), 0)"""


def _days(clock: ClockTerms) -> Used:
    today, due = local_day("until", clock.ahead), local_day("due", clock.ahead)
    left = f"""CASE WHEN until <= due THEN greatest({due} - {today} - 1, 0)
                    ELSE {local_day("due - 1", clock.ahead)} - {today} END"""
    whole = f"({local_day('first', clock.ahead)} - {local_day('started', clock.ahead)} - 1)"
    return Used(f"greatest({whole} - ({left}), 0)", left, "FALSE")


def _working_days(clock: ClockTerms) -> Used:
    today, last = local_day("until", clock.ahead), local_day("due - 1", clock.ahead)
    gone = _days_through(f"day <= {today}")
    left = f"""CASE WHEN until <= due THEN greatest({_days_through("closes <= due")} - {gone}, 0)
                    ELSE {_days_through(f"day <= {last}")} - {gone} END"""
    needed = f"CASE WHEN until <= due THEN {local_day('due', clock.ahead)} ELSE {today} END"
    late = f"due_day > {clock.through} OR {needed} > {clock.through}"
    return Used(f"greatest({clock.amount} - ({left}), 0)", left, late)


def _days_through(condition: str) -> str:
    return f"coalesce((SELECT max(nth) FROM workdays WHERE {condition}), 0)"


_USED = {
    Unit.SECONDS: _seconds,
    Unit.DAYS: _days,
    Unit.MONTHS: _days,
    Unit.WORKING_SECONDS: _working_seconds,
    Unit.WORKING_DAYS: _working_days,
}
