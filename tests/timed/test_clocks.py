"""Clocks of a policy: the events that move them, the targets that they had, the rules that they keep."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from engine import FactError
from engine.feel.values import TimeSpan, Unit
from engine.temporal.clocks.reading import ClockReading
from tests.timed.building import brought, decided, event, instant

if TYPE_CHECKING:
    from engine import Decision

OPENED = event("e1", "case.opened", "03-02 09:00")
CLOSED = event("e2", "case.closed", "03-02 11:00")


def clock(more: str = "", within: str = "3h", header: str = "") -> str:
    return f"""\
{header}
facts: {{}}
clocks:
  answer:
    starts: case.opened
    stops: case.closed
    within: {within}
    escalate:
      - {{at: due, then: [{{do: notice, to: manager}}]}}
{more}"""


def read(decision: Decision, name: str = "answer") -> ClockReading:
    found = decision.clocks[name]
    assert isinstance(found, ClockReading)
    return found


def state(sections: str, now: str, *events: dict[str, Any], **facts: Any) -> str:
    return read(decided(sections, {**facts, "events": list(events)}, now=instant(now))).state


def test_done_at_the_due_instant_is_in_time() -> None:
    assert state(clock(), "03-02 12:00", OPENED) == "running"
    assert state(clock(), "03-02 12:01", OPENED) == "breached"
    assert state(clock(), "03-02 13:00", OPENED, event("e2", "case.closed", "03-02 12:00")) == "met"
    assert state(clock(), "03-02 13:00", OPENED, event("e2", "case.closed", "03-02 12:01")) == "met-late"


def test_nothing_has_started() -> None:
    decision = decided(clock(), {}, now=instant("03-02 12:00"))
    assert read(decision) == ClockReading("not-started")
    assert decision.to_dict()["clocks"]["answer"]["due"] is None
    assert decision.outcomes == ()


def test_a_rung_tells_the_start_and_when_it_was_reached() -> None:
    decision = decided(clock(), {"events": [OPENED]}, now=instant("03-02 13:00"))
    (outcome,) = decision.outcomes
    assert (outcome.rule, outcome.event) == ("answer.due", "e1")
    assert outcome.due == outcome.at == dt.datetime.fromisoformat(instant("03-02 12:00"))
    assert decision.matched == ("answer.due",)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_a_pause_reported_later_takes_the_breach_back(order: tuple[int, ...]) -> None:
    pauses = "    pauses: [case.waiting until case.resumed]\n"
    waiting = [event("w1", "case.waiting", "03-02 10:00"), event("w2", "case.resumed", "03-02 12:00")]
    events = [OPENED, *waiting, OPENED]
    before = decided(clock(pauses), {"events": [OPENED]}, now=instant("03-02 13:00"))
    after = decided(clock(pauses), {"events": [events[place] for place in order]}, now=instant("03-02 13:00"))
    assert (read(before).state, brought(before)) == ("breached", [("answer.due", "e1")])
    assert (read(after).state, brought(after)) == ("running", [])
    assert read(after).due == dt.datetime.fromisoformat(instant("03-02 14:00"))


def test_a_null_target_is_no_clock() -> None:
    sections = clock(within="hours").replace("facts: {}", "facts: {hours: {title: Hours, type: span, optional: true}}")
    assert state(sections, "03-02 18:00", OPENED) == "not-started"
    assert state(sections, "03-02 18:00", OPENED, hours="3h") == "breached"


@pytest.mark.parametrize("hours", ["0h", "-1h"])
def test_a_target_without_time_is_refused(hours: str) -> None:
    sections = clock(within="hours").replace("facts: {}", "facts: {hours: {title: Hours, type: span}}")
    with pytest.raises(FactError) as refused:
        decided(sections, {"hours": hours, "events": [OPENED]}, now=instant("03-02 18:00"))
    assert [found.code for found in refused.value.diagnostics] == ["GJ473"]


def test_a_target_beyond_all_years_is_refused() -> None:
    sections = clock(within="hours").replace("facts: {}", "facts: {hours: {title: Hours, type: span}}")
    for length in ("100000000h", "9000 years", "4000000 days"):
        with pytest.raises(FactError) as refused:
            decided(sections, {"hours": length, "events": [OPENED]}, now=instant("03-02 18:00"))
        assert [found.code for found in refused.value.diagnostics] == ["GJ476"]


CHANGING = """\
facts:
  level: {{title: Level, from: case.graded.level}}
clocks:
  answer:
    starts: case.opened
    stops: case.closed
    within: 'if level = "high" then 2h else 8h'
    on_change: {}
"""
GRADED = event("g1", "case.graded", "03-02 13:00", level="high")


@pytest.mark.parametrize(
    ("on_change", "due"),
    [("keep", "03-02 11:00"), ("restart", "03-02 15:00"), ("credit", "03-02 14:00")],
    ids=["from the start", "from the change", "half of it is used up"],
)
def test_a_fact_that_events_change_changes_the_target(on_change: str, due: str) -> None:
    decision = decided(CHANGING.format(on_change), {"events": [OPENED, GRADED]}, now=instant("03-02 13:30"))
    assert read(decision).due == dt.datetime.fromisoformat(instant(due))
    earlier = decided(CHANGING.format(on_change), {"events": [OPENED, GRADED]}, now=instant("03-02 12:30"))
    assert read(earlier).due == dt.datetime.fromisoformat(instant("03-02 17:00"))


def test_a_fact_that_the_case_gives_itself_has_had_its_value_always() -> None:
    given = {"level": "low", "events": [OPENED, GRADED]}
    decision = decided(CHANGING.format("restart"), given, now=instant("03-02 13:30"))
    assert read(decision).due == dt.datetime.fromisoformat(instant("03-02 17:00"))


DATED = """\
facts: {{}}
params:
  limit: {{title: Limit, type: span, value: {{2020-01-01: 8h, 2026-03-03: 2h}}}}
