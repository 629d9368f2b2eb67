"""How much of a target is used up at a cycle's end or now, how much remains, and whether that may yet change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.columnar.timed.openings import numbered, worked
from engine.backends.columnar.timed.wall import local_day
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from engine.backends.columnar.timed.clocks.terms import ClockTerms


class Used(NamedTuple):
    """`relation`: of dues, with what the rest reads, which are amounts in microseconds or days, and a condition."""

    relation: str
    elapsed: str
    remaining: str
    provisional: str


def used(clock: ClockTerms, relation: str) -> Used:
    """As of `until`, which is the end or now. The relation has `due` and all that is `paused`."""
    return _USED[clock.target.unit](clock, relation)


def _seconds(_clock: ClockTerms, relation: str) -> Used:
    elapsed = "(until - started - paused)"
    return Used(relation, elapsed, f"(target - {elapsed})", "FALSE")


def _working_seconds(clock: ClockTerms, relation: str) -> Used:
    elapsed = "(until_worked - base - paused)"
    late = f"due_day > {clock.through} OR {local_day('until', clock.calendar.zone)} > {clock.through}"
    counted = worked(relation, "r.until", "until_worked", clock.calendar.id)
    return Used(f"({counted})", elapsed, f"(target - {elapsed})", late)


def _days(clock: ClockTerms, relation: str) -> Used:
    today, due, last, first, start = (
        local_day(instant, clock.calendar.zone) for instant in ("until", "due", "due - 1", "first", "started")
    )
    left = f"CASE WHEN until <= due THEN greatest({due} - {today} - 1, 0) ELSE {last} - {today} END"
    return Used(relation, f"greatest({first} - {start} - 1 - ({left}), 0)", left, "FALSE")


def _working_days(clock: ClockTerms, relation: str) -> Used:
    """Days after today that end by the due instant; once it has passed, the days after its own up to today."""
    zone, hours = clock.calendar.zone, clock.calendar.id
    counted = numbered(relation, local_day("r.until", zone), "day", "gone", hours)
    counted = numbered(f"({counted})", "r.due", "closes", "closed", hours)
    counted = numbered(f"({counted})", local_day("(r.due - 1)", zone), "day", "lasted", hours)
    left = "CASE WHEN until <= due THEN greatest(closed - gone, 0) ELSE lasted - gone END"
    needed = f"CASE WHEN until <= due THEN {local_day('due', zone)} ELSE {local_day('until', zone)} END"
    late = f"due_day > {clock.through} OR {needed} > {clock.through}"
    return Used(f"({counted})", f"greatest(target - ({left}), 0)", left, late)


_USED = {
    Unit.SECONDS: _seconds,
    Unit.DAYS: _days,
    Unit.MONTHS: _days,
    Unit.WORKING_SECONDS: _working_seconds,
    Unit.WORKING_DAYS: _working_days,
}
