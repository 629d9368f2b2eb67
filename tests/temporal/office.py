"""An office in China in 2026, with a midday break, and short ways to say instants and spans."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.temporal.arithmetic import add
from engine.temporal.calendar import Calendar, Hours, SpecialDay
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import timetable_of

HOUR = 3600
ZONE = ZoneInfo("Asia/Shanghai")
HOURS: Hours = ((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR))
SPRING_FESTIVAL = tuple(SpecialDay(dt.date(2026, 2, day), (), "春节") for day in range(15, 24))
MAKE_UP = tuple(SpecialDay(dt.date(2026, 2, day), HOURS, "春节调休") for day in (14, 28))
INVENTORY = SpecialDay(dt.date(2026, 3, 3), ((9 * HOUR, 11 * HOUR),), "盘点")
OFFICE = Calendar(
    id="office",
    zone="Asia/Shanghai",
    weekly=(HOURS,) * 5 + ((),) * 2,
    holidays=SPRING_FESTIVAL,
    workdays=MAKE_UP,
    overrides=(INVENTORY,),
    valid_through=dt.date(2026, 12, 31),
)
TABLE = timetable_of(OFFICE)


def at(text: str) -> dt.datetime:
    """`2026-03-02 10:00`, in the office."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def span(n: int | str, unit: str) -> TimeSpan:
    """`hours` and `working hours`, `days`, `working days`, `months`."""
    seconds = unit.endswith("hours")
    named = unit.replace("hours", "seconds").replace(" ", "-")
    return TimeSpan(Unit(named), Decimal(n) * (HOUR if seconds else 1))


def due(start: str, n: int | str, unit: str) -> str:
    """As `2026-03-02 10:00`, by the office's clock."""
    return add(TABLE, at(start), span(n, unit)).at.strftime("%Y-%m-%d %H:%M")
