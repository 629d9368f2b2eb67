"""A calendar as people ask about it: its days, and which file says what of each."""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.model.calendars.hours import hours_text
from engine.model.calendars.stated import NO_TEXT
from engine.temporal.arithmetic import next_opening
from engine.temporal.timetable import day_of, timetable_of
from engine.temporal.weeks import NeverOpen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from engine.diagnostics import Span
    from engine.model.calendars import DeclaredCalendar
    from engine.model.calendars.stated import StatedDay
    from engine.model.text import Text
    from engine.temporal.calendar import Calendar, Hours
    from engine.temporal.timetable import DayKind, Timetable


class Day(NamedTuple):
    """What a day is. `kind`: open, rest-day, holiday, workday, override; `name`: why it is special, where that is said.

    `hours`: as they are written (`09:00-12:00, 13:00-18:00`, `closed`). `provisional`: nobody knows yet whether it will
    be special.
    """

    date: dt.date
    kind: DayKind
    hours: str
    working: bool
    name: Text
    provisional: bool


class Statement(NamedTuple):
    """What one file says of a day. `section`: overrides, workdays, holidays, weekly; `span`: None if it is built in."""

    calendar: str
    section: str
    hours: str
    name: Text
    span: Span | None


class WorkCalendar:
    """A calendar of a library."""

    def __init__(self, declared: DeclaredCalendar, *, is_default: bool) -> None:
        self._declared = declared
        self.is_default = is_default
        """Whether it holds where a policy names none."""

    @property
    def calendar(self) -> Calendar:
        return self._declared.calendar

    @property
    def id(self) -> str:
        return self.calendar.id

    @property
    def title(self) -> Text:
        return self._declared.line[0].title

    @property
    def extends(self) -> tuple[str, ...]:
        """The calendars that it builds on, the nearest first."""
        return tuple(stated.id for stated in self._declared.line[1:])

    @property
    def source(self) -> Text:
        return next((stated.source for stated in self._declared.line if stated.source.zh), NO_TEXT)

    @property
    def zone(self) -> ZoneInfo:
        return self.table.zone

    @cached_property
    def table(self) -> Timetable:
        return timetable_of(self.calendar)

    @property
    def week(self) -> tuple[str, ...]:
        """The hours of Monday to Sunday, as they are written."""
        return tuple(map(hours_text, self.calendar.weekly))

    def day(self, date: dt.date) -> Day:
        found = day_of(self.table, date)
        name = self.names.get(found.name, NO_TEXT)
        return Day(date, found.kind, hours_text(found.hours), bool(found.hours), name, found.provisional)

    def month(self, year: int, month: int) -> tuple[Day, ...]:
        """Every day of a month."""
        _, length = gregorian.monthrange(year, month)
        return tuple(self.day(dt.date(year, month, number + 1)) for number in range(length))

    def next_opening(self, date: dt.date) -> dt.datetime | None:
        """The first open instant from a day's beginning on; None where there is none."""
        try:
            return next_opening(self.table, dt.datetime.combine(date, dt.time(), self.zone)).at
        except (NeverOpen, OverflowError):
            return None

    def statements(self, date: dt.date) -> tuple[Statement, ...]:
        """All that is said of a day, what decides first."""
        return (*self._of_the_day(date), *self._of_the_week(date.weekday()))

    @cached_property
    def names(self) -> dict[str, Text]:
        """The names of special days in both languages, by the Chinese one, which arithmetic has."""
        line = reversed(self._declared.line)
        return {stated.name.zh: stated.name for each in line for stated in each.days.values()}

    def _of_the_day(self, date: dt.date) -> Iterator[Statement]:
        for each in self._declared.line:
            if stated := each.days.get(date):
                hours = hours_text(self._hours(stated, date))
                yield Statement(each.id, f"{stated.kind}s", hours, stated.name, stated.span)

    def _hours(self, stated: StatedDay, date: dt.date) -> Hours:
        """A make-up day's, where they aren't stated, are the usual ones."""
        usual = next((special.hours for special in self.calendar.workdays if special.day == date), ())
        return usual if stated.hours is None else stated.hours

    def _of_the_week(self, weekday: int) -> Iterator[Statement]:
        for each in self._declared.line:
            if stated := each.weekly.get(weekday):
                yield Statement(each.id, "weekly", hours_text(stated.hours), NO_TEXT, stated.span)
