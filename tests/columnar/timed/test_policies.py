"""The shipped policies over files of events: the same as case by case; what SQL can't do is refused by step and line."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from engine import Library, PolicyError
from engine.backends.columnar.timed.query import clocks_and_ladders
from engine.feel.types import Kind
from engine.ir.steps import is_timed
from engine.ir.timed import patterns
from tests.columnar.timed.side_by_side import Case, all_at_once, one_by_one
from tests.timed.building import policy

if TYPE_CHECKING:
    from engine import Policy
    from engine.feel.types import Type
    from engine.ir.program import EventType

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = dt.datetime(2026, 9, 28, 8, tzinfo=ZONE)
"""The week before the National Day holidays."""
NOW = FIRST + dt.timedelta(days=12, hours=4)
SHIPPED = Path(__file__).parents[3] / "policies"
CASES = 60

READ = {
    "assessment-streak",
    "callbacks-while-building",
    "complaint-handling",
    "contract-cancellation",
    "crew-response",
    "housekeeping-orders",
    "major-complaint",
    "pre-acceptance",
    "review-deadline",
    "service-response",
}
"""Those of the shipped policies with clocks or ladders that SQL reads: all."""
ONLY_SCHEDULES = {
    "callbacks-after-completion",
    "duty-roster",
    "inspection-schedule",
    "maintenance-advice",
    "monthly-callbacks",
    "reports",
    "sales-follow-up",
    "site-progress",
}


@cache
def shipped(name: str) -> Policy:
    return Library.load(SHIPPED).branch("base").policy(name)


def test_every_shipped_policy_is_read_or_refused() -> None:
    names = Library.load(SHIPPED).policies
    assert {name for name in names if is_timed(shipped(name).timeline.at(NOW.date()))} == READ | ONLY_SCHEDULES


@pytest.mark.parametrize("name", sorted(ONLY_SCHEDULES))
def test_schedules_are_refused_by_line(name: str) -> None:
    with pytest.raises(PolicyError) as refused:
        shipped(name).timed_sql(NOW)
    assert {problem.code for problem in refused.value.diagnostics} == {"GJ549"}
    assert all(problem.span for problem in refused.value.diagnostics)


@pytest.mark.parametrize("name", sorted(READ))
def test_shipped_policies_are_read_alike(name: str) -> None:
    found = shipped(name)
    cases = some_cases(found, name)
    assert all_at_once(found, cases, NOW) == one_by_one(found, cases, NOW)


def some_cases(found: Policy, seed: str) -> dict[str, Case]:
    """Of the types of events that the policy reads, up to nine events a case, within three weeks."""
    chance = random.Random(seed)  # noqa: S311 - no secrets
    program = found.timeline.at(NOW.date())
    kinds = {kind.name: kind for kind in program.events}
    types = [kinds[pattern.event] for step in clocks_and_ladders(program) for pattern in patterns(step)]
    facts = [fact.name for fact in program.facts if fact.type.kind is Kind.BOOLEAN]
    return {
        f"c{number}": Case(
            [_event(index, chance, chance.choice(types)) for index in range(chance.randrange(1, 10))],
            **{name: chance.random() > 0.5 for name in facts},
        )
        for number in range(CASES)
    }


def _event(index: int, chance: random.Random, kind: EventType) -> dict[str, Any]:
    at = FIRST + dt.timedelta(minutes=30 * chance.randrange(2 * 24 * 21))
    said = {name: _data(name, static, chance) for name, static in kind.fields if static.kind in _MADE}
    return {"id": f"e{index}", "type": kind.name, "at": at.isoformat(), **said}


_MADE = (Kind.STRING, Kind.ENUM, Kind.BOOLEAN)


def _data(name: str, static: Type, chance: random.Random) -> Any:
    match name, static.kind:
        case "of", _:
            return f"e{chance.randrange(9)}"
        case "month", _:
            return f"2026-0{chance.randrange(5, 9)}"
        case _, Kind.ENUM:
            return chance.choice(static.values)
        case _, Kind.BOOLEAN:
            return chance.random() > 0.5
        case _:
            return chance.choice(["a", "b"])


REFUSED = {
    "GJ541": ("clocks: {grading: {starts: case.opened, stops: case.graded, within: given}}", 7),
    "GJ542": ('clocks: {grading: {starts: case.opened where month = "high", stops: case.graded, within: 3h}}', 7),
    "GJ550": (
        "ladders: {failures: {counts: work.failed, window: all, rungs: [{at: tier, then: [{do: notice, to: manager}]}]}}",
        7,
    ),
    "GJ551": (
        "ladders: {failures: {counts: work.failed, per: severe, window: all, rungs: [{at: 1, then: [{do: notice, to: manager}]}]}}",
        7,
    ),
    "GJ554": (
        "ladders: {failures: {counts: work.failed, window: consecutive weeks of event.month, rungs: [{at: 1, then: [{do: notice, to: manager}]}]}}",
        7,
    ),
}
FACTS = """facts:
  tier: {type: number, default: 1, range: 1..9, scale: 0}
  given: {type: span, optional: true}
  month: {from: work.failed.month}
"""


@pytest.mark.parametrize("code", REFUSED)
def test_what_sql_cannot_do_is_refused_by_step_and_line(code: str) -> None:
    section, line = REFUSED[code]
    with pytest.raises(PolicyError) as refused:
        policy(f"{FACTS}{section}\n").timed_sql(NOW)
    assert [(problem.code, problem.span and problem.span.line) for problem in refused.value.diagnostics] == [
        (code, line)
    ]


def test_a_row_of_facts_has_no_history() -> None:
    with pytest.raises(PolicyError) as refused:
        shipped("complaint-handling").sql()
    assert {problem.code for problem in refused.value.diagnostics} == {"GJ540"}
