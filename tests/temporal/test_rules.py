"""The rules about time that are fixed, each by its name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from engine import FactError, Library, PolicyError
from engine.temporal.arithmetic import add, elapsed, next_opening, nth_workday, workdays_between
from engine.temporal.calendar import Calendar, SpecialDay, round_the_clock
from engine.temporal.civil import plus_months
from engine.temporal.clocks import read_clock
from engine.temporal.clocks.reading import ClockReading, ClockRules, Interval, Mark, Marks
from engine.temporal.schedules import Days, Diary, Landmark, ScheduleRules, plan
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.stretches import stretches
from engine.temporal.timetable import day_of, is_working, timetable_of
from engine.temporal.weeks import NeverOpen
from tests.temporal.office import HOUR, OFFICE, TABLE, ZONE, at, due, span

if TYPE_CHECKING:
    from pathlib import Path

NINE_HOURS = ((9 * HOUR, 18 * HOUR),)


def clock(start: str, target: TimeSpan, now: str, *pauses: tuple[str, str | None], stop: str = "") -> ClockReading:
    marks = Marks(
        starts=(Mark(at(start), "start"),),
        stops=(Mark(at(stop), "stop"),) if stop else (),
        pauses=tuple(
            Interval((Mark(at(since), "off"),), (Mark(at(until), "on"),) if until else ()) for since, until in pauses
        ),
        targets=((at(start), target),),
    )
    return read_clock(ClockRules(), marks, TABLE, at(now), ZONE)


class TestWhereCountingBegins:
    @pytest.mark.parametrize(
        "start", ["2026-03-06 18:00", "2026-03-06 23:59", "2026-03-07 12:00", "2026-03-09 00:00", "2026-03-09 09:00"]
    )
    def test_start_outside_hours_counts_from_the_next_opening(self, start: str) -> None:
        assert due(start, 2, "working hours") == "2026-03-09 11:00"

    def test_start_in_the_break_counts_from_its_end(self) -> None:
        assert (
            due("2026-03-06 12:00", 1, "working hours")
            == due("2026-03-06 12:59", 1, "working hours")
            == "2026-03-06 14:00"
        )

    def test_the_instant_of_closing_is_closed_and_that_of_opening_is_open(self) -> None:
        assert next_opening(TABLE, at("2026-03-06 18:00")).at == at("2026-03-09 09:00")
        assert next_opening(TABLE, at("2026-03-09 09:00")).at == at("2026-03-09 09:00")

    def test_the_start_day_is_not_counted(self) -> None:
        assert due("2026-03-09 09:00", 1, "working days") == "2026-03-10 18:00"
        assert due("2026-03-09 00:00", 1, "days") == "2026-03-11 00:00"

    def test_saturday_and_one_working_day_is_monday(self) -> None:
        assert due("2026-03-07 10:00", 1, "working days") == "2026-03-09 18:00"


class TestWhereCountingEnds:
    def test_used_up_exactly_at_closing_is_due_at_closing(self) -> None:
        assert due("2026-03-06 15:00", 3, "working hours") == "2026-03-06 18:00"

    def test_used_up_exactly_at_the_break_is_due_at_the_break(self) -> None:
        assert due("2026-03-06 09:00", 3, "working hours") == "2026-03-06 12:00"

    def test_counted_back_exactly_to_opening_is_the_opening(self) -> None:
        assert due("2026-03-06 12:00", -3, "working hours") == "2026-03-06 09:00"

    @pytest.mark.parametrize("start", ["2026-03-04 00:00", "2026-03-04 17:59", "2026-03-04 23:00"])
    def test_the_nth_working_day_ends_at_its_close_of_business(self, start: str) -> None:
        assert due(start, 2, "working days") == "2026-03-06 18:00"

    def test_a_day_with_hours_of_its_own_ends_at_its_own_close(self) -> None:
        assert due("2026-03-02 10:00", 1, "working days") == "2026-03-03 11:00"

    def test_calendar_days_and_months_end_at_24_o_clock(self) -> None:
        assert due("2026-03-04 10:00", 3, "days") == "2026-03-08 00:00"
        assert due("2026-03-04 10:00", 1, "months") == "2026-04-05 00:00"

    def test_going_back_an_instant_at_24_o_clock_belongs_to_the_day_that_it_ends(self) -> None:
        assert due("2026-03-08 00:00", -3, "days") == "2026-03-05 00:00"
        assert due("2026-03-10 18:00", -1, "working days") == "2026-03-09 18:00"


class TestUnits:
    def test_24_hours_a_day_8_working_hours_and_a_working_day_are_four_things(self) -> None:
        start = "2026-02-13 16:00"
        assert due(start, 24, "hours") == "2026-02-14 16:00"
        assert due(start, 1, "days") == "2026-02-15 00:00"
        assert due(start, 8, "working hours") == "2026-02-14 16:00"
        assert due(start, 9, "working hours") == "2026-02-14 17:00"
        assert due(start, 1, "working days") == "2026-02-14 18:00"

    def test_24_hours_are_real_time_over_holidays(self) -> None:
        assert due("2026-02-15 20:00", 24, "hours") == "2026-02-16 20:00"

    def test_hours_are_real_where_clocks_change(self) -> None:
        berlin = timetable_of(round_the_clock("Europe/Berlin"))
        start = dt.datetime(2026, 3, 28, 20, tzinfo=berlin.zone)
        for unit in (Unit.SECONDS, Unit.WORKING_SECONDS):
            day_later = add(berlin, start, replace(span(24, "hours"), unit=unit)).at
            assert day_later.strftime("%d %H:%M") == "29 21:00"
            assert elapsed(berlin, start, day_later, unit).amount == 24 * HOUR

    @pytest.mark.parametrize(
        ("months", "day"),
        [(1, "2025-09-30"), (6, "2026-02-28"), (12, "2026-08-31"), (18, "2027-02-28"), (30, "2028-02-29")],
    )
    def test_months_clamp_and_count_from_the_anchor(self, months: int, day: str) -> None:
        assert plus_months(dt.date(2025, 8, 31), months) == dt.date.fromisoformat(day)
        end = add(TABLE, at("2025-08-31 10:00"), span(months, "months")).at
        assert end - dt.timedelta(1) == at(f"{day} 00:00")

    def test_a_year_from_a_leap_day_is_28_february(self) -> None:
        assert plus_months(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
        assert plus_months(dt.date(2024, 2, 29), 48) == dt.date(2028, 2, 29)

    def test_instants_come_back_in_the_calendar_s_zone_and_are_the_same_in_any(self) -> None:
        found = add(TABLE, at("2026-03-04 10:00").astimezone(ZoneInfo("America/New_York")), span(1, "working hours")).at
        assert (found, found.tzinfo) == (at("2026-03-04 11:00").astimezone(dt.UTC), ZONE)

    @pytest.mark.parametrize("unit", list(Unit))
    def test_nothing_moves_by_0(self, unit: Unit) -> None:
        assert add(TABLE, at("2026-03-07 10:00"), replace(span(0, "hours"), unit=unit)).at == at("2026-03-07 10:00")


class TestElapsed:
    @pytest.mark.parametrize(
        ("unit", "n"), [("hours", 30), ("working hours", 30), ("days", 7), ("working days", 5), ("months", 3)]
    )
    def test_what_a_span_has_come_to_at_its_end_is_the_span(self, unit: str, n: int) -> None:
        whole = span(n, unit)
        end = add(TABLE, at("2026-02-11 10:30"), whole).at
        assert elapsed(TABLE, at("2026-02-11 10:30"), end, whole.unit).amount == whole.amount
        assert elapsed(TABLE, end, at("2026-02-11 10:30"), whole.unit).amount == -whole.amount

    def test_days_count_when_they_are_over(self) -> None:
        end = at("2026-03-10 18:00")
        assert elapsed(TABLE, at("2026-03-09 10:00"), end, Unit.WORKING_DAYS).amount == 1
        assert elapsed(TABLE, at("2026-03-09 10:00"), end - dt.timedelta(minutes=1), Unit.WORKING_DAYS).amount == 0
        assert elapsed(TABLE, at("2026-03-09 10:00"), end, Unit.DAYS).amount == 0

    def test_parts_of_a_second_are_kept(self) -> None:
        start, half = at("2026-03-09 10:00"), span("0.000125", "working hours")
        assert elapsed(TABLE, start, add(TABLE, start, half).at, Unit.WORKING_SECONDS).amount == half.amount


class TestCalendar:
    def test_an_override_stands_before_a_make_up_day_before_a_holiday_before_the_week(self) -> None:
        day = dt.date(2026, 3, 4)
        named = {kind: SpecialDay(day, hours, kind) for kind, hours in
                 {"holiday": (), "workday": NINE_HOURS, "override": ((0, HOUR),)}.items()}  # fmt: skip
        week = replace(OFFICE, overrides=())
        holiday = replace(week, holidays=(named["holiday"],))
        workday = replace(holiday, workdays=(named["workday"],))
        override = replace(workday, overrides=(named["override"],))
        kinds = [day_of(timetable_of(calendar), day).kind for calendar in (week, holiday, workday, override)]
        assert kinds == ["open", "holiday", "workday", "override"]

    def test_a_make_up_day_is_a_working_day_with_its_own_hours(self) -> None:
        assert is_working(TABLE, dt.date(2026, 2, 14))
        assert due("2026-02-13 17:00", 2, "working hours") == "2026-02-14 10:00"
        assert nth_workday(TABLE, dt.date(2026, 2, 13), 2) == dt.date(2026, 2, 24)
        assert nth_workday(TABLE, dt.date(2026, 2, 24), -1) == dt.date(2026, 2, 14)
        assert workdays_between(TABLE, dt.date(2026, 1, 31), dt.date(2026, 2, 28)) == 16

    def test_what_needs_a_day_after_the_last_known_one_is_provisional(self) -> None:
        eve = at("2026-12-31 17:00")
        assert not add(TABLE, eve, span(1, "working hours")).provisional
        assert add(TABLE, eve, span(2, "working hours")).provisional
        assert add(TABLE, eve, span(1, "working days")).provisional
        assert add(TABLE, at("2027-01-04 10:00"), span(-2, "working hours")).provisional
        assert elapsed(TABLE, eve, at("2027-01-01 10:00"), Unit.WORKING_SECONDS).provisional
        assert elapsed(TABLE, at("2027-01-01 10:00"), eve, Unit.WORKING_SECONDS).provisional
        assert next_opening(TABLE, at("2026-12-31 18:00")).provisional
        assert day_of(TABLE, dt.date(2027, 1, 1)).provisional

    @pytest.mark.parametrize("unit", ["hours", "days", "months"])
    def test_what_asks_no_calendar_is_never_provisional(self, unit: str) -> None:
        assert not add(TABLE, at("2026-12-31 17:00"), span(100, unit)).provisional

    @pytest.mark.parametrize("n", [1, -1])
    def test_an_empty_calendar_is_an_error_of_its_own(self, n: int) -> None:
        empty = timetable_of(Calendar("empty", "Asia/Shanghai", ((),) * 7))
        for unit in ("working hours", "working days"):
            with pytest.raises(NeverOpen):
                add(empty, at("2026-03-04 10:00"), span(n, unit))
        with pytest.raises(NeverOpen):
            next_opening(empty, at("2026-03-04 10:00"))
        assert elapsed(empty, at("2026-03-04 10:00"), at("2027-03-04 10:00"), Unit.WORKING_SECONDS).amount == 0

    def test_a_calendar_that_opens_on_single_days_runs_out(self) -> None:
        single = timetable_of(Calendar("fair", "Asia/Shanghai", ((),) * 7, workdays=OFFICE.workdays))
        assert add(single, at("2026-02-01 10:00"), span(10, "working hours")).at == at("2026-02-28 11:00")
        with pytest.raises(NeverOpen):
            add(single, at("2026-02-01 10:00"), span(17, "working hours"))
        with pytest.raises(NeverOpen):
            add(single, at("2026-02-14 10:00"), span(-2, "working hours"))

    @pytest.mark.parametrize("unit", ["hours", "working hours", "days", "working days", "months"])
    @pytest.mark.parametrize("n", [10**9, -(10**9)])
    def test_outside_the_years_1_to_9999_there_is_no_answer(self, unit: str, n: int) -> None:
        with pytest.raises(OverflowError):
            add(TABLE, at("2026-03-04 10:00"), span(n, unit))


class TestPauses:
    def test_pauses_are_half_open(self) -> None:
        assert clock(
            "2026-03-04 10:00", span(1, "working hours"), "2026-03-04 10:30", ("2026-03-04 09:30", "2026-03-04 10:00")
        ).due == at("2026-03-04 11:00")
        assert clock(
            "2026-03-04 10:00", span(1, "working hours"), "2026-03-04 10:30", ("2026-03-04 10:00", "2026-03-04 10:15")
        ).due == at("2026-03-04 11:15")

    def test_only_what_would_have_counted_is_paused(self) -> None:
        over_lunch = ("2026-03-04 11:30", "2026-03-04 13:30")
        assert clock("2026-03-04 10:00", span(3, "working hours"), "2026-03-04 14:00", over_lunch).due == at(
            "2026-03-04 15:00"
        )
        assert clock("2026-03-04 10:00", span(3, "hours"), "2026-03-04 13:40", over_lunch).due == at("2026-03-04 15:00")

    def test_overlapping_pauses_merge(self) -> None:
        pauses = (("2026-03-04 10:15", "2026-03-04 10:45"), ("2026-03-04 10:30", "2026-03-04 11:00"))
        assert clock("2026-03-04 10:00", span(1, "working hours"), "2026-03-04 11:10", *pauses).due == at(
            "2026-03-04 11:45"
        )

    def test_an_open_pause_is_never_a_breach(self) -> None:
        waiting = clock("2026-03-04 10:00", span(1, "working hours"), "2026-05-06 17:00", ("2026-03-04 10:30", None))
        assert waiting.state == "paused"

    def test_days_go_on_for_as_long_as_was_paused(self) -> None:
        paused = ("2026-03-04 16:00", "2026-03-05 10:00")
        assert clock("2026-03-04 10:00", span(1, "working days"), "2026-03-05 11:00", paused).due == at(
            "2026-03-06 12:00"
        )
        assert clock("2026-03-04 10:00", span(1, "days"), "2026-03-05 11:00", paused).due == at("2026-03-06 18:00")


class TestOnTime:
    def test_done_at_the_due_instant_is_on_time(self) -> None:
        start, target = "2026-03-04 10:00", span(1, "working hours")
        assert clock(start, target, "2026-03-05 10:00", stop="2026-03-04 11:00").state == "met"
        assert clock(start, target, "2026-03-05 10:00", stop="2026-03-04 11:01").state == "met-late"
        assert clock(start, target, "2026-03-04 11:00").state == "running"
        assert clock(start, target, "2026-03-04 11:01").state == "breached"


class TestTargets:
    @pytest.mark.parametrize("within", ["0h", "-1h", "0 working days"])
    def test_a_zero_or_negative_target_is_an_error_in_the_policy(self, tmp_path: Path, within: str) -> None:
        with pytest.raises(PolicyError) as refused:
            _library(tmp_path, within)
        assert [found.code for found in refused.value.diagnostics] == ["GJ375"]

    @pytest.mark.parametrize("given", ["0 h", "-1h"])
    def test_a_zero_or_negative_target_is_an_error_in_the_facts(self, tmp_path: Path, given: str) -> None:
        opened = {"id": "1", "type": "ticket.opened", "at": "2026-03-04T10:00:00+08:00"}
        policy = _library(tmp_path, "agreed").branch("base").policy("review")
        with pytest.raises(FactError) as refused:
            policy.decide({"agreed": given, "events": [opened]}, now="2026-03-04T12:00:00+08:00").clocks  # noqa: B018
        assert [found.code for found in refused.value.diagnostics] == ["GJ473"]


def _library(folder: Path, within: str) -> Library:
    files = {
        "library.yaml": "guiju: 1\nzone: Asia/Shanghai\ncalendar: round-the-clock\n",
        "vocabulary.yaml": "events:\n  ticket.opened: {title: Opened}\n",
        "base/review.yaml": (
            "policy: review\ntitle: Review\nfacts:\n  agreed: {title: Agreed, type: span, optional: true}\n"
            f"clocks:\n  repair:\n    starts: ticket.opened\n    within: {within}\n"
        ),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Library.load(folder)


class TestLastDays:
    def test_a_last_day_that_is_a_rest_day_stays_where_the_policy_doesn_t_say_otherwise(self) -> None:
        assert due("2026-03-04 10:00", 3, "days") == "2026-03-08 00:00"

    @pytest.mark.parametrize(("rest_day", "date"), [("keep", [7]), ("next", [9]), ("previous", [6]), ("skip", [])])
    def test_a_last_day_that_is_a_rest_day_moves_where_the_policy_says_so(self, rest_day: str, date: list[int]) -> None:
        rules = ScheduleRules(at=(span(3, "days"),), rest_day=rest_day)  # type: ignore[arg-type]
        diary = Diary(anchors=(Landmark(dt.date(2026, 3, 4)),))
        found = plan(
            rules, diary, Days(dt.date(2026, 3, 1), dt.date(2026, 12, 31)), at("2026-03-04 10:00"), ZONE, TABLE
        )
        assert [occurrence.date.day for occurrence in found] == date


class TestStretches:
    def test_a_weekend_is_told_by_why_it_is_closed(self) -> None:
        told = stretches(TABLE, at("2026-02-13 11:00"), at("2026-02-24 09:30"))
        assert [(each.kind, each.name, each.until.strftime("%d %H:%M")) for each in told] == [
            ("open", "", "13 12:00"),
            ("break", "", "13 13:00"),
            ("open", "", "13 18:00"),
            ("closed", "", "14 09:00"),
            ("open", "春节调休", "14 12:00"),
            ("break", "", "14 13:00"),
            ("open", "春节调休", "14 18:00"),
            ("closed", "", "15 00:00"),
            ("holiday", "春节", "24 00:00"),
            ("closed", "", "24 09:00"),
            ("open", "", "24 09:30"),
        ]

    def test_round_the_clock_is_one_stretch(self) -> None:
        table = timetable_of(round_the_clock("Europe/Berlin"))
        start, end = at("2026-03-01 00:00"), at("2026-12-01 00:00")
        assert [(each.since, each.until, each.kind) for each in stretches(table, start, end)] == [(start, end, "open")]
        assert stretches(table, end, start) == ()
