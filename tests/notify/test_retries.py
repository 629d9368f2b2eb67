"""Plans of retries, as they are written and as they are kept to."""

from __future__ import annotations

import pytest

from adapters.notify.endpoints import WebhookError
from adapters.notify.retries import STANDARD, read_plan

SECOND = 1_000_000


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
