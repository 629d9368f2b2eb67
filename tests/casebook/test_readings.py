"""What a case may expect of clocks, ladders and schedules, and what is said where it is otherwise."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.casebook.libraries import report_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.casebook import TestReport

POLICY = """\
policy: review
title: Review
facts: {}
clocks:
  answer: {starts: ticket.opened, stops: ticket.solved, within: 2 working days, calendar: office}
  each: {per: ticket, starts: ticket.opened, stops: ticket.solved, within: 3h}
ladders:
  failures:
    counts: inspection.failed
    per: project
    removes: appeal.granted
    rungs:
      - {at: 1, then: [{do: notice, to: crew}]}
      - {at: 2, then: [{do: warning, to: crew}]}
  all: {counts: inspection.failed, rungs: [{at: 9, then: [{do: warning, to: crew}]}]}
schedules:
  calls: {after: project.completed, at: [1 month, 2 months], done: call.made}
"""
OFFICE = 'calendar: office\ntitle: Office\nweekly: {mon-fri: ["09:00-12:00", "13:00-18:00"]}\n'
CASES = """\
policy: review
cases:
  - case: a case
    now: "2026-03-05T12:00:00+08:00"
    given:
      events:
        - {id: t1, type: ticket.opened, at: "2026-03-02T09:00:00+08:00", ticket: T-1}
        - {id: t2, type: ticket.opened, at: "2026-03-05T11:00:00+08:00", ticket: T-2}
        - {id: f1, type: inspection.failed, at: "2026-03-01T09:00:00+08:00", project: P-1}
        - {id: f2, type: inspection.failed, at: "2026-03-02T09:00:00+08:00", project: P-1}
        - {id: f3, type: inspection.failed, at: "2026-03-03T09:00:00+08:00", project: P-2}
        - {id: a1, type: appeal.granted, at: "2026-03-04T09:00:00+08:00", of: f2}
        - {id: p1, type: project.completed, at: "2026-02-05T16:00:00+08:00"}
    expect:
"""
RIGHT = """\
clocks:
  answer:
    {state: breached, due: "2026-03-04T18:00:00+08:00", elapsed: P3D, remaining: -P1D, target: 2 working days}
  each: [{key: T-2, state: running, remaining: 2h}, {key: T-1, state: breached}]
ladders: [{id: failures, key: P-2, count: 1}, {id: failures, key: P-1, count: 1}]
schedule: [{id: calls, planned: 2026-03-05, state: due, event: p1, done: null}, 2026-04-05]
revoked: [{do: warning, to: crew, event: f2}]
"""


def report(tmp_path: Path, expected: str) -> TestReport:
    cases = CASES + "\n".join(f"      {line}" for line in dedent(expected).splitlines()) + "\n"
    files = {"base/review.yaml": POLICY, "base/review.cases.yaml": cases, "calendars/office.yaml": OFFICE}
    return report_of(tmp_path, files)


def test_everything_is_as_expected(tmp_path: Path) -> None:
    (result,) = report(tmp_path, RIGHT).cases
    assert [found.message("en") for found in result.differences] == []


@pytest.mark.parametrize(
    ("expected", "codes"),
    [
        ("ladders: {failures: {P-1: 1, P-2: 1}}", []),
        ("ladders: {all: 3}", []),
        ("schedule: [2026-03-05, 2026-04-05]", []),
        ("clocks: {answer: {elapsed: 3 working days}}", []),
        ("clocks: {answer: {elapsed: 3 calendar days}}", ["GJ640"]),
        ('clocks: {answer: {due: "2026-03-04 18:00"}}', []),
        ('clocks: {answer: {due: "2026-03-04 10:00"}}', ["GJ640"]),
        ("clocks: {answer: {due: tomorrow}}", ["GJ640"]),
        ("ladders: {failures: [{key: P-2, count: 1}, {key: P-1, count: 1}]}", []),
        ("ladders: {failures: [{key: P-2, count: 1}]}", ["GJ642"]),
        ("clocks: {answer: {state: met}}", ["GJ640"]),
        ('clocks: {answer: {due: "2026-03-04T18:00:01+08:00", remaining: P1D}}', ["GJ640", "GJ640"]),
        ("clocks: {each: [{key: T-3, state: met}]}", ["GJ641"]),
        ("ladders: {all: 2}", ["GJ640"]),
        ("ladders: [{id: failures, key: P-1, count: 1}]", ["GJ642"]),
        ("ladders: [{id: failures, key: P-3, count: 1}]", ["GJ641", "GJ642", "GJ642"]),
        ("ladders: []", ["GJ642", "GJ642", "GJ642"]),
        ("schedule: [2026-03-05]", ["GJ642"]),
        ("schedule: [2026-03-05, 2026-04-06]", ["GJ640"]),
        ("schedule: [2026-03-05, 2026-04-05, 2026-05-05]", ["GJ641"]),
        ("outcomes: [{do: warning, to: crew}]", ["GJ645", "GJ611", "GJ611"]),
        ("revoked: [{do: notice, to: crew}]", ["GJ611", "GJ646"]),
        ("revoked: []", ["GJ611"]),
    ],
)
def test_differences(expected: str, codes: list[str], tmp_path: Path) -> None:
    (result,) = report(tmp_path, expected).cases
    assert sorted(found.code for found in result.differences) == sorted(codes)


def test_a_difference_says_which_what_and_where(tmp_path: Path) -> None:
    (difference,) = report(tmp_path, "clocks: {each: [{key: T-2, state: met}]}").cases[0].differences
    assert difference.message("en") == "`each` of T-2: `state` is running, the case expects met"
    assert difference.span is not None
    assert (difference.span.line, difference.span.column) == (15, 41)


def test_each_rung_is_a_rule_to_be_covered(tmp_path: Path) -> None:
    covered = {rule.rule: rule.covered for rule in report(tmp_path, "matched: [failures.1]").rules}
    assert covered == {"failures.1": True, "failures.2": False, "all.9": False}
