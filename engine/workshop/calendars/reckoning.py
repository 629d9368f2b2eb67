"""When a span of time is over, or how much lies between two instants; and what was counted on the way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from engine.diagnostics import Diagnostic, GuijuError
from engine.model.calendars.stated import NO_TEXT
from engine.temporal.arithmetic import add, elapsed
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.stretches import stretches
from engine.temporal.weeks import NeverOpen

if TYPE_CHECKING:
    from engine.model.text import Text
    from engine.temporal.stretches import Stretch, StretchKind
    from engine.temporal.timetable import DayKind
    from engine.workshop.calendars.work_calendar import Day, WorkCalendar

_DAY, _MOMENT = dt.timedelta(days=1), dt.timedelta(microseconds=1)
_BY_DAYS = frozenset({Unit.DAYS, Unit.WORKING_DAYS})
_BY_SECONDS = frozenset({Unit.SECONDS, Unit.WORKING_SECONDS})
LISTED = 1000
"""Days over which it is told what was counted."""


class DayRun(NamedTuple):
    """Days that follow one another and are alike. `counted`: how many of them count."""

    first: dt.date
    last: dt.date
    kind: DayKind
    name: Text
    counted: int


class TimeRun(NamedTuple):
    """A stretch of time, half-open. `counted`: how much of it counts, in real time."""

    since: dt.datetime
    until: dt.datetime
    kind: StretchKind | DayKind
    name: Text
    counted: TimeSpan


class Reckoning(NamedTuple):
    """When a span from `start` ends, or (negative) begins. `days` where days were counted, `times` where time was.

    Both are empty for months, which are counted by their numbers, and for more than `LISTED` days.
    """

    start: dt.datetime
    span: TimeSpan
    at: dt.datetime
    provisional: bool
    days: tuple[DayRun, ...] = ()
    times: tuple[TimeRun, ...] = ()

    @property
    def is_back(self) -> bool:
        """Whether it was counted back from the start."""
        return self.span.amount < 0

    @property
    def length(self) -> TimeSpan:
        """The span, whichever way it was counted."""
        return TimeSpan(self.span.unit, self.span.amount.copy_abs())


class Between(NamedTuple):
    """How much lies between two instants, in every unit; negative where the end comes first."""

    start: dt.datetime
    end: dt.datetime
    amounts: tuple[TimeSpan, ...]
    provisional: bool


def reckon(calendar: WorkCalendar, start: dt.datetime, span: TimeSpan) -> Reckoning:
    """Raises `GuijuError` where the answer lies outside the years 1 to 9999, or no opening is left (GJ764)."""
    start = start.astimezone(calendar.zone)
    try:
        at, provisional = add(calendar.table, start, span)
        found = Reckoning(start, span, at, provisional)
        if abs(at - start) > dt.timedelta(days=LISTED) or not span.amount:
            return found
        if span.unit in _BY_DAYS:
            return found._replace(days=_day_runs(calendar, found))
        return found._replace(times=_time_runs(calendar, found)) if span.unit in _BY_SECONDS else found
    except (OverflowError, NeverOpen):
        raise GuijuError([Diagnostic("GJ764", None, (("name", calendar.id),))]) from None


def between(calendar: WorkCalendar, start: dt.datetime, end: dt.datetime) -> Between:
    """Raises `GuijuError` where an instant lies outside the years 1 to 9999 in the calendar's zone (GJ764)."""
    try:
        start, end = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
        counted = [(unit, elapsed(calendar.table, start, end, unit)) for unit in Unit]
    except OverflowError:
        raise GuijuError([Diagnostic("GJ764", None, (("name", calendar.id),))]) from None
    amounts = tuple(TimeSpan(unit, one.amount) for unit, one in counted)
    return Between(start, end, amounts, any(one.provisional for _, one in counted))


def _day_runs(calendar: WorkCalendar, found: Reckoning) -> tuple[DayRun, ...]:
    """The days between, without the start's own; an instant at 24:00 belongs to the day that it ends."""
    start = (found.start - _MOMENT if found.is_back else found.start).date()
    end = (found.at - _MOMENT).date()
    first, last = (end, start - _DAY) if found.is_back else (start + _DAY, end)
    days = [calendar.day(first + _DAY * number) for number in range((last - first).days + 1)]
    all_count = found.span.unit is Unit.DAYS
    runs = [list(run) for _, run in groupby(days, key=lambda day: (day.kind, day.name))]
    return tuple(_day_run(run, all_count) for run in runs)


def _day_run(run: list[Day], all_count: bool) -> DayRun:
    counted = len(run) if all_count or run[0].working else 0
    return DayRun(run[0].date, run[-1].date, run[0].kind, run[0].name, counted)


def _time_runs(calendar: WorkCalendar, found: Reckoning) -> tuple[TimeRun, ...]:
    since, until = sorted((found.start, found.at))
    everything = found.span.unit is Unit.SECONDS
    return tuple(_time_run(calendar, each, everything) for each in stretches(calendar.table, since, until))


def _time_run(calendar: WorkCalendar, each: Stretch, everything: bool) -> TimeRun:
    is_open = each.kind == "open"
    kind = calendar.day(each.since.date()).kind if is_open else each.kind
    length = each.until.astimezone(dt.UTC) - each.since.astimezone(dt.UTC)
    counted = Decimal(length // _MOMENT).scaleb(-6) if everything or is_open else Decimal(0)
    return TimeRun(
        each.since, each.until, kind, calendar.names.get(each.name, NO_TEXT), TimeSpan(Unit.SECONDS, counted)
    )
