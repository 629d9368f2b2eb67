"""Schedules: what is planned for every key, as values that expressions see and rungs go over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.timed.calendars import calendar_named
from engine.backends.scalar.timed.landmarks import finding
from engine.backends.scalar.timed.patterns import Patterns
from engine.backends.scalar.timed.told import Told, no_such_day, now_of
from engine.diagnostics import Diagnostic
from engine.ir.decision import key_value
from engine.ir.trace import ScheduleTrace
from engine.temporal.calendar import round_the_clock
from engine.temporal.civil import plus_months
from engine.temporal.schedules.occurrences import Days, Diary, Doing, ScheduleRules
from engine.temporal.schedules.plan import plan
from engine.temporal.schedules.series import MOST, TooMany
from engine.temporal.timetable import timetable_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.keys import Key
    from engine.backends.scalar.timed.told import Setting, TimedRun
    from engine.feel.values import Value
    from engine.ir.program import Schedule
    from engine.temporal.schedules.occurrences import Occurrence
    from engine.temporal.span import TimeSpan
    from engine.temporal.timetable import Timetable

A_YEAR = 12
"""For so many months recurrences are told, unless a horizon is given."""
STATES = {"then": "due", "missed": "missed"}
"""The state of those occurrences that a rung goes over."""


class _Plan(NamedTuple):
    """A schedule made ready."""

    rules: Callable[[Frame], ScheduleRules]
    diaries: Callable[[Frame, History], dict[Key, Diary]]
    table: Timetable
    zone: ZoneInfo

    def occurrences(self, frame: Frame, history: History, now: dt.datetime) -> dict[Key, tuple[Occurrence, ...]]:
        rules, days = self.rules(frame), _days(now.astimezone(self.zone).date(), history)
        found: dict[Key, tuple[Occurrence, ...]] = {}
        left = MOST
        for key, diary in self.diaries(frame, history).items():
            found[key] = plan(rules, diary, days, now, self.zone, self.table)
            left -= len(found[key])
            if left < 0:
                raise TooMany
        return found


def schedule_run(schedule: Schedule, setting: Setting) -> TimedRun:
    """The closure that plans the schedule of every key."""
    calendar = calendar_named(schedule.calendar, setting.program)
    table = timetable_of(calendar or round_the_clock(setting.program.zone))
    made = _Plan(_rules(schedule), _diaries(schedule, setting.zone), table, setting.zone)

    def run(frame: Frame, history: History) -> Told:
        now = now_of(history)
        problems: tuple[Diagnostic, ...] = ()
        try:
            found = made.occurrences(frame, history, now) if now else {}
        except ArithmeticError:
            found, problems = {}, (no_such_day(schedule),)
        except TooMany:
            found, problems = {}, (_too_many(schedule),)
        trace = ScheduleTrace(schedule, tuple(found.items()) if found or schedule.per else (((), ()),), calendar)
        return Told(_values(trace), trace, problems)

    return run


def _too_many(schedule: Schedule) -> Diagnostic:
    return Diagnostic("GJ456", None, (("step", schedule.name), ("limit", str(MOST))), "", "/events")


def _days(today: dt.date, history: History) -> Days:
    return Days(history.since or today, history.horizon or plus_months(today, A_YEAR))


def _rules(schedule: Schedule) -> Callable[[Frame], ScheduleRules]:
    spans = tuple(evaluator(item.root) for item in schedule.at)
    grace = evaluator(schedule.grace.root) if schedule.grace else None
    fixed = ScheduleRules(every=schedule.every, rest_day=schedule.rest_day, tracked=bool(schedule.done))
    sign = -1 if schedule.before else 1

    def rules(frame: Frame) -> ScheduleRules:
        at = tuple([_signed(span, sign) for item in spans for span in _spans(item(frame))])
        allowed: Any = grace(frame) if grace else None
        return replace(fixed, at=at, grace=allowed)

    return rules


def _spans(value: Any) -> Iterator[TimeSpan]:
    """A span, or a list of spans; those that aren't known are left out."""
    for item in value if isinstance(value, tuple) else (value,):
        if item is not None:
            yield item


def _signed(span: TimeSpan, sign: int) -> TimeSpan:
    return replace(span, amount=span.amount * sign)


def _diaries(schedule: Schedule, zone: ZoneInfo) -> Callable[[Frame, History], dict[Key, Diary]]:
    """The keys are those of the events that it follows."""
    follows, ends = finding(schedule.anchor, schedule.per, zone), finding(schedule.until, schedule.per, zone)
    done = Patterns(schedule.done, schedule.per, zone)

    def diaries(frame: Frame, history: History) -> dict[Key, Diary]:
        anchors, until, doings = follows(frame, history), ends(frame, history), done.among(frame, history)
        keys = sorted(anchors.events.keys) if anchors.events else [()]
        return {
            key: Diary(
                anchors.of(key) if schedule.anchor else None,
                until.of(key),
                tuple([Doing(event.at, event.id) for event in doings.of(key)]),
            )
            for key in keys
        }

    return diaries


def _values(trace: ScheduleTrace) -> dict[str, Value]:
    schedule = trace.schedule
    rungs = {rung.name: tuple(_elements(trace, STATES[rung.kind])) for rung in schedule.rungs}
    return {schedule.name: None if schedule.per else _state(trace.plans[0][1]), **rungs}


def _state(plan: tuple[Occurrence, ...]) -> dict[str, Value]:
    """What expressions see of a schedule."""
    states = [occurrence.state for occurrence in plan]
    following = (occurrence.date for occurrence in plan if occurrence.state in ("upcoming", "due"))
    return {"next": min(following, default=None), "done": states.count("done"), "missed": states.count("missed")}


def _elements(trace: ScheduleTrace, state: str) -> Iterator[dict[str, Value]]:
    per = trace.schedule.per
    for key, occurrences in trace.plans:
        told: dict[str, Value] = {"key": key_value(per, key)} if per else {}
        for occurrence in occurrences:
            if occurrence.state == state:
                days = {"planned": occurrence.planned, "date": occurrence.date, "last": occurrence.last}
                yield {**days, "event": occurrence.anchor or None, **told}
