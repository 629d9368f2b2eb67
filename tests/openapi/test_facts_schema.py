"""The schema of a policy's facts takes what the policy takes, and refuses what it refuses."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import FactError, Library
from engine.workshop.requests import facts_schema, unsaid
from tests.openapi.given import cases

if TYPE_CHECKING:
    from engine import Policy

POLICIES = Path(__file__).parents[2] / "policies"
DAY, NOW = "2026-11-22", "2026-11-22T12:00:00+08:00"


@cache
def library() -> Library:
    return Library.load(POLICIES)


@cache
def differing() -> tuple[Policy, ...]:
    """Policies of all branches, one for each schema."""
    found: dict[str, Policy] = {}
    for branch in map(library().branch, library().branches):
        for policy in map(branch.policy, branch.policies):
            found.setdefault(json.dumps(facts_schema(policy)), policy)
    return tuple(found.values())


@cache
def validator(policy: Policy) -> Any:
    return jsonschema_rs.Draft202012Validator(facts_schema(policy), validate_formats=True)


def refusals(policy: Policy, case: dict[str, Any]) -> list[str]:
    """The codes for which the policy refuses a case, but for checks that no schema can say."""
    try:
        policy.check(case, as_of=DAY, now=NOW)
    except FactError as error:
        return [found.code for found in error.diagnostics if dict(found.args).get("check") not in unsaid(policy)]
    return []


@settings(max_examples=12 * settings().max_examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_schema_takes_what_the_policy_takes_and_nothing_else(data: st.DataObject) -> None:
    policy = data.draw(st.sampled_from(differing()))
    case = data.draw(cases(policy.timeline.programs[-1]))
    found = [str(error) for error in validator(policy).iter_errors(case)]
    assert bool(found) == bool(refusals(policy, case)), (policy, case, found, refusals(policy, case))
