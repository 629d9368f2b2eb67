"""Cases about business time, from whatever project, answered by our arithmetic.

Our own rules are fixed. Where projects differ a case says what it takes for granted, in `convention`; what we don't do
ourselves is put together here from our own parts: `keep_time`, for one, is the n-th working day at the start's time.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from dateutil.rrule import rrulestr

from engine.temporal.arithmetic import add, elapsed, next_opening, nth_workday, workdays_between
from engine.temporal.calendar import Calendar, SpecialDay
from engine.temporal.civil import plus_months, whole_months
from engine.temporal.clocks import read_clock
from engine.temporal.clocks.reading import ClockReading, ClockRules, Interval, Mark, Marks
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import Timetable, is_working, timetable_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.temporal.calendar import Hours

Moment = dt.date | dt.datetime
Pauses = tuple[tuple[dt.datetime, dt.datetime], ...]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SECONDS = {"second": 1, "minute": 60, "hour": 3600}
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
A_DAY = dt.timedelta(days=1)
NOON = dt.time(12)
MOMENT = Decimal("0.000001")
DATE = len("2026-03-02")
UNTIL_INSTANT = re.compile(r"UNTIL=(\d{8}T\d{6}Z)")


class Question(NamedTuple):
    """What is asked of a calendar. Of several conventions the first is meant where `convention` is silent."""

    table: Timetable
    start: Moment
    pauses: Pauses
    convention: Mapping[str, str]

    def by(self, name: str, default: str) -> str:
        return self.convention.get(name, default)

    def day(self, moment: Moment) -> dt.date:
        return moment.astimezone(self.table.zone).date() if isinstance(moment, dt.datetime) else moment

    def instant(self, moment: Moment) -> dt.datetime:
        return moment if isinstance(moment, dt.datetime) else self.at(moment, dt.time.min)

    def moment(self, text: str) -> dt.datetime:
        return self.instant(moment_of(text))

    def at(self, day: dt.date, clock: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, clock, self.table.zone)

    def on(self, day: dt.date, moment: Moment) -> Moment:
        """Another day; with the time of day, where there is one."""
        if not isinstance(moment, dt.datetime):
            return day
        return self.at(day, moment.astimezone(self.table.zone).time())


def answer(case: dict[str, Any]) -> Any:
    """What a case expects, in its shape: an instant or a date in ISO 8601, `{n, unit}`, or a list of the former."""
    table = timetable_of(calendar_of(case["calendar"]))
    convention = case.get("convention") or {}
    start = moment_of(case["start"])
    unit = case.get("duration", {}).get("unit", "day").removeprefix("working_")
    if convention.get("granularity") == "date" and isinstance(start, dt.datetime) and unit not in SECONDS:
        start = start.astimezone(table.zone).date()
    if convention.get("dst") == "wall" and isinstance(start, dt.datetime):
        return _by_the_wall(case, table)
    asked = Question(table, start, (), convention)
    pauses = tuple((asked.moment(since), asked.moment(until)) for since, until in case.get("pauses") or ())
    return OPERATIONS[case["op"]](asked._replace(pauses=pauses), case)


def _by_the_wall(case: dict[str, Any], table: Timetable) -> Any:
    """The case in a zone whose clocks never change, told by the clocks of its own."""

    def shown(text: str) -> str:
        return dt.datetime.fromisoformat(text).astimezone(table.zone).replace(tzinfo=dt.UTC).isoformat()

    def meant(found: Any) -> Any:
        if not isinstance(found, str) or len(found) == DATE:
            return found
        return dt.datetime.fromisoformat(found).replace(tzinfo=table.zone).isoformat()

    even = case | {
        "calendar": case["calendar"] | {"tz": "UTC"},
        "convention": case["convention"] | {"dst": "absolute"},
        "pauses": [(shown(since), shown(until)) for since, until in case.get("pauses") or ()],
        "start": shown(case["start"]),
    }
    found = answer(even | {"end": shown(case["end"])} if "end" in case else even)
    return [meant(each) for each in found] if isinstance(found, list) else meant(found)


def calendar_of(stated: dict[str, Any]) -> Calendar:
    """A case's calendar as ours. Make-up days without hours of their own have those of the first open weekday."""
    weekly = tuple(hours_of(stated["weekly"].get(day)) for day in WEEKDAYS)
    make_up = hours_of(stated.get("workday_hours")) or next(filter(None, weekly), ())
    overrides = (stated.get("overrides") or {}).items()
    return Calendar(
        id="",
        zone=stated["tz"],
        weekly=weekly,
        holidays=tuple(SpecialDay(dt.date.fromisoformat(day), ()) for day in stated.get("holidays") or ()),
        workdays=tuple(SpecialDay(dt.date.fromisoformat(day), make_up) for day in stated.get("workdays") or ()),
        overrides=tuple(SpecialDay(dt.date.fromisoformat(day), hours_of(hours)) for day, hours in overrides),
    )


