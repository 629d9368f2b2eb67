"""Schedules as they are written in `cases/*.yaml`, and occurrences as these tell them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.feel.spans import parse_span
from engine.temporal.calendar import ROUND_THE_CLOCK, Calendar, Hours, SpecialDay
from engine.temporal.schedules import Days, Diary, Doing, Landmark, ScheduleRules, parse_recurrence, plan
from engine.temporal.timetable import timetable_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.temporal.schedules import Occurrence
    from engine.temporal.span import TimeSpan

ZONE = ZoneInfo("Asia/Shanghai")
_HOURS: Hours = ((9 * 3600, 18 * 3600),)
_HOLIDAYS = {"春节": ("2026-02-15", "2026-02-23"), "国庆节": ("2026-10-01", "2026-10-07")}
_MAKE_UP = ("2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10")


def _days(first: str, last: str) -> Iterator[dt.date]:
    day = dt.date.fromisoformat(first)
    while day <= dt.date.fromisoformat(last):
        yield day
        day += dt.timedelta(1)


CHINA = Calendar(
    id="china",
    zone="Asia/Shanghai",
    weekly=(_HOURS,) * 5 + ((),) * 2,
    holidays=tuple(SpecialDay(day, (), name) for name, ends in _HOLIDAYS.items() for day in _days(*ends)),
    workdays=tuple(SpecialDay(dt.date.fromisoformat(day), _HOURS) for day in _MAKE_UP),
    valid_through=dt.date(2026, 12, 31),
)
"""The two long holidays of 2026 with the weekends that make up for them."""
CALENDARS = {"china": CHINA, "": ROUND_THE_CLOCK}


def instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def planned(case: dict[str, Any], now: str) -> tuple[Occurrence, ...]:
    """What a written schedule plans as of now."""
    at = instant(now)
    until = dt.date.fromisoformat(case.get("horizon", "9999-12-31"))
    table = timetable_of(CALENDARS[case.get("calendar", "")])
    return plan(rules_of(case), diary_of(case, at), Days(at.date(), until), at, ZONE, table)


def rules_of(case: dict[str, Any]) -> ScheduleRules:
    offsets = [parse_span(text) for text in case.get("at", [])]
    return ScheduleRules(
        at=tuple(_negative(span) for span in offsets) if "before" in case else tuple(offsets),
        every=parse_recurrence(case["every"]) if "every" in case else None,
        rest_day=case.get("rest_day", "keep"),
        grace=parse_span(case["grace"]) if "grace" in case else None,
        tracked="done" in case,
    )


def _negative(span: TimeSpan) -> TimeSpan:
    return replace(span, amount=-span.amount)


def diary_of(case: dict[str, Any], now: dt.datetime) -> Diary:
    """The history of the case as far as it is known at an instant."""
    written = case.get("after", case.get("before"))
    anchors = None if written is None else tuple(_landmarks(written, now))
    doings = tuple(Doing(mark.at, mark.id) for mark in _landmarks(case.get("done", []), now) if mark.at)
    return Diary(anchors, tuple(_landmarks(case.get("until", []), now)), doings)


def _landmarks(written: list[str], now: dt.datetime) -> Iterator[Landmark]:
    """`2026-08-31` is a date, `2026-08-31 10:00 e1` an event."""
    for text in written:
        if len(text.split()) == 1:
            yield Landmark(dt.date.fromisoformat(text))
        elif (at := instant(text.rpartition(" ")[0])) <= now:
            yield Landmark(at.date(), at, text.rpartition(" ")[2])


def told(occurrence: Occurrence) -> str:
    """`2026-02-15 moved to 2026-02-24: done by d1, last 2026-02-26 (provisional)`."""
    moved = f" moved to {occurrence.date}" if occurrence.date != occurrence.planned else ""
    done = f" by {occurrence.done.id}" if occurrence.done else ""
    last = f", last {occurrence.last}" if occurrence.last else ""
    provisional = " (provisional)" if occurrence.provisional else ""
    return f"{occurrence.planned}{moved}: {occurrence.state}{done}{last}{provisional}"
