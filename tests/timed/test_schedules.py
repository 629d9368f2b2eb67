"""Schedules of a policy: what is planned, done, missed; the horizon of endless ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tests.timed.building import agree, brought, decided, event, instant, policy

if TYPE_CHECKING:
    from engine import Decision

ENDED = event("e1", "work.ended", "01-31 16:00", project="P")
VISITS = """\
facts: {}
schedules:
  visits:
    after: work.ended
    at: [1 month, 3 months]
    rest_day: next
    done: visit.done
    grace: 3 calendar days
    then: [{do: notice, to: manager}]
    missed: [{do: notice, to: foreman}]
"""
WEEKLY = """\
facts: {}
schedules:
  round:
    per: branch
    every: Thursday
    then: [{do: notice, to: manager}]
"""


def dates(decision: Decision) -> list[dt.date]:
    return [each.reading.date for each in decision.schedule]


def visits(now: str, *events: dict[str, Any]) -> Decision:
    return decided(VISITS, {"events": [ENDED, *events]}, now=instant(now))


def test_months_clamp_and_a_rest_day_moves() -> None:
    decision = visits("02-01 12:00")
    written = decision.to_dict()["schedule"]
    assert [(each["planned"], each["date"], each["state"]) for each in written] == [
        ("2026-02-28", "2026-03-02", "upcoming"),
        ("2026-04-30", "2026-04-30", "upcoming"),
    ]
    assert brought(decision) == []


def test_due_until_done_and_missed_after_its_grace() -> None:
    assert brought(visits("03-02 09:00")) == [("visits.then", "e1")]
    assert brought(visits("03-05 09:00")) == [("visits.then", "e1")]
    assert brought(visits("03-06 09:00")) == [("visits.missed", "e1")]
    done = visits("03-06 09:00", event("v1", "visit.done", "03-03 09:00"))
    assert (brought(done), done.to_dict()["schedule"][0]["done"]) == ([], "v1")


def test_an_endless_one_is_told_for_a_year_unless_a_horizon_is_given() -> None:
    decision = decided(WEEKLY, {}, as_of="2026-11-22")
    assert dates(decision)[0] == dt.date(2026, 11, 19)
    assert dates(decision)[-1] == dt.date(2027, 11, 18)
    near = decided(WEEKLY, {}, as_of="2026-11-22", horizon="2026-12-03")
    assert dates(near) == [dt.date(2026, 11, 19), dt.date(2026, 11, 26), dt.date(2026, 12, 3)]
    assert near.horizon == dt.date(2026, 12, 3)
    assert near.id != decision.id


def test_facts_checked_before_are_decided_as_of_then() -> None:
    made = policy(WEEKLY)
    checked = made.check({}, as_of="2026-11-22", horizon=dt.date(2026, 12, 3))
    decision = made.decide(checked, as_of="2026-11-22")
    agree(decision)
    assert decision == decided(WEEKLY, {}, as_of="2026-11-22", horizon="2026-12-03")


def test_without_an_event_that_says_so_it_is_due_on_its_day_only() -> None:
    at = {now: brought(decided(WEEKLY, {}, now=instant(now))) for now in ("11-18 09:00", "11-19 09:00", "11-20 09:00")}
    assert list(at.values()) == [[], [("round.then",)], []]


def test_a_rule_may_read_what_comes_next() -> None:
    rules = 'rules:\n  - {id: soon, when: visits.next < date("2026-03-31"), then: [{do: notice, to: foreman}]}\n'
    decision = decided(VISITS + rules, {"events": [ENDED]}, now=instant("02-01 12:00"))
    assert decision.matched == ("soon",)


def test_what_follows_a_date_needs_no_events() -> None:
    sections = VISITS.replace("facts: {}", "facts: {signed: {title: Signed, type: date, optional: true}}").replace(
        "after: work.ended", "after: signed"
    )
    decision = decided(sections, {"signed": "2026-01-31"}, now=instant("02-01 12:00"))
    assert dates(decision) == [dt.date(2026, 3, 2), dt.date(2026, 4, 30)]
    assert decided(sections, {}, now=instant("02-01 12:00")).schedule == ()
