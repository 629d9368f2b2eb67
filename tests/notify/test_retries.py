"""Plans of retries, as they are written and as they are kept to."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.notify.endpoints import WebhookError
from adapters.notify.retries import STANDARD, read_plan, spread
from adapters.notify.retry_after import LONGEST, retry_after

SECOND = 1_000_000
NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


def test_waits_in_their_order_then_no_more() -> None:
    plan = read_plan("1s 2m 3h 4d")
    waits = [plan.after(failures) for failures in range(1, 6)]
    assert waits == [SECOND, 120 * SECOND, 3 * 3600 * SECOND, 4 * 86400 * SECOND, None]


def test_the_standard_plan_tries_for_three_days() -> None:
    assert len(STANDARD.waits) == 9
    assert 72 * 3600 * SECOND < sum(STANDARD.waits) < 80 * 3600 * SECOND


def test_no_retries_at_all() -> None:
    assert read_plan("").after(1) is None


@pytest.mark.parametrize("text", ["5", "5x", "-1s", "1.5s", "5s,5m", "١s", "1234567s"])
def test_what_is_no_plan(text: str) -> None:
    with pytest.raises(WebhookError, match="GJ835"):
        read_plan(text)


@given(st.integers(0, 10**13))
def test_never_sooner_than_planned_and_little_later(wait: int) -> None:
    assert wait <= spread(wait) <= wait * 11 // 10


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("999999999", 86400),
        ("Mon, 02 Mar 2026 01:02:00 GMT", 120),
        ("Monday, 02-Mar-26 01:02:00 GMT", 120),
        ("Mon Mar  2 01:02:00 2026", 120),
        ("Mon, 02 Mar 2026 00:59:00 GMT", 0),
        ("Fri, 02 Mar 2096 01:02:00 GMT", 86400),
        ("Mon, 02 Mar 2026 01:02:00 +99999999999", 0),
        ("Mon, 02 Mar 99999 01:02:00 GMT", 0),
        ("-5", 0),
        ("1.5", 0),
        ("١", 0),
        ("9" * 5000, 0),
        ("soon", 0),
    ],
)
def test_what_receivers_ask_for(text: str, seconds: int) -> None:
    assert retry_after(text, NOW) == dt.timedelta(seconds=seconds)


@given(st.text())
def test_whatever_they_ask_for_it_is_a_day_at_most(text: str) -> None:
    assert dt.timedelta() <= retry_after(text, NOW) <= LONGEST
