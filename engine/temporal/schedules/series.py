"""The occurrences that follow one anchor, each with the days on which it may be done."""

from __future__ import annotations

import datetime as dt
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.schedules.occurrences import Landmark
from engine.temporal.schedules.planned import last_day, moved, offset, recurring

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.temporal.schedules.occurrences import Days, Diary, ScheduleRules
    from engine.temporal.timetable import Timetable


class Setting(NamedTuple):
    """What a schedule is planned with. `table`: the calendar of its rest days and working days."""

    rules: ScheduleRules
    days: Days
    zone: ZoneInfo
    table: Timetable


class Slot(NamedTuple):
    """An occurrence before anything is said to have been done: the days from which on and until which it may be.

    `last` None: for ever.
    """

    date: dt.date
    planned: dt.date
    anchor: Landmark
    opens: dt.date
    last: dt.date | None


MOST = 10_000
"""So many occurrences a schedule may have at most, those that went before included."""


class TooMany(Exception):
    """A schedule would have more occurrences than anybody asks for."""


_TWO_OF_THE_RAREST = dt.timedelta(2 * 366)
"""In so many days every recurrence falls twice."""
_ONE_DAY = dt.timedelta(1)


def slots_of(setting: Setting, diary: Diary) -> list[Slot]:
    """The slots of all anchors, by date; of recurrences up to the first after the days that are asked for.

    Raises `TooMany`.
    """
    if diary.anchors is None:
        return _standing(setting, diary)
    anchors = sorted(diary.anchors, key=lambda anchor: (anchor.day, anchor.id))
    slots = []
    for anchor, following in zip_longest(anchors, anchors[1:]):
        ends = [end.day for end in diary.ends if end.at is None or anchor.at is None or end.at >= anchor.at]
        if setting.rules.every and following:
            ends.append(following.day)
        slots += _series(setting, anchor, min(ends, default=dt.date.max))
        if len(slots) > MOST:
            raise TooMany
    return sorted(slots, key=lambda slot: (slot.date, slot.planned, slot.anchor.day, slot.anchor.id))


def _standing(setting: Setting, diary: Diary) -> list[Slot]:
    """From before the first doing on, so that what each fulfils doesn't hang on the days that are asked for."""
    first = min([setting.days.since, *(doing.at.astimezone(setting.zone).date() for doing in diary.doings)])
    end = min((end.day for end in diary.ends), default=dt.date.max)
    return _series(setting, Landmark(first - _TWO_OF_THE_RAREST), end)


def _series(setting: Setting, anchor: Landmark, end: dt.date) -> list[Slot]:
    planned = takewhile(lambda day: day <= end, _planned(setting, anchor))
    pairs = list(_through(setting.days.until, _moved(setting, planned), endless=setting.rules.every is not None))
    dates = [date for date, _ in pairs]
    windows = zip(pairs, _opens(anchor, dates), _lasts(setting, dates), strict=True)
    return [Slot(date, day, anchor, opens, last) for (date, day), opens, last in windows]


def _planned(setting: Setting, anchor: Landmark) -> Iterable[dt.date]:
    rules, table = setting.rules, setting.table
    if rules.every:
        return recurring(rules.every, anchor.day, table)
    return sorted(offset(anchor, span, table, setting.zone) for span in rules.at)


def _moved(setting: Setting, planned: Iterable[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """Each date with what was planned, without those that are skipped."""
    for day in planned:
        date = moved(day, setting.rules.rest_day, setting.table)
        if date:
            yield date, day


def _through(
    until: dt.date, pairs: Iterator[tuple[dt.date, dt.date]], *, endless: bool
) -> Iterator[tuple[dt.date, dt.date]]:
    """Of endless ones up to the first that is planned later: the one before hangs on it. Raises `TooMany`."""
    for count, pair in enumerate(pairs):
        if count == MOST:
            raise TooMany
        yield pair
        if endless and pair[1] > until:
            return


def _opens(anchor: Landmark, dates: Sequence[dt.date]) -> Iterator[dt.date]:
    """The first day that is nearer to a date than to the one before, which for the first is the anchor's."""
    for date, before in zip(dates, [anchor.day, *dates], strict=False):
        nearer = before + dt.timedelta((date - before).days // 2 + 1)
        yield min(date, nearer) if before <= date else dt.date.min


def _lasts(setting: Setting, dates: Sequence[dt.date]) -> Iterator[dt.date | None]:
    """The last day of grace; without grace the day before the next date."""
    rules = setting.rules
    for index, date in enumerate(dates):
        if not rules.tracked:
            yield None
        elif rules.grace:
            yield last_day(date, rules.grace, setting.table)
        else:
            following = next((later for later in dates[index + 1 :] if later > date), None)
            yield following - _ONE_DAY if following else None
