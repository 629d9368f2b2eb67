"""A calendar made ready for arithmetic.

A place in a timetable is a day, by its ordinal, and the microseconds since that day began. That is what the wall clock
shows, but for days on which it is put forward or back: their openings are set right when they are read. So everything
counts real time, and a calendar is open while the wall clock shows an hour of opening.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from engine.temporal.civil import LAST_DAY, date_of, midnight
from engine.temporal.uneven import MICROSECOND, by_the_clock, uneven_days
from engine.temporal.weeks import DAYS, Tally, tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.temporal.calendar import Calendar, Hours, SpecialDay

DayKind = Literal["open", "rest-day", "holiday", "workday", "override"]
Place = tuple[int, int]
"""A day's ordinal, and the microseconds since the day began."""

_SECOND = 1_000_000
_DAY = 86400 * _SECOND


class Day(NamedTuple):
    """What a day is; `name`: why it is special. `provisional`: it is after `valid_through`, and may yet be special."""

    kind: DayKind
    hours: Hours
    name: str
    provisional: bool
    english: str = ""


@dataclass(frozen=True, slots=True)
class Openings:
    """The openings of every day, in microseconds since it began; of days outside `first` to `last` as if all were even.

    `worked`: the microseconds that are open; `workdays`: the days that have any.
    """

    first: int
    last: int
    zone: ZoneInfo
    origin: dt.datetime
    weekly: tuple[Hours, ...]
    special: Mapping[int, Hours]
    uneven: frozenset[int]
    worked: Tally
    workdays: Tally

    def cover(self, day: int) -> bool:
        return self.first <= day <= self.last

    def on(self, day: int) -> Hours:
        found = self.special.get(day)
        return self.weekly[(day - 1) % DAYS] if found is None else found

    def length(self, day: int) -> int:
        if day in self.uneven:
            return (midnight(day + 1, self.zone) - midnight(day, self.zone)) // MICROSECOND
        return _DAY

    def place(self, instant: dt.datetime) -> Place:
        """The place of an instant, which is in the zone."""
        since = instant - self.origin
        day = since.days + 1
        if day in self.uneven:
            return day, (instant.astimezone(dt.UTC) - midnight(day, self.zone)) // MICROSECOND
        return day, since.seconds * _SECOND + since.microseconds

    def instant(self, place: Place) -> dt.datetime:
        """The instant of a place, in the zone."""
        day, passed = place
        if passed == _DAY or day in self.uneven:
            return (midnight(day, self.zone) + passed * MICROSECOND).astimezone(self.zone)
        return self.origin + ((day - 1) * _DAY + passed) * MICROSECOND

    def until(self, place: Place) -> int:
        """How many microseconds are open before a place, counted from the year 1."""
        day, passed = place
        total = self.worked.until(day)
        for opens, closes in self.on(day):
            if passed <= closes:
                return total + passed - opens if passed > opens else total
            total += closes - opens
        return total

    def ahead(self, place: Place, micros: int) -> Place:
        """The first place by which so much more has been open; of less (micros < 0) the last one from which on."""
        day, passed = place
        for opens, closes in self.on(day):
            if opens <= passed <= closes and opens <= passed + micros <= closes:
                return day, passed + micros
        closing = 1 if micros > 0 else 0
        day, passed = self.find(self.until(place) + micros - closing)
        return day, passed + closing

    def find(self, n: int) -> Place:
        """Where the n-th microsecond that is open begins, counted from 0 as in `until`."""
        day, rest = self.worked.find(n)
        for opens, closes in self.on(day):
            if rest < closes - opens:
                break
            rest -= closes - opens
        return day, opens + rest


class Timetable:
    """A calendar's days and openings. Uneven days are looked for in the years that were asked about."""

    __slots__ = ("_widest", "calendar", "special", "through", "zone")

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.zone)
        self.special = _special_days(calendar)
        self.through = calendar.valid_through.toordinal() if calendar.valid_through else LAST_DAY
        self._widest: Openings | None = None

    def around(self, *days: int) -> Openings:
        """The openings, right for these days and all between them."""
        widest = self._widest
        if widest is None or not all(map(widest.cover, days)):
            known = (widest.first, widest.last) if widest else days
            self._widest = widest = _openings(self, min(*days, *known), max(*days, *known))
        return widest

    def place(self, instant: dt.datetime) -> tuple[Openings, Place]:
        """Where an instant is, and openings that are right there."""
        local = instant.astimezone(self.zone)
        openings = self._widest
        if openings is None or not openings.first <= local.toordinal() <= openings.last:
            openings = self.around(local.toordinal())
        return openings, openings.place(local)


def timetable_of(calendar: Calendar) -> Timetable:
    """The timetable of a calendar. It is kept, by the calendar as such, which is asked often, and by what it says."""
    _, table = _KEPT.get(id(calendar), (None, None))
    if table is None:
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        _, table = _KEPT[id(calendar)] = (calendar, _timetable(calendar))
    return table


_MOST = 256
_KEPT: dict[int, tuple[Calendar, Timetable]] = {}
"""By identity; the calendar is held, so that no other can have its id."""
_timetable = lru_cache(_MOST)(Timetable)


def day_of(table: Timetable, day: dt.date) -> Day:
    """What a day is: special, or like its weekday."""
    ordinal = day.toordinal()
    if found := table.special.get(ordinal):
        kind, special = found
        return Day(kind, special.hours, special.name, ordinal > table.through, special.english)
    hours = table.calendar.weekly[day.weekday()]
    return Day("open" if hours else "rest-day", hours, "", ordinal > table.through)


def is_working(table: Timetable, day: dt.date) -> bool:
    """Whether the day has any opening; hours that a change of clocks leaves out are none."""
    ordinal = day.toordinal()
    return bool(table.around(ordinal).on(ordinal))


def _special_days(calendar: Calendar) -> dict[int, tuple[DayKind, SpecialDay]]:
    """By ordinal; overrides stand before make-up working days, those before holidays."""
    kinds: tuple[tuple[DayKind, tuple[SpecialDay, ...]], ...] = (
        ("holiday", calendar.holidays),
        ("workday", calendar.workdays),
        ("override", calendar.overrides),
    )
    return {special.day.toordinal(): (kind, special) for kind, days in kinds for special in days}


def _openings(table: Timetable, first: int, last: int) -> Openings:
    """For the years from one day's to another's."""
    years = range(date_of(first).year, date_of(last).year + 1)
    uneven = frozenset[int]().union(*(uneven_days(table.zone, year) for year in years))
    weekly = tuple(map(_in_microseconds, table.calendar.weekly))
    special = {day: _in_microseconds(found.hours) for day, (_, found) in table.special.items()}
    for day in uneven:
        special[day] = by_the_clock(day, special.get(day, weekly[(day - 1) % DAYS]), table.zone)
    return Openings(
        first=dt.date(years[0], 1, 1).toordinal(),
        last=dt.date(years[-1], 12, 31).toordinal(),
        zone=table.zone,
        origin=dt.datetime.min.replace(tzinfo=table.zone),
        weekly=weekly,
        special=special,
        uneven=uneven,
        worked=tally(map(_length, weekly), {day: _length(hours) for day, hours in special.items()}),
        workdays=tally(map(bool, weekly), {day: bool(hours) for day, hours in special.items()}),
    )


def _in_microseconds(hours: Hours) -> Hours:
    return tuple((opens * _SECOND, closes * _SECOND) for opens, closes in hours)


def _length(hours: Hours) -> int:
    return sum(closes - opens for opens, closes in hours)
