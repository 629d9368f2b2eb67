"""What clocks, ladders and schedules have reached, each once; and when the next will be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Library
from tests.timed.building import LIBRARY, ORDINARY, VOCABULARY, agree, event, instant, policy

if TYPE_CHECKING:
    from pathlib import Path

    from engine import Decision, Point

CLOCK = """\
clocks:
  answer:
    title: {zh: 答复, en: Answer}
    starts: case.opened
    stops: case.closed
    pauses: [case.waiting until case.resumed]
    reopens: {event: case.reopened, as: new cycle}
    within: 4h
    warn: [{at: 50%, title: {zh: 过半, en: Half}, then: [{do: notice, to: manager}]}]
    escalate: [{at: +2h, then: [{do: notice, to: manager, points: 2}, {do: notice, to: foreman}]}]
"""
PER = """\
clocks:
  answer:
    title: Answer
    per: case
    starts: case.opened
    within: 4h
    escalate: [{at: due, then: [{do: notice, to: manager}]}]
"""
LADDER = """\
ladders:
  failures:
    title: Failures
    counts: work.failed
    removes: work.appealed
    rungs: [{at: 1, then: [{do: notice, to: foreman}]}, {from: 2, then: [{do: notice, to: manager}]}]
"""
VISITS = """\
schedules:
  visit:
    title: Visits
    after: case.opened
    at: [1 day, 3 days]
    done: visit.done
    grace: 1 day
    missed: [{do: notice, to: manager}]
"""
STANDING = """\
schedules:
  weekly:
    title: Weekly
    every: Thursday
    done: visit.done
    missed: [{do: notice, to: manager}]
"""
REPLACED = """\
clocks:
  answer:
    change: replace
    title: Answer
    starts: case.opened
    stops: case.closed
    within: 1h
    escalate: [{at: +2h, then: [{do: notice, to: foreman}]}]
"""
RESTART = """\
facts:
  level: {title: Level, type: enum, values: {high: High, low: Low}, from: case.graded.level}
clocks:
  answer:
    title: Answer
    starts: case.opened
    within: if level = "high" then 1h else 2h
    on_change: restart
    escalate: [{at: due, then: [{do: notice, to: manager}]}]
