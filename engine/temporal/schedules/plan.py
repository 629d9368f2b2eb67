"""What a schedule plans, what was done of it and what was missed.

An event fulfils one occurrence: the earliest still open one of those that it may fulfil. An occurrence may be fulfilled
from the first day that is nearer to its date than to the one before (for the first: to the anchor's) until its last day
of grace; without grace until the day before the next. So of weekly visits due on Thursdays one on Wednesday is last
week's, if nobody came then, else tomorrow's; a second one on Friday is nobody's.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.schedules.occurrences import Occurrence
from engine.temporal.schedules.series import Setting, slots_of
from engine.temporal.span import Unit
from engine.temporal.timetable import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from engine.temporal.schedules.occurrences import Days, Diary, Doing, OccurrenceState, ScheduleRules
    from engine.temporal.schedules.series import Slot
    from engine.temporal.timetable import Timetable

_IN_WORKING_TIME = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})


class Totals(NamedTuple):
    """What expressions see of a schedule. `next`: the date of the earliest occurrence that is due or upcoming."""

    next: dt.date | None
    done: int
    missed: int


def totals(occurrences: Sequence[Occurrence]) -> Totals:
    states = [occurrence.state for occurrence in occurrences]
    open_ones = (occurrence.date for occurrence in occurrences if occurrence.state in {"due", "upcoming"})
    return Totals(min(open_ones, default=None), states.count("done"), states.count("missed"))


def plan(
    rules: ScheduleRules, diary: Diary, days: Days, now: dt.datetime, zone: ZoneInfo, table: Timetable
) -> tuple[Occurrence, ...]:
    """The occurrences of one schedule and one key as of `now`, by date. `zone`: the library's; `table`: its calendar's.

    Raises NeverOpen where a working day is wanted of a calendar that has none, TooMany where they are more than `MOST`.
    """
    setting = Setting(rules, days, zone, table)
    slots = slots_of(setting, diary)
    done = _fulfilled(slots, sorted(diary.doings), zone)
    today = now.astimezone(zone).date()
    told = _told(slots, days, standing=diary.anchors is None) if rules.every else range(len(slots))
    return tuple(_occurrence(slots[index], done.get(index), today, setting) for index in told)


def _told(slots: Sequence[Slot], days: Days, *, standing: bool) -> Iterable[int]:
    """Which slots of a recurrence are asked for."""
    begun = [slot.planned for slot in slots if slot.planned <= days.since] if standing else []
    first = max(begun, default=dt.date.min)
    return (index for index, slot in enumerate(slots) if first <= slot.planned <= days.until)


def _fulfilled(slots: Sequence[Slot], doings: Iterable[Doing], zone: ZoneInfo) -> dict[int, Doing]:
    """By slot, what fulfilled it."""
    done: dict[int, Doing] = {}
    waiting = list(range(len(slots)))
    for doing in doings:
        day = doing.at.astimezone(zone).date()
        waiting = [index for index in waiting if day <= (slots[index].last or dt.date.max)]
        found = next((index for index in waiting if _suits(slots[index], doing, day)), None)
        if found is not None:
            done[found] = doing
            waiting.remove(found)
    return done


def _suits(slot: Slot, doing: Doing, day: dt.date) -> bool:
    return slot.opens <= day and (slot.anchor.at is None or slot.anchor.at <= doing.at)


def _occurrence(slot: Slot, done: Doing | None, today: dt.date, setting: Setting) -> Occurrence:
    state = "done" if done else _open_state(slot, today, tracked=setting.rules.tracked)
    return Occurrence(slot.planned, slot.date, slot.last, state, slot.anchor.id, done, _provisional(slot, setting))


def _open_state(slot: Slot, today: dt.date, *, tracked: bool) -> OccurrenceState:
    if today < slot.date:
        return "upcoming"
    if not tracked and today > slot.date:
        return "past"
    return "missed" if slot.last and today > slot.last else "due"


def _provisional(slot: Slot, setting: Setting) -> bool:
    """Whether a day that may yet become special was needed: one after the calendar's `valid_through`."""
    rules = setting.rules
    asked = [max(slot.planned, slot.date)] if _places_by_calendar(rules) else []
    if rules.grace and rules.grace.unit in _IN_WORKING_TIME and slot.last:
        asked.append(slot.last)
    return any(day_of(setting.table, day).provisional for day in asked)


def _places_by_calendar(rules: ScheduleRules) -> bool:
    """Whether the calendar has a say in the date itself."""
    working = rules.every is not None and rules.every.working
    return working or rules.rest_day != "keep" or any(span.unit in _IN_WORKING_TIME for span in rules.at)
