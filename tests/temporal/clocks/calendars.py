"""The calendars of the cases, by name."""

from __future__ import annotations

import datetime as dt

from engine.temporal.calendar import Calendar, Hours, SpecialDay


def _hours(*windows: str) -> Hours:
    """`08:30-19:00` as seconds after midnight."""
    return tuple((_seconds(opens), _seconds(closes)) for opens, closes in (window.split("-") for window in windows))


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def _week(days: Hours, monday: Hours | None = None, weekend: Hours = ()) -> tuple[Hours, ...]:
    return (days if monday is None else monday, *(days,) * 4, *(weekend,) * 2)


OFFICE = Calendar(
    id="office",
    zone="Asia/Shanghai",
    weekly=_week(_hours("09:00-12:00", "13:00-18:00")),
    holidays=tuple(SpecialDay(dt.date(2026, 5, day), (), "劳动节") for day in range(1, 6)),
    workdays=(SpecialDay(dt.date(2026, 5, 9), _hours("09:00-12:00", "13:00-18:00"), "劳动节调休"),),
    valid_through=dt.date(2026, 12, 31),
)
"""Lunch, a weekend, five days of holiday (Friday 1 to Tuesday 5 May 2026) and the Saturday that makes up for one."""

CALENDARS = {
    "office": OFFICE,
    "glpi": Calendar("glpi", "UTC", _week(_hours("08:30-19:00"), monday=_hours("10:30-19:00"))),
    "zammad": Calendar("zammad", "Europe/Berlin", _week(_hours("09:00-18:00"), weekend=_hours("09:00-18:00"))),
    "frappe": Calendar("frappe", "UTC", _week(_hours("10:00-18:00"))),
    "china": Calendar("china", "Asia/Shanghai", _week(_hours("09:00-18:00"))),
}