"""


def decided(sections: str, events: list[dict[str, Any]], now: str | dt.datetime) -> Decision:
    return policy(sections).decide({"events": events}, now=instant(now) if isinstance(now, str) else now)


def short(points: tuple[Point, ...]) -> list[str]:
    return [f"{point.rung} {point.cycle} {point.at:%m-%d %H:%M}" for point in points]


def test_a_breach_is_told_whether_there_is_a_rung_or_not() -> None:
    points = decided(CLOCK, [event("a", "case.opened", "03-02 09:00")], "03-02 16:00").points
    assert short(points) == ["answer.50% a 03-02 11:00", "answer.breach a 03-02 13:00", "answer.+2h a 03-02 15:00"]
    assert [point.kind for point in points] == ["warn", "breach", "escalation"]


def test_a_point_has_the_consequences_of_its_rung_and_no_others() -> None:
    warn, breach, late = decided(CLOCK, [event("a", "case.opened", "03-02 09:00")], "03-02 16:00").points
    assert [(each["to"], each.get("points")) for each in late.outcomes] == [("manager", "2"), ("foreman", None)]
    assert (len(warn.outcomes), breach.outcomes, breach.words) == (1, (), None)
    assert (warn.title.zh, warn.words and warn.words.en) == ("答复", "Half")


def test_a_clock_per_something_has_points_of_its_own() -> None:
    events = [event("a", "case.opened", "03-02 09:00", case="1"), event("b", "case.opened", "03-02 10:00", case="2")]
    decision = decided(PER, events, "03-02 18:00")
    assert [(point.kind, point.key, point.outcomes[0]["key"]) for point in decision.points if point.outcomes] == [
        ("escalation", ("1",), "1"),
        ("escalation", ("2",), "2"),
    ]
    assert decision.timers["answer"].key(("1",)) == "1"


def test_a_second_cycle_has_points_of_its_own() -> None:
    events = [event("a", "case.opened", "03-02 09:00"), event("b", "case.closed", "03-02 14:00")]
    events.append(event("c", "case.reopened", "03-03 09:00"))
    breaches = [each for each in decided(CLOCK, events, "03-03 14:00").points if each.kind == "breach"]
    assert short((*breaches,)) == ["answer.breach a 03-02 13:00", "answer.breach c 03-03 13:00"]


def test_a_restarted_clock_reaches_its_rungs_again() -> None:
    events = [event("a", "case.opened", "03-02 09:00"), event("b", "case.graded", "03-02 12:00", level="high")]
    points = decided(RESTART, events, "03-02 18:00").points
    assert [point.cycle for point in points if point.kind == "escalation"] == ["a", "a#2"]
    assert {point.ruled for point in points} == {None}


def test_a_strike_that_an_appeal_undoes_is_reached_no_more() -> None:
    events = [event("a", "work.failed", "03-02 09:00"), event("b", "work.failed", "03-03 09:00")]
    assert short(decided(LADDER, events, "03-04 09:00").points) == [
        "failures.1 a 03-02 09:00",
        "failures.2 b 03-03 09:00",
    ]
    events.append(event("c", "work.appealed", "03-04 08:00", of="a"))
    assert short(decided(LADDER, events, "03-04 09:00").points) == ["failures.1 b 03-03 09:00"]


def test_an_occurrence_is_missed_when_its_last_day_is_over() -> None:
    events = [event("a", "case.opened", "03-02 09:00"), event("v", "visit.done", "03-05 09:00")]
    assert decided(VISITS, events, "03-04 23:59").points == ()
    (missed,) = decided(VISITS, events, "03-20 09:00").points
    assert short((missed,)) == ["visit.missed 2026-03-03@a 03-05 00:00"]
    assert [each["to"] for each in missed.outcomes] == ["manager"]


def test_what_was_missed_of_a_standing_duty_stays_missed() -> None:
    events = [event("a", "visit.done", "03-05 09:00")]
    decision = decided(STANDING, events, "03-27 09:00")
    assert short(decision.points) == ["weekly.missed 2026-03-12 03-19 00:00", "weekly.missed 2026-03-19 03-26 00:00"]
    assert {each.reading.state for each in decision.schedule} == {"due", "upcoming"}


def test_nothing_comes_of_a_paused_clock() -> None:
    events = [event("a", "case.opened", "03-02 09:00"), event("b", "case.waiting", "03-02 10:00")]
    decision = decided(CLOCK, events, "03-02 12:00")
    assert (decision.next_point, decision.standing[0].due, decision.standing[0].reading["due"]) == (None, None, None)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["case.opened", "case.closed", "case.waiting", "case.resumed", "case.reopened", "visit.done"]),
        st.integers(0, 48),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("sections", [CLOCK, VISITS, CLOCK + VISITS.replace("visit:", "other:")])
@settings(max_examples=40, deadline=None)
@given(EVENTS, st.integers(0, 90))
def test_until_the_next_point_nothing_changes_and_then_one_is_reached(
    sections: str, happened: list[tuple[str, int]], later: int
) -> None:
    """Walked from point to point, a case shows every point that it ever has, and nothing in between."""
    start = dt.datetime.fromisoformat(instant("03-02 09:00"))
    events = [
        {"id": f"e{place}", "type": kind, "at": (start + dt.timedelta(hours=hours)).isoformat()}
        for place, (kind, hours) in enumerate(happened)
    ]
    decision = decided(sections, events, start + dt.timedelta(hours=48 + later))
    for _ in range(10):
        if decision.next_point is None:
            assert decided(sections, events, decision.now + dt.timedelta(days=300)).points == decision.points
            break
        at = decided(sections, events, decision.next_point)
        after = decided(sections, events, decision.next_point + dt.timedelta.resolution)
        assert set(map(_mark, at.points)) - set(map(_mark, decision.points)) <= {
            _mark(point) for point in at.points if point.kind == "missed"
        }
        assert len(after.points) > len(decision.points)
        assert after.points[: len(decision.points)] == decision.points
        decision = after


def _mark(point: Point) -> tuple[str, str]:
    return point.rung, point.cycle


def test_a_running_clock_keeps_the_rungs_of_its_start(tmp_path: Path) -> None:
    """What a branch replaces later has other rungs; those of the start are reached, and told by its own rules."""
    replaced = {
        "branches/xian/branch": "branch: xian\ntitle: Xi'an\n",
        "branches/xian/example": "policy: example\nreason: Shorter\neffective: {from: 2026-03-03}\n" + REPLACED,
    }
    library = {"library": LIBRARY, "vocabulary": VOCABULARY, "calendars/ordinary": ORDINARY}
    for name, text in {**library, "base/example": "policy: example\ntitle: Example\n" + CLOCK, **replaced}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    changed = Library.load(tmp_path).branch("xian").policy("example")
    given = {"events": [event("a", "case.opened", "03-02 09:00")]}
    now = changed.decide(given, now=instant("03-04 09:00"))
    agree(now)
    assert [each.rule for each in now.outcomes] == ["answer.+2h"]
    then = changed.decide(given, as_of="2026-03-02", now=instant("03-04 09:00"))
    assert [point.rung for point in then.points] == ["answer.50%", "answer.breach", "answer.+2h"]
