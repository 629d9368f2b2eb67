"""Clocks of policies over files of events: the same as case by case; what SQL can't do is refused by clock and line."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from engine import FactError, Library, PolicyError
from engine.ir.program import Clock
from engine.model.timed_expressions import patterns
from tests.columnar.timed.side_by_side import all_at_once, one_by_one, write_csv
from tests.timed.building import policy

if TYPE_CHECKING:
    from engine import Policy

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = dt.datetime(2026, 9, 28, 8, tzinfo=ZONE)
"""The week before the National Day holidays."""
SHIPPED = Path(__file__).parents[3] / "policies"
HISTORIES = 40

KEPT = """
    facts: {}
    params:
      long: {type: span, value: 2 working days}
    clocks:
      repair:
        per: project
        starts: work.failed where event.severe
        stops: work.ended
        within: long
        pauses: [visit.done until work.failed where not(event.severe)]
        reopens: {event: work.failed where event.month = "10", as: pause}
      site:
        per: project
        starts: [work.failed, visit.done]
        stops: work.ended where event.date > date("2026-10-01")
        within: 6 working hours
"""


@cache
def library() -> Library:
    return Library.load(SHIPPED)


def clocks_of(found: Policy) -> list[Clock]:
    return [step for step in found.timeline.programs[-1].steps if isinstance(step, Clock)]


def histories(types: list[str], data: dict[str, list[str]], seed: str) -> dict[str, list[dict[str, Any]]]:
    """Of the types of events, up to nine events a case, within three weeks."""
    chance = random.Random(seed)  # noqa: S311 - no secrets
    return {
        f"c{number}": [_event(index, chance, types, data) for index in range(chance.randrange(1, 10))]
        for number in range(HISTORIES)
    }


def _event(index: int, chance: random.Random, types: list[str], data: dict[str, list[str]]) -> dict[str, Any]:
    at = FIRST + dt.timedelta(minutes=30 * chance.randrange(2 * 24 * 21))
    event = {"id": f"e{index}", "type": chance.choice(types), "at": at.isoformat()}
    return event | {name: chance.choice(values) for name, values in data.items()}


def test_clocks_kept_per_project_with_conditions_and_pauses(tmp_path: Path) -> None:
    found = policy(KEPT)
    types = ["work.failed", "work.failed", "visit.done", "work.ended"]
    cases = histories(types, {"project": ["a", "b"]}, "kept")
    for event in (event for events in cases.values() for event in events):
        if event["type"] == "work.failed":
            event |= {"severe": event["id"] in {"e0", "e1", "e3", "e5"}, "month": event["at"][5:7]}
    now = FIRST + dt.timedelta(days=12, hours=5)
    assert all_at_once(found, cases, now, tmp_path) == one_by_one(found, cases, {}, now)


@pytest.mark.parametrize(
    "name",
    [
        "complaint-handling",
        "crew-response",
        "major-complaint",
        "review-deadline",
        "contract-cancellation",
        "housekeeping-orders",
    ],
)
def test_the_clocks_of_shipped_policies(name: str, tmp_path: Path) -> None:
    found = library().branch("base").policy(name)
    types = [pattern.event for clock in clocks_of(found) for pattern in patterns(clock)]
    cases = histories(types, {}, name)
    now = FIRST + dt.timedelta(days=9, hours=4)
    assert all_at_once(found, cases, now, tmp_path) == one_by_one(found, cases, {}, now)


FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "no instant": ({"at": "yesterday"}, "GJ545"),
    "no case": ({"case": ""}, "GJ545"),
    "a misspelt type": ({"type": "case.openned"}, "GJ546"),
    "two events of one id": ({"type": "case.closed"}, "GJ547"),
}
OPENED = {"case": "1", "id": "e1", "type": "case.opened", "at": "2026-09-28T09:00:00+08:00", "level": "high"}


@pytest.mark.parametrize("fault", FAULTS)
def test_events_that_cannot_be_used_are_told_of(fault: str, tmp_path: Path) -> None:
    change, code = FAULTS[fault]
    write_csv(tmp_path / "events.csv", [OPENED, OPENED | {"id": OPENED["id"] if code == "GJ547" else "e2"} | change])
    with pytest.raises(FactError) as refused:
        policy(GRADING).run(tmp_path / "events.csv", now=FIRST)
    assert [problem.code for problem in refused.value.diagnostics] == [code]


GRADING = """
    facts: {tier: {type: number, default: 1}}
    params: {top: {type: number, value: 3}}
    clocks: {grading: {starts: case.opened, stops: case.graded, within: 3h}}
"""


def test_a_row_may_be_a_case_with_a_column_per_event(tmp_path: Path) -> None:
    rows = [
        {"case": "1", "case.opened": "2026-09-28T08:00:00+08:00", "case.graded": "2026-09-28T09:00:00+08:00"},
        {"case": "2", "case.opened": "2026-09-28T01:00:00+08:00", "case.graded": ""},
    ]
    write_csv(tmp_path / "cases.csv", rows)
    found = policy(GRADING).run(tmp_path / "cases.csv", now="2026-09-28T09:00:00+08:00")
    assert found.to_dict()["clocks"] == {"grading": {"breached": 1, "met": 1}}


REFUSED = {
    "GJ541": "within: if tier > 2 then 3h else 4h",
    "GJ542": "within: 3h, cancels: case.dropped where tier = 1",
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_hangs_on_facts_is_refused_by_clock_and_line(code: str) -> None:
    with pytest.raises(PolicyError) as refused:
        policy(GRADING.replace("within: 3h", REFUSED[code])).clocks_sql(now="2026-09-28")
    assert [(problem.code, problem.span and problem.span.line) for problem in refused.value.diagnostics] == [(code, 6)]


def test_a_row_of_facts_has_no_history() -> None:
    with pytest.raises(PolicyError) as refused:
        policy(GRADING).sql()
    assert [problem.code for problem in refused.value.diagnostics] == ["GJ540"]
