"""How far from now a clock looks into its calendar, where it starts now."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.columnar.timed.clocks.terms import IN_SECONDS, IN_WORKING_TIME
from engine.backends.columnar.timed.wall import SECOND
from engine.temporal.arithmetic import add
from engine.temporal.clocks.reading import Offset
from engine.temporal.span import TimeSpan
from engine.temporal.timetable import timetable_of

if TYPE_CHECKING:
    import datetime as dt

    from engine.backends.columnar.timed.clocks.terms import ClockTerms, Target


class Reach(NamedTuple):
    """Days before and after now."""

    back: int
    ahead: int


def reach_of(clock: ClockTerms, now: dt.datetime) -> Reach | None:
    """None where it needs no openings. Raises ArithmeticError where the calendar has no such day."""
    offsets = [point.span for _, point in clock.rungs if isinstance(point, Offset) and point.span.amount]
    if not clock.in_working_time and all(span.unit not in IN_WORKING_TIME for span in offsets):
        return None
    table = timetable_of(clock.calendar)
    due = add(table, now, _longest(clock.target)).at
    back = [add(table, now, span).at for span in offsets if span.amount < 0]
    ahead = [due, *(add(table, due, span).at for span in offsets if span.amount > 0)]
    return Reach((now.date() - min([now, *back]).date()).days + 1, (max(ahead).date() - now.date()).days + 1)


def _longest(target: Target) -> TimeSpan:
    amount = Decimal(target.most)
    return TimeSpan(target.unit, amount / SECOND if target.unit in IN_SECONDS else amount)
