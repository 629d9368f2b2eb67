"""What holds of instants and spans in every calendar."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.temporal.arithmetic import add, elapsed, next_opening, nth_workday, workdays_between
from engine.temporal.civil import plus_months, whole_months
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.stretches import stretches
from engine.temporal.timetable import Timetable, is_working, timetable_of
from engine.temporal.weeks import tally
from tests.temporal.any_calendar import (
    QUARTER,
    calendars,
    instants,
    is_open,
    plain_add,
    plain_elapsed,
    plain_working,
)
from tests.temporal.office import OFFICE, TABLE, at, span

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DataObject

QUARTERS = st.integers(1, 100)
ANY_SPAN = st.builds(TimeSpan, st.sampled_from(Unit), st.integers(-40, 40).map(Decimal))
SOME_TIME = st.timedeltas(dt.timedelta(), dt.timedelta(70 * 365)).map(
    lambda passed: at("1990-01-01").astimezone(dt.UTC) + passed
)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))


def working(quarters: int) -> TimeSpan:
    return TimeSpan(Unit.WORKING_SECONDS, Decimal(quarters * QUARTER))


def utc(instant: dt.datetime) -> dt.datetime:
    """Instants of one zone compare by the wall clock, which may go back; those of two differ always, where it does."""
    return instant.astimezone(dt.UTC)


class TestAgainstGoingThroughEveryQuarter:
    @given(st.data(), QUARTERS, st.sampled_from([1, -1]))
    def test_add(self, data: DataObject, quarters: int, sign: int) -> None:
        calendar = data.draw(calendars())
        start = data.draw(instants(calendar))
        found = add(timetable_of(calendar), start, working(sign * quarters)).at
        assert utc(found) == plain_add(calendar, start, sign * quarters)

    @given(st.data())
    def test_elapsed(self, data: DataObject) -> None:
        calendar = data.draw(calendars())
        start, end = (data.draw(instants(calendar)) for _ in range(2))
        counted = elapsed(timetable_of(calendar), start, end, Unit.WORKING_SECONDS).amount
        assert counted == QUARTER * (plain_elapsed(calendar, start, end) or -plain_elapsed(calendar, end, start))

    @given(st.data())
    def test_next_opening(self, data: DataObject) -> None:
        calendar = data.draw(calendars())
        start = data.draw(instants(calendar))
        found = next_opening(timetable_of(calendar), start).at
        assert is_open(calendar, found)
        assert not plain_elapsed(calendar, start, found)

    @given(st.data(), st.integers(1, 20), st.sampled_from([1, -1]))
    def test_working_days(self, data: DataObject, n: int, sign: int) -> None:
        calendar = data.draw(calendars())
        table, day = timetable_of(calendar), data.draw(instants(calendar)).date()
        found = nth_workday(table, day, sign * n)
        between = [day + sign * dt.timedelta(days) for days in range(1, abs((found - day).days) + 1)]
        working = [each for each in between if plain_working(calendar, each)]
        assert (len(working), working[-1]) == (n, found)
        assert [each for each in between if is_working(table, each)] == working
        after, through = sorted((day, found))
        assert workdays_between(table, after, through) == n - (sign < 0) * (not plain_working(calendar, day))
        assert workdays_between(table, through, after) == -workdays_between(table, after, through)

    @given(st.data())
    def test_stretches(self, data: DataObject) -> None:
        calendar = data.draw(calendars())
        start, end = sorted((data.draw(instants(calendar)) for _ in range(2)), key=utc)
        found = stretches(timetable_of(calendar), start, end)
        edges = [utc(each.since) for each in found] + [utc(end)] if found else []
        assert edges == sorted(set(edges))
        assert all(utc(each.until) == edge for each, edge in zip(found, edges[1:], strict=True))
        for each in found:
            opened = plain_elapsed(calendar, each.since, each.until) * QUARTER
            whole = (utc(each.until) - utc(each.since)).total_seconds()
            assert opened == (whole if each.kind == "open" else 0)


class TestLaws:
    @given(SOME_TIME, SOME_TIME, ANY_SPAN)
    def test_who_starts_later_ends_no_earlier(self, one: dt.datetime, other: dt.datetime, length: TimeSpan) -> None:
        first, second = sorted((one, other))
        assert utc(add(TABLE, first, length).at) <= utc(add(TABLE, second, length).at)

    @given(SOME_TIME, ANY_SPAN, st.integers(1, 30))
    def test_who_has_longer_ends_no_earlier(self, start: dt.datetime, length: TimeSpan, more: int) -> None:
        longer = replace(length, amount=length.amount + more)
        assert utc(add(TABLE, start, length).at) <= utc(add(TABLE, start, longer).at)

    @given(SOME_TIME, st.decimals(-(10**8), 10**8, places=6))
    def test_working_time_that_has_elapsed_is_what_was_added(self, start: dt.datetime, seconds: Decimal) -> None:
        end = add(TABLE, start, TimeSpan(Unit.WORKING_SECONDS, seconds)).at
        assert elapsed(TABLE, start, end, Unit.WORKING_SECONDS).amount == seconds

    @given(SOME_TIME, st.integers(1, 500), st.sampled_from(Unit))
    def test_a_span_is_over_when_it_ends_and_not_before(self, start: dt.datetime, n: int, unit: Unit) -> None:
        end = add(TABLE, start, TimeSpan(unit, Decimal(n))).at
        assert elapsed(TABLE, start, end, unit).amount == n
        assert elapsed(TABLE, start, utc(end) - dt.timedelta(microseconds=1), unit).amount < n

    @given(SOME_TIME, st.integers(-(10**7), 10**7))
    def test_there_and_back(self, start: dt.datetime, seconds: int) -> None:
        """Back to where the clock stood then; from where it stood still to an edge of the same closure."""
        there = add(TABLE, start, TimeSpan(Unit.WORKING_SECONDS, Decimal(seconds))).at
        back = add(TABLE, there, TimeSpan(Unit.WORKING_SECONDS, Decimal(-seconds))).at
        assert elapsed(TABLE, start, back, Unit.WORKING_SECONDS).amount == 0
        opening = next_opening(TABLE, start).at
        if seconds > 0:
            assert back == opening
        real = TimeSpan(Unit.SECONDS, Decimal(seconds))
        assert utc(add(TABLE, add(TABLE, start, real).at, replace(real, amount=-real.amount)).at) == start

    @given(SOME_TIME, st.integers(1, 300), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]))
    def test_days_there_and_back_end_on_the_start_s_day(self, start: dt.datetime, n: int, unit: Unit) -> None:
        own = nth_workday(TABLE, start.astimezone(TABLE.zone).date() + dt.timedelta(1), -1)
        there = add(TABLE, start, TimeSpan(unit, Decimal(n))).at
        back = add(TABLE, there, TimeSpan(unit, Decimal(-n))).at
        day = start.astimezone(TABLE.zone).date() if unit is Unit.DAYS else own
        assert (back - dt.timedelta(microseconds=1)).date() == day

    @given(SOME_TIME, SOME_TIME, SOME_TIME, st.sampled_from([Unit.SECONDS, Unit.WORKING_SECONDS]))
    def test_what_has_elapsed_adds_up(self, a: dt.datetime, b: dt.datetime, c: dt.datetime, unit: Unit) -> None:
        parts = elapsed(TABLE, a, b, unit).amount + elapsed(TABLE, b, c, unit).amount
        assert parts == elapsed(TABLE, a, c, unit).amount

    @given(SOME_TIME, st.integers(1, 10**6), st.integers(1, 10**6))
    def test_two_spans_of_working_time_are_one(self, start: dt.datetime, one: int, other: int) -> None:
        first, second, both = (TimeSpan(Unit.WORKING_SECONDS, Decimal(n)) for n in (one, other, one + other))
        assert add(TABLE, add(TABLE, start, first).at, second).at == add(TABLE, start, both).at

    @given(SOME_TIME, ANY_SPAN)
    def test_an_answer_is_the_same_in_every_zone(self, start: dt.datetime, length: TimeSpan) -> None:
        assert add(TABLE, start, length) == add(TABLE, start.astimezone(TABLE.zone), length)

    @given(st.lists(SOME_TIME, min_size=2, max_size=4), st.integers(1, 200))
    def test_the_order_of_questions_doesn_t_matter(self, starts: list[dt.datetime], hours: int) -> None:
        length = span(hours, "working hours")
        asked = {start: add(Timetable(OFFICE), start, length) for start in starts}
        table = Timetable(OFFICE)
        assert {start: add(table, start, length) for start in starts} == asked


class TestMonths:
    @given(DAYS, st.integers(-3000, 3000))
    def test_as_pendulum_adds_them(self, day: dt.date, months: int) -> None:
        peer = pendulum.date(day.year, day.month, day.day).add(months=months)
        assert plus_months(day, months) == dt.date(peer.year, peer.month, peer.day)

    @given(DAYS, DAYS)
    def test_whole_months_are_as_many_as_go_in(self, start: dt.date, end: dt.date) -> None:
        found = whole_months(start, end)
        step = 1 if end >= start else -1
        assert sorted((plus_months(start, found), end)) == [plus_months(start, found), end][::step]
        assert (plus_months(start, found + step) > end) if step > 0 else (plus_months(start, found + step) < end)


class Counted(int):
    """A number that counts how often such numbers were compared."""

    __slots__ = ()
    looks: ClassVar[list[int]] = []

    def __lt__(self, other: int) -> bool:
        Counted.looks.append(self)
        return int(self) < other

    def __gt__(self, other: int) -> bool:
        Counted.looks.append(self)
        return int(self) > other


class TestCost:
    @pytest.mark.parametrize("special", [10, 100, 1000, 10_000])
    def test_a_search_looks_at_as_many_special_days_as_halving_takes(self, special: int) -> None:
        sums = tally((8,) * 5 + (0,) * 2, dict.fromkeys(range(730_000, 730_000 + special * 9, 9), 0))
        counted = sums._replace(days=tuple(map(Counted, sums.days)), before=tuple(map(Counted, sums.before)))
        for day in (1, 730_000, 735_000, 900_000):
            Counted.looks.clear()
            counted.until(day)
            assert 0 < len(Counted.looks) <= special.bit_length() + 1
            Counted.looks.clear()
            counted.find(sums.until(day))
            assert 0 < len(Counted.looks) <= special.bit_length() + 3

    @pytest.mark.parametrize("unit", ["working hours", "working days"])
    def test_a_long_span_takes_the_steps_of_a_short_one(self, unit: str) -> None:
        start, (shortest, *lengths) = at("2026-03-04 10:00"), [span(n, unit) for n in (1, 10, 1000, 10_000)]
        ends = [add(TABLE, start, length).at for length in (shortest, *lengths)]
        (steps,) = {_steps(partial(add, TABLE, start, length)) for length in lengths}
        assert _steps(partial(add, TABLE, start, shortest)) <= steps
        assert len({_steps(partial(elapsed, TABLE, start, end, shortest.unit)) for end in ends}) == 1


def _steps(work: Callable[[], object]) -> int:
    """How many functions are called."""
    seen: list[str] = []
    sys.setprofile(lambda _frame, event, _called: seen.append(event))
    try:
        work()
    finally:
        sys.setprofile(None)
    return len(seen)