def hours_of(windows: Iterable[tuple[str, str]] | None) -> Hours:
    """In order and apart: those that touch or overlap are one."""
    joined: list[tuple[int, int]] = []
    for opens, closes in sorted((_seconds(opens), _seconds(closes)) for opens, closes in windows or ()):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _seconds(clock: str) -> int:
    hour, minute, second = (*map(int, clock.split(":")), 0)[:3]
    return (hour * 60 + minute) * 60 + second


def moment_of(text: str) -> Moment:
    return dt.date.fromisoformat(text) if len(text) == DATE else dt.datetime.fromisoformat(text)


def due(asked: Question, case: dict[str, Any]) -> str:
    n, unit = Decimal(str(case["duration"]["n"])), case["duration"]["unit"]
    found = _after(asked, n, unit)
    if isinstance(found, dt.datetime) and n > 0:
        found = held_up(asked, found, unit)
    if isinstance(found, dt.datetime) and unit.removeprefix("working_") != unit and not unit.endswith("day"):
        found = _at_the_edge(asked, found, n)
    return (asked.day(found) if asked.by("granularity", "") == "date" else found).isoformat()


def _after(asked: Question, n: Decimal, unit: str) -> Moment:
    match unit.split("_"):
        case ["working", _] if not n:
            return asked.start if asked.by("zero", "roll_to_open") == "unchanged" else _opened(asked)
        case ["working", "day"]:
            return _after_workdays(asked, int(n))
        case ["working", small]:
            return _after_working_time(asked, n * SECONDS[small])
        case [small] if small in SECONDS:
            return _after_seconds(asked, n * SECONDS[small])
        case _:
            return _after_days(asked, n, unit)


def _opened(asked: Question) -> Moment:
    """The first open instant from the start on; of a date the first working day."""
    found = next_opening(asked.table, asked.instant(asked.start)).at
    return found if isinstance(asked.start, dt.datetime) else found.date()


def _after_working_time(asked: Question, seconds: Decimal) -> dt.datetime:
    return add(asked.table, asked.instant(asked.start), TimeSpan(Unit.WORKING_SECONDS, seconds)).at


def _after_seconds(asked: Question, seconds: Decimal) -> dt.datetime:
    return add(asked.table, asked.instant(asked.start), TimeSpan(Unit.SECONDS, seconds)).at


def _after_days(asked: Question, n: Decimal, unit: str) -> Moment:
    """Days, weeks, months and years by the calendar; the days of an instant are 24 hours each."""
    start = asked.start
    if unit in MONTHS:
        found = asked.on(plus_months(asked.day(start), int(n * MONTHS[unit])), start)
    elif isinstance(start, dt.datetime):
        found = _after_seconds(asked, n * DAYS[unit] * 86400)
    else:
        found = start + float(n) * DAYS[unit] * A_DAY
    if asked.by("start_day", "excluded") == "included" and n:
        found -= A_DAY if n > 0 else -A_DAY
    return _on_the_last_day(asked, found, back=n < 0)


