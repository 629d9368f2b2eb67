"""Why a case with time stands as it does, as data and in words, and what time itself would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.timed.building import decided, event, instant

if TYPE_CHECKING:
    from engine import Decision

OPENED = event("e1", "case.opened", "03-02 09:00")
FAILED = [event(f"w{day}", "work.failed", f"03-0{day} 10:00") for day in (2, 3)]


def ruled(when: str, now: str, *events: dict[str, Any], more: str = "") -> Decision:
    sections = f"""\
facts: {{}}
clocks:
  answer: {{starts: case.opened, stops: case.closed, within: 3h}}
ladders:
  failures: {{counts: work.failed, window: all, rungs: [{{at: 9, then: [{{do: notice, to: manager}}]}}]}}
{more}
rules:
  - {{id: asked, title: Asked, when: {when}, then: [{{do: notice, to: manager}}]}}
"""
    return decided(sections, {"events": list(events)}, now=instant(now))


COMING = {
    "time left": ("answer.remaining < 1h", "03-02 10:30", True, "03-02 11:00"),
    "time left, just now": ("answer.remaining < 1h", "03-02 11:00", True, "03-02 11:00"),
    "time used": ("answer.elapsed <= 2h", "03-02 10:30", False, "03-02 11:00"),
    "state": ("'answer.state = \"breached\"'", "03-02 10:30", True, "03-02 12:00"),
    "one of the states": ('\'answer.state in ("running", "paused")\'', "03-02 10:30", False, "03-02 12:00"),
    "either": ("'answer.state = \"breached\" or answer.remaining < 2h'", "03-02 09:30", True, "03-02 10:00"),
    "through a derived value": ("near", "03-02 10:30", True, "03-02 11:00"),
}


@pytest.mark.parametrize("name", COMING)
def test_when_time_alone_flips_a_rule(name: str) -> None:
    when, now, begins, at = COMING[name]
    more = "derived: {near: {title: Near, is: answer.remaining < 1h}}" if when == "near" else ""
    margin = ruled(when, now, OPENED, more=more).reasons()["rules"][-1]["margin"]
    (found,) = margin["coming"]
    assert (found["begins"], found["at"][:19]) == (begins, instant(at)[:19])
    assert margin["unknown"] == []


def test_how_many_strikes_more_flip_a_rule() -> None:
    decision = ruled("failures.count >= 5", "03-04 09:00", *FAILED)
    (found,) = decision.reasons()["rules"][-1]["margin"]["coming"]
    assert (found["step"], found["more"], found["begins"]) == ("failures", 3, True)
    assert "再有 3 次" in decision.explain("zh")


@pytest.mark.parametrize(
    ("when", "unknown"),
    [("answer.due + 1h > answer.started + 9h", ["answer"]), ("failures.count * 2 >= 9", ["failures"])],
)
def test_what_is_not_searched_is_said_once_and_nothing_against_it(when: str, unknown: list[str]) -> None:
    decision = ruled(when, "03-02 10:30", OPENED)
    reasons = decision.reasons()
    assert reasons["margin"]["unknown"] == unknown
    told = decision.explain("en")
    assert f"the influence of {unknown[0]} was not searched" in told
    assert "no change of a single fact" not in told


def test_the_reasons_of_a_clock() -> None:
    sections = """\
facts: {}
clocks:
  answer:
    starts: case.opened
    stops: case.closed
    within: 3h
    pauses: [case.waiting until case.resumed]
    warn: [{at: 50%, then: [{do: notice, to: manager}]}]
    escalate: [{at: due, then: [{do: notice, to: manager}]}, {at: +8h, then: [{do: notice, to: manager}]}]
"""
    waiting = [event("p1", "case.waiting", "03-02 10:00"), event("p2", "case.resumed", "03-02 10:30")]
    decision = decided(sections, {"events": [OPENED, *waiting]}, now=instant("03-02 12:00"))
    (clock,) = decision.reasons()["clocks"]
    assert [(each["kind"], each["name"], each["until"][11:16]) for each in clock["segments"]] == [
        ("open", None, "10:00"),
        ("paused", "p1", "10:30"),
        ("open", None, "12:00"),
    ]
    assert [(each["rule"], each["reached"], each["at"][11:16]) for each in clock["rungs"]] == [
        ("answer.50%", True, "11:00"),
        ("answer.due", False, "12:30"),
        ("answer.+8h", False, "20:30"),
    ]
    assert "reaches this Mon 2026-03-02, 20:30" in decision.explain("en")


def test_the_reasons_of_a_ladder() -> None:
    sections = """\
facts: {}
ladders:
  failures:
    counts: work.failed
    window: all
    removes: work.appealed
    rungs: [{at: 2, then: [{do: notice, to: manager}]}]
"""
    appeal = event("a1", "work.appealed", "03-04 09:00", of="w2")
    decision = decided(sections, {"events": [*FAILED, appeal]}, now=instant("03-05 09:00"))
    (ladder,) = decision.reasons()["ladders"]
    told = [(each["event"], each["count"], each["undone_by"], each["revoked"]) for each in ladder["strikes"]]
    assert told == [("w2", None, "a1", []), ("w3", "1", None, ["failures.2"])]


def test_the_reasons_of_a_schedule() -> None:
    sections = """\
facts: {}
schedules: {visit: {after: case.opened, at: [5 days], rest_day: next}}
"""
    decision = decided(sections, {"events": [OPENED]}, now=instant("03-02 10:00"))
    ((occurrence,),) = [each["occurrences"] for each in decision.reasons()["schedule"]]
    assert (occurrence["planned"], occurrence["date"]) == ("2026-03-07", "2026-03-09")
    assert occurrence["moved_from"] == {"kind": "rest-day", "name": None}


def test_a_changed_target_stands_by_the_event_that_changed_it() -> None:
    sections = """\
facts:
  level: {title: Level, type: enum, values: {high: High, low: Low}, from: case.graded.level, optional: true}
clocks:
  answer: {starts: case.opened, stops: case.closed, within: 'if level = "high" then 1h else 3h', on_change: keep}
"""
    events = [OPENED, event("g1", "case.graded", "03-02 09:30", level="high")]
    told = decided(sections, {"events": events}, now=instant("03-02 09:40")).explain("en")
    (line,) = [line for line in told.splitlines() if "now within 1 hour" in line]
    assert "Graded" in line


def test_a_life_to_the_end_of_days_is_told_for_ten_years() -> None:
    clocks = "facts: {}\nclocks: {answer: {starts: case.opened, within: 3 working hours}}"
    decision = decided(clocks, {"events": [OPENED]}, now="9999-12-31")
    (life,) = decision.reasons()["clocks"]
    assert (life["segments"][0]["since"], life["segments"][-1]["until"]) == (OPENED["at"], "2036-03-02T09:00:00+08:00")
    assert decision.explain("en")
