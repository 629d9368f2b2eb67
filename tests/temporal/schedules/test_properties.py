"""Laws of schedules, over any rules and any history."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.temporal.calendar import ROUND_THE_CLOCK
from engine.temporal.schedules import Days, Diary, Doing, Landmark, Occurrence, ScheduleRules, parse_recurrence, plan
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import timetable_of
from tests.temporal.schedules.schedules import CHINA, ZONE

if TYPE_CHECKING:
    from random import Random

    from engine.temporal.schedules.occurrences import RestDay

Item = TypeVar("Item")

FIRST = dt.date(2025, 12, 1)
RECURRENCES = (
    "day",
    "working day",
    "Thursday",
    "2 weeks",
    "month",
    "30th of the month",
    "last Friday of the month",
    "quarter",
)
SPANS = st.builds(
    TimeSpan, st.sampled_from([Unit.DAYS, Unit.MONTHS, Unit.WORKING_DAYS]), st.integers(1, 40).map(Decimal)
)
GRACES = st.none() | st.builds(
    TimeSpan, st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]), st.integers(1, 9).map(Decimal)
)
REST_DAYS: list[RestDay] = ["keep", "next", "previous", "skip"]
INSTANTS = st.integers(0, 200 * 24).map(
    lambda hours: dt.datetime.combine(FIRST, dt.time(), ZONE) + dt.timedelta(hours=hours)
)
TABLES = {"china": timetable_of(CHINA), "": timetable_of(ROUND_THE_CLOCK)}


class Case(NamedTuple):
    """`standing`: without an anchor. What happens later than now isn't known."""

    rules: ScheduleRules
    standing: bool
    starts: tuple[dt.datetime, ...]
    done: tuple[dt.datetime, ...]
    ended: dt.datetime | None
    calendar: str

    def plan(self, now: dt.datetime, until: dt.date = dt.date(2026, 9, 1)) -> tuple[Occurrence, ...]:
        return self.plan_of(self.diary(now), now, until)

    def plan_of(self, diary: Diary, now: dt.datetime, until: dt.date = dt.date(2026, 9, 1)) -> tuple[Occurrence, ...]:
        return plan(self.rules, diary, Days(FIRST, until), now, ZONE, TABLES[self.calendar])

    def diary(self, now: dt.datetime) -> Diary:
        anchors = tuple(Landmark(at.date(), at, f"s{number}") for number, at in enumerate(self.starts) if at <= now)
        ends = (Landmark(self.ended.date(), self.ended, "end"),) if self.ended and self.ended <= now else ()
        doings = tuple(Doing(at, f"d{number}") for number, at in enumerate(self.done) if at <= now)
        return Diary(None if self.standing else anchors, ends, doings)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    endless = draw(st.booleans())
    rules = ScheduleRules(
        at=() if endless else tuple(draw(st.lists(SPANS, min_size=1, max_size=4))),
        every=parse_recurrence(draw(st.sampled_from(RECURRENCES))) if endless else None,
        rest_day=draw(st.sampled_from(REST_DAYS)),
        grace=draw(GRACES),
        tracked=True,
    )
    starts = tuple(draw(st.lists(INSTANTS, max_size=2)))
    done = tuple(draw(st.lists(INSTANTS, max_size=8)))
    return Case(
        rules, endless and not starts, starts, done, draw(st.none() | INSTANTS), draw(st.sampled_from([*TABLES]))
    )


@given(cases(), INSTANTS, st.randoms())
def test_the_order_of_events_changes_nothing(case: Case, now: dt.datetime, random: Random) -> None:
    diary = case.diary(now)
    shuffled = Diary(diary.anchors and _shuffled(diary.anchors, random), diary.ends, _shuffled(diary.doings, random))
    assert case.plan_of(shuffled, now) == case.plan(now)


def _shuffled(items: tuple[Item, ...], random: Random) -> tuple[Item, ...]:
    mixed = list(items)
    random.shuffle(mixed)
    return tuple(mixed)


@given(cases(), INSTANTS)
def test_an_event_fulfils_at_most_one_occurrence_on_one_of_its_days(case: Case, now: dt.datetime) -> None:
    done = [occurrence for occurrence in case.plan(now) if occurrence.done]
    assert len({occurrence.done for occurrence in done}) == len(done)
    for occurrence in done:
        assert occurrence.done is not None
        assert occurrence.done.at.date() <= (occurrence.last or dt.date.max)


@given(cases(), INSTANTS, INSTANTS)
def test_what_is_done_stays_done_and_what_is_missed_stays_missed(
    case: Case, one: dt.datetime, other: dt.datetime
) -> None:
    """As long as the same anchors and ends are known: a new start or end plans anew."""
    before, after = sorted((one, other))
    assume(case.diary(before)[:2] == case.diary(after)[:2])
    states = list(zip(case.plan(before), case.plan(after), strict=True))
    assert all(later.done == earlier.done for earlier, later in states if earlier.state == "done")
    assert all(later.state == "missed" for earlier, later in states if earlier.state == "missed")


@given(cases(), INSTANTS, st.integers(0, 270), st.integers(0, 270))
def test_the_horizon_only_cuts(case: Case, now: dt.datetime, one: int, other: int) -> None:
    near, far = (FIRST + dt.timedelta(days) for days in sorted((one, other)))
    short, long = case.plan(now, near), case.plan(now, far)
    assert short == long[: len(short)]
    assert case.rules.at or all(occurrence.planned > near for occurrence in long[len(short) :])


@given(cases(), INSTANTS)
def test_occurrences_come_by_date_and_on_working_days_where_the_rule_says_so(case: Case, now: dt.datetime) -> None:
    dates = [occurrence.date for occurrence in case.plan(now)]
    assert dates == sorted(dates)
    if case.rules.rest_day != "keep" and case.calendar == "china":
        assert all(day.weekday() < 5 or any(day == special.day for special in CHINA.workdays) for day in dates)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 12), st.integers(1, 24))
def test_months_from_the_anchor_never_drift(start: dt.date, step: int, times: int) -> None:
    """The n-th of every `step` months is the offset of n times as many: on the anchor's day, or its month's last."""
    anchored = Diary((Landmark(start),))
    now = dt.datetime.combine(start, dt.time(), ZONE)
    days = Days(start, start + dt.timedelta(days=step * times * 31))
    every = ScheduleRules(every=parse_recurrence(f"{step} months"))
    offset = ScheduleRules(at=(TimeSpan(Unit.MONTHS, Decimal(step * times)),))
    occurrence = plan(every, anchored, days, now, ZONE, TABLES[""])[times - 1]
    assert (occurrence,) == plan(offset, anchored, days, now, ZONE, TABLES[""])
    following = occurrence.date + dt.timedelta(1)
    assert occurrence.date.day == start.day or (following.day == 1 and occurrence.date.day < start.day)


@given(cases(), INSTANTS)
def test_what_nothing_would_say_is_never_done_nor_missed(case: Case, now: dt.datetime) -> None:
    untracked = case._replace(rules=replace(case.rules, tracked=False, grace=None), done=())
    assert {occurrence.state for occurrence in untracked.plan(now)} <= {"past", "due", "upcoming"}
