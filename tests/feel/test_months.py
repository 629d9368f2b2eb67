"""Months are counted from the anchor and clamp to the month's end: as pendulum does, and never chained."""

from __future__ import annotations

import datetime as dt

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.runtime.time import add_months

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(DAYS, st.integers(-1200, 1200))
def test_as_pendulum_counts(day: dt.date, months: int) -> None:
    expected = pendulum.date(day.year, day.month, day.day).add(months=months)
    assert add_months(day, months) == dt.date(expected.year, expected.month, expected.day)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-08-31", 12, "2027-08-31"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_the_end_of_a_month(day: str, months: int, expected: str) -> None:
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


def test_no_date_beyond_the_calendar() -> None:
    assert add_months(dt.date(9999, 12, 31), 1) is None
