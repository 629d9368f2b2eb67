"""Clocks, ladders and schedules in a program: what enters its revision, its rungs as rules, the period before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.ir.invariants import violations
from engine.pipeline import compile_policy, load
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from pathlib import Path

    from engine.ir.program import Timeline

CALENDAR = """\
calendar: office
title: Office
weekly: {mon-fri: ["09:00-18:00"]}
"""
POLICY = """\
policy: review
title: Review
facts: {}
params:
  limit: {title: Limit, value: {2019-01-01: 8 working hours, 2027-01-01: 4 working hours}}
clocks:
  repair:
    title: Repair
    starts: ticket.opened
    stops: ticket.solved
    within: limit
    calendar: office
    escalate: [{at: +2h, then: [{do: warning, to: crew}]}]
ladders:
  failures:
    counts: inspection.failed where event.grave
    per: project
    rungs: [{at: 2, title: Twice, cites: A-1, then: [{do: fine, to: crew, amount: 50 CNY * event.count}]}]
    cites: A-2
schedules:
  calls: {after: project.completed, at: [1 month], then: [{do: notice, to: agent, about: call}]}
"""


def timeline(folder: Path, policy: str = POLICY, calendar: str = CALENDAR) -> Timeline:
    files = SHARED | {"calendars/office.yaml": calendar, "base/review.yaml": policy}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    loaded = load(folder, "policies")
    assert not loaded.found
    return compile_policy(loaded, "base", "review")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("+2h", "+3h"),
        ("+2h", "-2h"),
        ("[1 month]", "[2 months]"),
        ("after: project.completed", "before: project.completed"),
        ("where event.grave", "where not event.grave"),
        ("at: 2,", "from: 2,"),
        ("calendar: office", "calendar: round-the-clock"),
    ],
)
def test_what_changes_a_decision_changes_the_revision(old: str, new: str, tmp_path: Path) -> None:
    first = timeline(tmp_path / "a").revision
    assert timeline(tmp_path / "b", POLICY.replace(old, new)).revision != first


def test_hours_and_holidays_change_the_revision_but_titles_do_not(tmp_path: Path) -> None:
    first = timeline(tmp_path / "a").revision
    assert timeline(tmp_path / "b", calendar=CALENDAR.replace("18:00", "17:30")).revision != first
    assert timeline(tmp_path / "c", calendar=CALENDAR.replace("title: Office", "title: Bureau")).revision == first
    assert timeline(tmp_path / "d", POLICY.replace("title: Repair", "title: Mend")).revision == first


def test_a_rung_is_a_rule_that_tells_of_itself(tmp_path: Path) -> None:
    program = timeline(tmp_path).programs[-1]
    rules = {(rule.id, rule.revokes): rule for rule in program.rules}
    assert set(rules) == {
        ("repair.+2h", False),
        ("failures.2", False),
        ("failures.2", True),
        ("calls.then", False),
    }
    told = {name: [a.name for a in rule.then[0].attributes] for name, rule in rules.items()}
    assert told["failures.2", False] == ["amount", "key", "count", "event", "at"]
    assert told["failures.2", True] == told["failures.2", False]
    assert told["repair.+2h", False] == ["event", "due", "at"]
    assert told["calls.then", False] == ["about", "planned", "date", "event"]
    assert rules["failures.2", False].cites == ("A-1",)
    assert rules["failures.2", False].title.en == "Twice"
    assert all(rule.rung and rule.each for rule in program.rules)


def test_a_program_knows_the_one_before_it_and_its_calendars(tmp_path: Path) -> None:
    none, before, after = timeline(tmp_path).programs
    assert not none.in_force
    assert before.before is None
    assert after.before == before
    assert [calendar.id for calendar in after.calendars] == ["office"]
    assert not violations(after)
