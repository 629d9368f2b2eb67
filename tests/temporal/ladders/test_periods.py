"""The numbers of periods."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.temporal.ladders import NotAPeriod, period_number

if TYPE_CHECKING:
    from engine.temporal.ladders.reading import PeriodUnit

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNITS: tuple[PeriodUnit, ...] = ("days", "weeks", "months", "quarters", "years")
NEIGHBOURS: list[tuple[PeriodUnit, object, object]] = [
    ("days", "2028-02-28", "2028-02-29"),
    ("days", dt.date(2026, 12, 31), "2027-01-01"),
    ("weeks", dt.date(2026, 3, 1), dt.date(2026, 3, 2)),
    ("weeks", "2026-W53", "2027-W01"),
    ("weeks", "2026-12-28", dt.date(2027, 1, 4)),
    ("months", "2025-12", "2026-01"),
    ("months", " 2026-01 ", dt.date(2026, 2, 28)),
    ("quarters", "2025-Q4", "2026-Q1"),
    ("quarters", "2026-03", dt.date(2026, 4, 1)),
    ("years", "2025", "2026"),
    ("years", "2025-Q4", "2026-01"),
]
JUNK: list[tuple[PeriodUnit, object]] = [
    ("months", "2026-13"),
    ("months", "2026"),
    ("months", "2026-W07"),
    ("months", "2026-Q1"),
    ("months", "2026-1"),
    ("months", "２０２６-01"),
    ("months", "March"),
    ("months", ""),
    ("months", Decimal(202601)),
    ("months", True),
    ("months", dt.datetime(2026, 1, 1)),  # noqa: DTZ001 - an instant that isn't one
    ("weeks", "2025-W53"),
    ("weeks", "2026-02"),
    ("days", "2026-02-30"),
    ("days", "2026-02"),
    ("quarters", "2026-Q5"),
    ("quarters", "2026"),
    ("years", "0000"),
]


@pytest.mark.parametrize(("unit", "one", "other"), NEIGHBOURS)
def test_neighbours_differ_by_one(unit: PeriodUnit, one: object, other: object) -> None:
    first, second = (period_number(value, unit, SHANGHAI) for value in (one, other))
    assert (first or 0) + 1 == second


@pytest.mark.parametrize(("unit", "junk"), JUNK)
def test_junk_names_no_period(unit: PeriodUnit, junk: object) -> None:
    with pytest.raises(NotAPeriod) as raised:
        period_number(junk, unit, SHANGHAI)
    assert (raised.value.value, raised.value.unit) == (junk, unit)
    assert [period_number(text, unit, SHANGHAI) is not None for text in raised.value.examples] == [True]


def test_null_has_no_number() -> None:
    assert period_number(None, "months", SHANGHAI) is None


def test_an_instant_is_in_the_period_of_its_day_here() -> None:
    instant = dt.datetime(2026, 1, 31, 20, tzinfo=dt.UTC)
    assert period_number(instant, "months", SHANGHAI) == period_number("2026-02", "months", SHANGHAI)


@given(st.dates(), st.sampled_from(UNITS))
def test_the_next_day_is_in_the_same_period_or_the_next(day: dt.date, unit: PeriodUnit) -> None:
    tomorrow = min(day, dt.date.max - dt.timedelta(1)) + dt.timedelta(1)
    numbers = [period_number(value, unit, SHANGHAI) or 0 for value in (day, tomorrow)]
    assert numbers[1] - numbers[0] in {0, 1}


@given(st.dates(), st.sampled_from(UNITS))
def test_a_date_and_its_text_are_in_one_period(day: dt.date, unit: PeriodUnit) -> None:
    assert period_number(day, unit, SHANGHAI) == period_number(day.isoformat(), unit, SHANGHAI)
