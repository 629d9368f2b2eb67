"""The shipped policies over files of events, as case by case; what SQL can't do is refused by step and line."""

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


REFUSED_STEPS = {"assessment-streak": "GJ558"}
"""Those whose ladder counts from another ladder's rung on."""


@cache
def shipped(name: str) -> Policy:
    return Library.load(SHIPPED).branch("base").policy(name)


def test_every_shipped_policy_is_read_or_refused() -> None:
    names = Library.load(SHIPPED).policies
    assert {
        name for name in names if is_timed(shipped(name).timeline.at(NOW.date()))
    } == READ | ONLY_SCHEDULES | REFUSED_STEPS.keys()


@pytest.mark.parametrize(
    ("name", "code"), [*((name, "GJ549") for name in sorted(ONLY_SCHEDULES)), *REFUSED_STEPS.items()]
)
def test_those_refused_are_refused_by_line(name: str, code: str) -> None:
    with pytest.raises(PolicyError) as refused:
        shipped(name).timed_sql(NOW)
    assert {problem.code for problem in refused.value.diagnostics} == {code}
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


CLOCK, LADDER = (
    "clocks: {{grading: {{starts: case.opened{where}, stops: case.graded, within: {within}}}}}",
    "ladders: {{failures: {{counts: work.failed, {how}, rungs: [{{at: {at}, then: [{{do: notice, to: manager}}]}}]}}}}",
)
REFUSED = {
    "GJ541": CLOCK.format(where="", within="given"),
    "GJ542": CLOCK.format(where=' where month = "2026-01"', within="3h"),
    "GJ550": LADDER.format(how="window: all", at="tier"),
    "GJ551": LADDER.format(how="per: severe, window: all", at="1"),
    "GJ554": LADDER.format(how="window: consecutive weeks of event.month", at="1"),
}
FACTS = """facts:
  tier: {type: number, default: 1, range: 1..9, scale: 0}
  given: {type: span, optional: true}
  month: {from: work.failed.month}
"""


@pytest.mark.parametrize("code", REFUSED)
def test_what_sql_cannot_do_is_refused_by_step_and_line(code: str) -> None:
    with pytest.raises(PolicyError) as refused:
        policy(f"{FACTS}{REFUSED[code]}\n").timed_sql(NOW)
    assert [(problem.code, problem.span and problem.span.line) for problem in refused.value.diagnostics] == [(code, 7)]


def test_a_row_of_facts_has_no_history() -> None:
    with pytest.raises(PolicyError) as refused:
        shipped("complaint-handling").sql()
    assert {problem.code for problem in refused.value.diagnostics} == {"GJ540"}