def _on_the_last_day(asked: Question, found: Moment, *, back: bool) -> Moment:
    """Where days and months end: on a working day, if so agreed, and at its close of business, if that is said."""
    last = asked.day(found)
    day = _moved(asked, last, asked.by("last_day_nonworking", "keep")) or last
    if "day_clock" in asked.convention and is_working(asked.table, day):
        return _at_the_clock(asked, day, found, back=back)
    return found if day == last else asked.on(day, found)


def _after_workdays(asked: Question, n: int) -> Moment:
    table, start, day = asked.table, asked.start, asked.day(asked.start)
    rolls = asked.by("from_nonworking_day", "next_workday_is_day_1") == "roll_to_next_workday_first"
    if rolls and not is_working(table, day):
        day = nth_workday(table, day, -1 if n < 0 else 1)
        start = _opening_of(asked, day) if isinstance(start, dt.datetime) else day
    elif asked.by("start_day", "excluded") == "included" and _has_any_left(asked, day, n):
        n -= 1 if n > 0 else -1
    return _at_the_clock(asked, nth_workday(table, day, n), start, back=n < 0)


def _has_any_left(asked: Question, day: dt.date, n: int) -> bool:
    """Whether the start's own day has an opening on the side to which is counted."""
    if not isinstance(asked.start, dt.datetime):
        return is_working(asked.table, day)
    edge = asked.at(day + A_DAY if n > 0 else day, dt.time.min)
    return bool(elapsed(asked.table, asked.start, edge, Unit.WORKING_SECONDS).amount)


def _at_the_clock(asked: Question, day: dt.date, start: Moment, *, back: bool) -> Moment:
    """Where on a working day a count of working days ends."""
    if not isinstance(start, dt.datetime):
        return day
    kept = asked.at(day, start.astimezone(asked.table.zone).time())
    match asked.by("day_clock", "keep_time"), asked.by("start_day", "excluded"):
        case "close_of_day", "included" if back:
            return _opening_of(asked, day)
        case "close_of_day", _:
            return add(asked.table, asked.at(day - A_DAY, NOON), TimeSpan(Unit.WORKING_DAYS, Decimal(1))).at
        case "keep_time_then_roll", _ if next_opening(asked.table, kept).at != kept:
            return _opening_before(asked, kept) if back else next_opening(asked.table, kept).at
        case _:
            return kept


def _opening_of(asked: Question, day: dt.date) -> dt.datetime:
    return next_opening(asked.table, asked.at(day, dt.time.min)).at


def _opening_before(asked: Question, instant: dt.datetime) -> dt.datetime:
    """When the latest day opened that has been open before an instant."""
    latest = add(asked.table, instant, TimeSpan(Unit.WORKING_SECONDS, -MOMENT)).at
    return _opening_of(asked, latest.date())


def _at_the_edge(asked: Question, found: dt.datetime, n: Decimal) -> dt.datetime:
    """What ends exactly at closing (backward: at opening) is taken for the opening after it (the closing before)."""
    if n > 0 and asked.by("exact_close", "close") == "next_open":
        return next_opening(asked.table, found).at
    if n < 0 and asked.by("exact_open_backward", "open") != "open":
        inside = add(asked.table, found, TimeSpan(Unit.WORKING_SECONDS, -MOMENT)).at
        return add(asked.table, inside, TimeSpan(Unit.WORKING_SECONDS, MOMENT)).at
    return found


def held_up(asked: Question, found: dt.datetime, unit: str) -> dt.datetime:
    """A due instant moved on by pauses, as a clock's whose target is all that counts until then."""
    counted = Unit.WORKING_SECONDS if unit.startswith("working") else Unit.SECONDS
    start = asked.instant(asked.start)
    if not any(elapsed(asked.table, *pause, counted).amount for pause in asked.pauses):
        return found
    target = elapsed(asked.table, start, found, counted).amount
    return _clock(asked, TimeSpan(counted, target), max(found, *(until for _, until in asked.pauses))).due or found


