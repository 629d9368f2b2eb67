"""What is proved, refuted and shown is what trying every case says: no more and no less."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from engine.compliance.guardrails.judging import answers, brought, holds
from engine.compliance.guardrails.milder import is_milder
from engine.model.guardrails import Complete, Monotone, Must
from tests.compliance.guardrails.generated import SUBJECT, Generated, cases, libraries
from tests.compliance.guardrails.libraries import library

if TYPE_CHECKING:
    from engine import Decision, Policy
    from engine.model.guardrails import Claim

DAY = dt.date(2026, 11, 22)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(libraries())
def test_as_by_trying_every_case(generated: Generated) -> None:
    with TemporaryDirectory() as folder:
        made = library(Path(folder), base__review=generated.policy, guardrails=generated.guardrails)
        report = made.guard(as_of=DAY)
    policy = made.branch("base").policy("review")
    decisions = [policy.decide(case, as_of=DAY) for case in cases()]
    for result in report.results:
        claim = result.guardrail.claim
        if result.state == "unknown":
            assert isinstance(claim, Monotone)
            assert SUBJECT in generated.policy
        else:
            assert result.state == _tried(claim, policy, decisions), result.guardrail.id


def _tried(claim: Claim, policy: Policy, decisions: list[Decision]) -> str:
    match claim:
        case Must():
            fine = all(holds(claim, policy, decision) for decision in decisions)
        case Complete():
            fine = all(answers("grades", decision) for decision in decisions)
        case Monotone():
            fine = all(_in_order(claim, *pair) for pair in combinations(decisions, 2) if _beside(*pair))
        case _:
            fine = False
    return "proved" if fine else "refuted"


def _beside(one: Decision, other: Decision) -> bool:
    """Whether they differ in the score only."""
    return all(one.facts[name] == other.facts[name] for name in ("level", "signed"))


def _in_order(claim: Monotone, one: Decision, other: Decision) -> bool:
    """Cases come by ascending scores."""
    start, end = (one, other) if claim.towards == "higher" else (other, one)
    milder, graver = (end, start) if claim.never == "milder" else (start, end)
    return not is_milder(brought(milder), brought(graver), one.program.severity)