clocks:
  answer:
    starts: case.opened
    stops: case.closed
    reopens: {{event: case.reopened, as: new cycle}}
    within: limit
    on_change: {}
    escalate:
      - {{at: due, then: [{{do: notice, to: manager}}]}}
"""
NIGHT = event("e1", "case.opened", "03-02 22:00")


@pytest.mark.parametrize(
    ("on_change", "due"),
    [("keep", "03-03 06:00"), ("restart", "03-03 02:00"), ("credit", "03-03 01:30")],
    ids=["the rules of its start", "the new ones from midnight", "a quarter is used up"],
)
def test_a_clock_that_runs_when_the_rules_change(on_change: str, due: str) -> None:
    decision = decided(DATED.format(on_change), {"events": [NIGHT]}, as_of=instant("03-03 00:30"))
    assert read(decision).due == dt.datetime.fromisoformat(instant(due))


def test_what_starts_under_the_new_rules_has_them() -> None:
    events = [NIGHT, event("e2", "case.closed", "03-03 05:00"), event("e3", "case.opened", "03-03 09:00")]
    decision = decided(DATED.format("keep"), {"events": events}, as_of=instant("03-03 12:00"))
    assert read(decision).due == dt.datetime.fromisoformat(instant("03-03 11:00"))
    assert brought(decision) == [("answer.due", "e3")]


def test_what_is_opened_again_under_the_new_rules_has_them() -> None:
    events = [
        NIGHT,
        event("e2", "case.closed", "03-03 07:00"),
        event("e3", "case.reopened", "03-03 09:00"),
    ]
    decision = decided(DATED.format("keep"), {"events": events}, as_of=instant("03-03 12:00"))
    assert read(decision).due == dt.datetime.fromisoformat(instant("03-03 11:00"))
    assert brought(decision) == [("answer.due", "e1"), ("answer.due", "e3")]


def test_a_start_while_the_old_cycle_runs_changes_nothing() -> None:
    events = [NIGHT, event("e2", "case.opened", "03-03 01:00")]
    decision = decided(DATED.format("keep"), {"events": events}, as_of=instant("03-03 02:00"))
    assert read(decision).started == (dt.datetime.fromisoformat(NIGHT["at"]), "e1")


def test_the_past_is_decided_by_its_own_rules() -> None:
    decision = decided(DATED.format("keep"), {"events": [NIGHT]}, as_of=instant("03-02 23:00"))
    assert read(decision).target == TimeSpan(Unit.SECONDS, Decimal(8 * 3600))


def test_each_key_has_its_own_clock() -> None:
    events = [
        event("e1", "case.opened", "03-02 09:00", case="b"),
        event("e2", "case.opened", "03-02 10:00", case="a"),
        event("e3", "case.closed", "03-02 11:00", case="b"),
    ]
    decision = decided(clock("    per: case\n"), {"events": events}, now=instant("03-02 13:30"))
    written = decision.to_dict()["clocks"]["answer"]
    assert [(each["key"], each["state"]) for each in written] == [("a", "breached"), ("b", "met")]
    assert brought(decision) == [("answer.due", "a", "e2")]
    assert decided(clock("    per: case\n"), {}, now=instant("03-02 13:30")).to_dict()["clocks"] == {"answer": []}


def test_an_event_that_does_not_say_which_key_is_refused() -> None:
    with pytest.raises(FactError) as refused:
        decided(clock("    per: case\n"), {"events": [OPENED]}, now=instant("03-02 13:30"))
    assert [(found.code, found.pointer) for found in refused.value.diagnostics] == [("GJ472", "/events/0")]


def test_a_rule_may_read_a_clock() -> None:
    rules = """\
rules:
  - {id: late, when: 'answer.state = "breached" and answer.remaining < -30 minutes', then: [{do: notice, to: foreman}]}
"""
    at = [
        decided(clock() + rules, {"events": [OPENED]}, now=instant(now)).matched
        for now in ("03-02 12:30", "03-02 12:31")
    ]
    assert [set(matched) for matched in at] == [{"answer.due"}, {"answer.due", "late"}]


def test_a_working_day_ends_at_the_close_of_business() -> None:
    friday = event("e1", "case.opened", "03-06 17:00")
    decision = decided(clock(within="1 working day"), {"events": [friday]}, now=instant("03-07 12:00"))
    assert read(decision).due == dt.datetime.fromisoformat(instant("03-09 18:00"))
    assert decision.to_dict()["clocks"]["answer"]["elapsed"] == "P0D"


def test_the_id_names_the_instant() -> None:
    ids = {decided(clock(), {"events": [OPENED]}, now=instant(now)).id for now in ("03-02 10:00", "03-02 10:01")}
    assert len(ids) == 2
