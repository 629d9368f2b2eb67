"""Where a clock's rungs lie, given the due instant: at a share of the target, or so much before or after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.columnar.refusal import Refused
from engine.backends.columnar.timed.clocks.terms import IN_SECONDS
from engine.backends.columnar.timed.openings import nth_closing, numbered, when_worked, worked
from engine.backends.columnar.timed.wall import SECOND, instant_of, local_day
from engine.temporal.clocks.reading import Offset, Share
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.backends.columnar.timed.clocks.terms import ClockTerms
    from engine.temporal.clocks.reading import RungPoint


def placed(clock: ClockTerms, point: RungPoint, relation: str, paused: str) -> str:
    """A relation with `due` and so much of pauses, with `at`: where the rung lies then."""
    match point:
        case Share(part) if part == 1:
            return _at_due(relation)
        case Share(part):
            return _share(clock, part, relation, paused)
        case Offset(span) if span.amount:
            return _OFFSETS[span.unit](clock, whole(span.unit, span.amount), relation)
        case Offset():
            return _at_due(relation)


def whole(unit: Unit, amount: Decimal) -> int:
    """Microseconds, days or months. Raises `Refused` for parts of them."""
    exact = amount * SECOND if unit in IN_SECONDS else amount
    if exact != int(exact):
        raise Refused("GJ541", within=f"{amount:f} {unit}")
    return int(exact)


def _at_due(relation: str) -> str:
    return f"SELECT *, due AS moment FROM {relation}"


def _share(clock: ClockTerms, part: Decimal, relation: str, paused: str) -> str:
    """A share of a target in days is one of the time from the start to the due instant."""
    numerator, denominator = part.as_integer_ratio()
    total = (
        "target" if clock.target.unit in IN_SECONDS else "done - base" if clock.in_working_time else "first - started"
    )
    used = f"CAST(CAST({total} AS HUGEINT) * {numerator} // {denominator} AS BIGINT) + {paused}"
    if not clock.in_working_time:
        return f"SELECT *, started + {used} AS moment FROM {relation}"
    shared = f"(SELECT *, {used} AS share FROM {relation})"
    found = when_worked(shared, "(r.base + r.share)", "moment", clock.calendar.id)
    at_once = "CASE WHEN share = 0 THEN started ELSE moment END AS moment"
    return f"SELECT * EXCLUDE (share, moment_day) REPLACE ({at_once}) FROM ({found})"


def _own_day(clock: ClockTerms, amount: int) -> str:
    """The day of `r.due`, which isn't counted: going back, 24:00 belongs to the day that it ends."""
    return local_day("r.due" if amount > 0 else "(r.due - 1)", clock.calendar.zone)


def _seconds(_clock: ClockTerms, amount: int, relation: str) -> str:
    return f"SELECT *, due + {amount} AS moment FROM {relation}"


def _days(clock: ClockTerms, amount: int, relation: str) -> str:
    day = f"{_own_day(clock, amount)} + {amount + 1}"
    return f"SELECT r.*, {instant_of(day, clock.calendar.zone)} AS moment FROM {relation} AS r"


def _months(clock: ClockTerms, amount: int, relation: str) -> str:
    day = f"({_own_day(clock, amount)} + to_months({amount}))::DATE + 1"
    return f"SELECT r.*, {instant_of(day, clock.calendar.zone)} AS moment FROM {relation} AS r"


def _working_seconds(clock: ClockTerms, amount: int, relation: str) -> str:
    hours = clock.calendar.id
    based = worked(relation, "r.due", "until_due", hours)
    found = when_worked(f"({based})", f"(r.until_due + {amount})", "moment", hours, opening=amount < 0)
    return f"SELECT * EXCLUDE (until_due, moment_day) FROM ({found})"


def _working_days(clock: ClockTerms, amount: int, relation: str) -> str:
    """Going forward from the working days up to the own day; going back from those before it."""
    hours, own = clock.calendar.id, _own_day(clock, amount)
    before = numbered(relation, own if amount > 0 else f"{own} - 1", "day", "own", hours)
    found = nth_closing(f"({before})", f"(r.own + {amount if amount > 0 else amount + 1})", "moment", hours)
    return f"SELECT * EXCLUDE (own, moment_day) FROM ({found})"


_OFFSETS = {
    Unit.SECONDS: _seconds,
    Unit.DAYS: _days,
    Unit.MONTHS: _months,
    Unit.WORKING_SECONDS: _working_seconds,
    Unit.WORKING_DAYS: _working_days,
}
