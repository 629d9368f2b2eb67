"""Without any date a timed policy is read now: what is due later today isn't late yet."""

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from engine import Library
from engine.temporal.clocks.reading import ClockReading

if TYPE_CHECKING:
    from engine import Decision, Policy

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = dt.datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
REGISTERED = {"id": "e1", "type": "complaint.registered", "at": "2026-03-02T09:00:00+08:00"}


@pytest.fixture(scope="module")
def handling() -> "Policy":
    return Library.load("policies").branch("base").policy("complaint-handling")


@pytest.fixture
def _ten_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.instants.time.time", MORNING.timestamp)


def handover(decision: "Decision") -> str:
    reading = decision.clocks["handover"]
    assert isinstance(reading, ClockReading)
    return reading.state


@pytest.mark.usefixtures("_ten_in_the_morning")
def test_what_is_due_at_noon_is_running_at_ten(handling: "Policy") -> None:
    decision = handling.decide({"events": [REGISTERED]})
    assert handover(decision) == "running"
    assert (decision.now, decision.as_of) == (MORNING, MORNING.date())
    assert decision.outcomes == ()


@pytest.mark.usefixtures("_ten_in_the_morning")
def test_facts_that_were_checked_keep_the_instant(handling: "Policy") -> None:
    checked = handling.check({"events": [REGISTERED]})
    assert handling.decide(checked).now == MORNING


def test_a_date_alone_is_read_at_its_end(handling: "Policy") -> None:
    decision = handling.decide({"events": [REGISTERED]}, as_of="2026-03-02")
    assert handover(decision) == "breached"
