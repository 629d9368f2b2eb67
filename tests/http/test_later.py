"""Events that happen later than now: told already, they wait until it is time; nobody has to ask."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.moving_clock import MovingClock
from tests.faults.service import POLICIES, Service, wait_for
from tests.http.calling import Caller, event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GRADES = """\
policy: grades
title: Grades
facts:
  level: {title: Level, type: enum, values: [high, low], from: complaint.opened.level}
rules:
  - {id: high, when: level = "high", then: [{do: notice, to: agent}]}
"""


class Office:
    """A service, who calls it, and its clock."""

    def __init__(self, caller: Caller, clock: MovingClock) -> None:
        self.caller = caller
        self._clock = clock

    def at(self, hour: str) -> None:
        self._clock.set(dt.datetime.fromisoformat(f"2026-03-02T{hour}+08:00"))

    def told(self, case: str) -> list[str]:
        """The types of the messages about a case, which nothing but the sweeper brings."""
        found = self.caller.get("/v1/messages", params={"case": case}).json()["items"]
        return sorted(each["type"].removeprefix("guiju.clock.") for each in found)

    def clocks(self, case: str) -> dict[str, str]:
        found = self.caller.get("/v1/clocks", params={"case": case}).json()["items"]
        return {each["clock"]: each["state"] for each in found}

    def decided(self, case: str) -> dict[str, Any]:
        found: dict[str, Any] = self.caller.decide({}, "base/complaint", case=case).json()
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = MovingClock(tmp_path / "clock")
    with Service(f"sqlite:///{tmp_path / 'guiju.db'}", clock.option) as service, Caller(service) as caller:
        yield Office(caller, clock)


def test_an_event_counts_from_its_own_time_on(office: Office) -> None:
    told = office.caller.tell(
        event("1", "complaint.opened", "c", time="2026-03-02T10:00:00+08:00"),
        event("2", "complaint.waiting", "c", time="2026-03-02T14:00:00+08:00"),
        event("3", "complaint.solved", "c", time="2026-03-02T16:00:00+08:00"),
    )
    assert told.json()["accepted"] == ["1", "2", "3"]
    assert (office.clocks("c"), office.told("c")) == ({}, [])
    case = office.caller.get("/v1/branches/base/cases/c").json()
    assert (len(case["events"]), case["clocks"], case["problems"]) == (3, [], {})
    for decision in (office.decided("c"), case["decisions"]["complaint"]):
        assert {clock["state"] for clock in decision["clocks"].values()} == {"not-started"}
        assert decision["outcomes"] == []

    office.at("11:30")
    assert wait_for(lambda: office.told("c"), "message") == ["breached", "escalated"]
    assert office.clocks("c") == {"answer": "breached", "solve": "running"}
    decision = office.decided("c")
    assert {name: clock["state"] for name, clock in decision["clocks"].items()} == office.clocks("c")

    office.at("14:30")
    wait_for(lambda: office.clocks("c")["solve"] == "paused", "pause")
    office.at("23:00")
    wait_for(lambda: office.clocks("c")["solve"] == "met", "end")
    assert office.told("c") == ["breached", "escalated"]


def test_facts_are_known_from_their_own_time_on(office: Office) -> None:
    office.caller.tell(event("1", "guiju.facts", "c", time="2026-03-02T10:00:00+08:00", data={"score": 95}))
    assert office.caller.decide({}, case="c").status_code == 422
    office.at("10:01")
    assert office.caller.decide({}, case="c").json()["outputs"] == {"grade": "excellent"}


def test_a_policy_without_deadlines_waits_too(tmp_path: Path) -> None:
    """Alone it would read today's events to the end of the day, by the machine's own time."""
    database, folder = f"sqlite:///{tmp_path / 'guiju.db'}", shutil.copytree(POLICIES, tmp_path / "policies")
    (folder / "base/grades.yaml").write_text(GRADES, encoding="utf-8")
    now, hour = dt.datetime.now(dt.UTC), dt.timedelta(hours=1)
    with Service(database, policies=folder) as service, Caller(service) as caller:
        for case, at in (("before", now - hour), ("later", now + hour)):
            told = event("1", "complaint.opened", case, time=at.isoformat(), data={"level": "high"})
            assert caller.tell(told).is_success
        matched = {case: caller.decide({}, "base/grades", case=case).json()["matched"] for case in ("before", "later")}
        assert matched == {"before": ["high"], "later": []}
