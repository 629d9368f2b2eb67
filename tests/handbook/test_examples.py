"""Worked examples: which cases are taken, and that they tell what is decided."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine import Library
from engine.backends.prose.amounts import currency_amount
from engine.diagnostics import FactError
from engine.ir.decision import typed_attributes
from engine.ir.trace import result_of
from engine.workshop.examples import LEAST, MOST, examples_of
from engine.workshop.handbook import handbook
from tests.handbook.books import library

if TYPE_CHECKING:
    from engine.backends.prose.handbook.material import Example, Ruling
    from engine.model.cases import Case
    from engine.policy import Policy

SHIPPED = Library.load(Path(__file__).parents[2] / "policies")
POLICIES = SHIPPED.policies


def cases_of(name: str) -> list[Case]:
    return [case for file in SHIPPED.loaded.model.cases if file.policy == name for case in file.cases]


def policy_of(name: str) -> Policy:
    return SHIPPED.branch("base").policy(name)


@pytest.fixture(scope="module")
def told() -> str:
    return next(file.text for file in handbook(SHIPPED, formats=("md",)) if file.path.endswith(".en.md"))


def day_of(ruling: Ruling, case: Case) -> str | None:
    """A day of the ruling's rules, where the case itself has none."""
    days = (case.as_of, ruling.as_of, ruling.since, ruling.until, "2000-01-01")
    return next(str(day) for day in days if day)


def latest(case: Case) -> str | None:
    events: Any = case.facts.get("events", ())
    return max((str(event["at"]) for event in events), default=None)


@pytest.mark.parametrize("name", POLICIES)
def test_examples_are_what_is_decided(name: str) -> None:
    cases = {case.title: case for case in cases_of(name)}
    policy = policy_of(name)
    for example in examples_of(policy, cases.values()):
        case = cases[example.title]
        for ruling in example.rulings:
            decision = policy.decide(case.facts, as_of=day_of(ruling, case), now=case.now or latest(case))
            found = result_of(ruling.trace)
            assert found.outcomes == decision.outcomes
            assert dict(zip(ruling.trace.program.outputs, found.outputs, strict=True)) == decision.outputs
            assert (found.matched, found.held, found.undecided) == (decision.matched, decision.held, decision.undecided)


@pytest.mark.parametrize("name", POLICIES)
def test_every_outcome_of_an_example_is_told(name: str, told: str) -> None:
    titles = dict(SHIPPED.loaded.model.vocabulary.titles())
    money = currency_amount("CNY", "en")
    for number, example in enumerate(examples_of(policy_of(name), cases_of(name)), 1):
        page = re.split(r'<a id="[^"]*"></a>', told.partition(f'<a id="{name}.example-{number}"></a>')[2])[0]
        for outcome in result_of(example.rulings[0].trace).outcomes:
            assert re.search(rf"{re.escape(titles[outcome.to or ''].en)}: \[{re.escape(titles[outcome.do].en)}\]", page)
            amounts = [value for _, declared, value in typed_attributes(outcome) if declared.kind == "money" and value]
            assert all(re.search(rf"{re.escape(money(amount))}[\n;]", page) for amount in amounts)  # type: ignore[arg-type]  # money is a number


@pytest.mark.parametrize("name", POLICIES)
def test_the_examples_fire_every_rule_that_five_cases_can(name: str) -> None:
    examples = examples_of(policy_of(name), cases_of(name))
    shown = {rule for example in examples for rule in fired(example)}
    possible = {rule for case in cases_of(name) for rule in fired_by(case, name)}
    assert shown == possible or len(examples) == MOST
    assert len(examples) >= min(LEAST, len(cases_of(name)))
    assert len(examples) <= MOST


def fired(example: Example) -> set[str]:
    return {rule for ruling in example.rulings for rule in result_of(ruling.trace).matched}


def fired_by(case: Case, name: str) -> tuple[str, ...]:
    try:
        return (
            policy_of(name).decide(case.facts, as_of=case.as_of or "2026-01-01", now=case.now or "2099-01-01").matched
        )
    except FactError:
        return ()


def test_a_case_without_a_date_is_decided_by_the_rules_of_every_period(tmp_path: Path) -> None:
    opened = library("dated", tmp_path)
    (cases,) = (file.cases for file in opened.loaded.model.cases)
    low, absent = examples_of(opened.branch("base").policy("dated"), cases)
    assert [str(ruling.since) for ruling in low.rulings] == ["2019-01-01", "2027-01-01"]
    assert [str(ruling.since) for ruling in absent.rulings] == ["2019-01-01", "2025-01-01"]
    assert str(absent.rulings[1].until) == "2029-12-31"


def test_a_case_with_a_date_is_decided_by_the_rules_of_that_date(tmp_path: Path) -> None:
    opened = library("dated", tmp_path)
    (cases,) = (file.cases for file in opened.loaded.model.cases)
    ((ruling,),) = (example.rulings for example in examples_of(opened.branch("base").policy("dated"), cases[1:2]))
    assert str(ruling.as_of) == "2026-06-30"
