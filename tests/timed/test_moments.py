"""What a decision says of the instant that it was read at, and what it takes to ask it again."""

from __future__ import annotations

import pytest

from engine import FactError
from tests.timed.building import decided, event, instant, policy

CLOCK = "facts: {}\nclocks: {answer: {starts: case.opened, stops: case.closed, within: 3h}}\n"
OPENED = event("e1", "case.opened", "03-02 09:00")


def test_asked_again_with_its_own_moments_it_is_the_same_decision() -> None:
    given = {"events": [OPENED]}
    for now in (instant("03-02 10:30"), "2026-03-02"):
        told = decided(CLOCK, given, now=now).to_dict()
        assert decided(CLOCK, given, as_of=told["as_of"], now=told["now"]).to_dict() == told
    assert "now" not in policy("facts: {}\n").decide({}).to_dict()


def test_the_last_microsecond_of_a_day_is_not_told_of() -> None:
    decision = decided(CLOCK, {"events": [OPENED]}, now="2026-03-02")
    read = decision.to_dict()["clocks"]["answer"]
    assert (read["elapsed"], read["remaining"]) == ("PT15H", "-PT12H")
    assert "12 hours overdue" in read["words"]["en"]
    assert "12小时" in decision.explain("zh").replace(" ", "")


def test_checked_facts_are_decided_at_the_instant_that_they_were_checked_for() -> None:
    case = policy(CLOCK)
    now, other = instant("03-02 10:00"), instant("03-02 13:00")
    checked = case.check({"events": [OPENED]}, now=now)
    assert case.decide(checked, now=now) == case.decide(checked)
    for asked in ({"now": other}, {"horizon": "2027-01-01"}):
        with pytest.raises(FactError) as refused:
            case.decide(checked, **asked)
        assert [found.code for found in refused.value.diagnostics] == ["GJ478"]


def test_null_data_are_data_that_are_not_there() -> None:
    decision = decided(CLOCK, {"events": [OPENED, OPENED | {"case": None}]}, now=instant("03-02 10:00"))
    assert [found.data for found in decision.events] == [{}]


def test_everything_that_is_wrong_with_an_event_is_said_at_once() -> None:
    with pytest.raises(FactError) as refused:
        decided(CLOCK, {"events": [{"id": "e1", "type": "case.opend", "at": "yesterday"}]})
    found = {one.code: dict(one.args) for one in refused.value.diagnostics}
    assert found.keys() == {"GJ417", "GJ452"}


def test_events_are_named_among_the_facts_where_they_count() -> None:
    with pytest.raises(FactError) as refused:
        decided(CLOCK, {"event": [OPENED]})
    (found,) = refused.value.diagnostics
    assert found.code == "GJ401"
    assert dict(found.args) == {"name": "event", "near": "events", "known": "events"}