def _clock(asked: Question, target: TimeSpan, now: dt.datetime) -> ClockReading:
    start = asked.instant(asked.start)
    pauses = tuple(Interval((Mark(since, ""),), (Mark(until, ""),)) for since, until in asked.pauses)
    marks = Marks(starts=(Mark(start, ""),), pauses=pauses, targets=((start, target),))
    return read_clock(ClockRules(), marks, asked.table, now, asked.table.zone)


def lasted(asked: Question, case: dict[str, Any]) -> dict[str, Any]:
    end = moment_of(case["end"])
    default = "working_second" if isinstance(end, dt.datetime) else "working_day"
    unit = (case.get("expected_elapsed") or {}).get("unit", default)
    found = _between(asked, end, unit)
    if found < 0 and asked.by("reversed", "zero") == "zero":
        found = Decimal(0)
    return {"n": int(found) if found == int(found) else float(found), "unit": unit}


def _between(asked: Question, end: Moment, unit: str) -> Decimal:
    first, last = asked.day(asked.start), asked.day(end)
    match unit.split("_"):
        case ["working", "day"]:
            return Decimal(_workdays(asked, first, last))
        case ["working", small]:
            return _counted(asked, asked.instant(end), Unit.WORKING_SECONDS) / SECONDS[small]
        case [small] if small in SECONDS:
            return _counted(asked, asked.instant(end), Unit.SECONDS) / SECONDS[small]
        case [large] if large in DAYS:
            return Decimal((last - first).days // DAYS[large])
        case _:
            return Decimal(whole_months(first, last) // MONTHS[unit])


def _counted(asked: Question, end: dt.datetime, unit: Unit) -> Decimal:
    start = asked.instant(asked.start)
    if not asked.pauses or end <= start:
        return elapsed(asked.table, start, end, unit).amount
    used = _clock(asked._replace(pauses=asked.pauses), TimeSpan(unit, MOMENT), end).elapsed
    return used.amount if used else Decimal(0)


def _workdays(asked: Question, first: dt.date, last: dt.date) -> int:
    """`[` or `(`, `]` or `)`: whether the day at that end is counted."""
    counted = asked.by("day_count", "(start,end]")
    after = first - A_DAY if counted.startswith("[") else first
    through = last - A_DAY if counted.endswith(")") else last
    return workdays_between(asked.table, after, through)


def recurrence(asked: Question, case: dict[str, Any]) -> list[str]:
    """By the wall clock: what the rule calls 9 o'clock is 9 o'clock before and after a change of clocks."""

    def shown(text: str) -> dt.datetime:
        return asked.moment(text).astimezone(asked.table.zone).replace(tzinfo=None)

    first = shown(case["start"])
    rule = UNTIL_INSTANT.sub(lambda until: f"UNTIL={shown(until[1]):%Y%m%dT%H%M%S}", case["rule"])
    raw = (
        found.replace(tzinfo=asked.table.zone) if isinstance(asked.start, dt.datetime) else found.date()
        for found in rrulestr(rule, dtstart=first).xafter(first, case["count"], inc=True)
    )
    days = ((found, _moved(asked, asked.day(found), asked.by("on_nonworking", "keep"))) for found in raw)
    return [asked.on(day, found).isoformat() for found, day in days if day]


def _moved(asked: Question, day: dt.date, rule: str) -> dt.date | None:
    """A day that may be a rest day, after the rule about those; None: it is left out."""
    if rule == "keep" or is_working(asked.table, day):
        return day
    steps = {"next_workday": 1, "previous_workday": -1}
    return nth_workday(asked.table, day, steps[rule]) if rule in steps else None


OPERATIONS: Mapping[str, Callable[[Question, dict[str, Any]], Any]] = {
    "due": due,
    "elapsed": lasted,
    "next_open": lambda asked, _: _opened(asked).isoformat(),
    "recurrence": recurrence,
}
