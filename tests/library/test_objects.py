"""Policies, decisions and errors as Python objects: compared, shown, copied, sent to other processes and threads."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from engine import FactError, Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine import Policy

DAY = "2026-11-22"
SENT = [lambda item: pickle.loads(pickle.dumps(item)), copy.copy, copy.deepcopy]  # noqa: S301  our own pickle


@pytest.fixture
def policy(write: Callable[..., Path]) -> Policy:
    return Library.load(write()).branch("base").policy("fees")


def test_the_same_question_is_the_same_decision(policy: Policy) -> None:
    decision = policy.decide({"loss": 1000}, as_of=DAY)
    assert decision == policy.decide({"loss": "1000.00"}, as_of=DAY)
    assert len({decision, policy.decide({"loss": 1000.0}, as_of=DAY), policy.decide({"loss": 1}, as_of=DAY)}) == 2
    assert decision != policy.decide({"loss": 1000}, as_of="2026-11-23")


def test_a_decision_keeps_the_facts_that_it_was_given(policy: Policy) -> None:
    facts: dict[str, object] = {"loss": 1000}
    decision = policy.decide(facts, as_of=DAY)
    before = decision.id
    facts["loss"] = 1
    assert decision.id == before
    assert decision.facts["loss"] == 1000


@pytest.mark.parametrize("send", SENT)
def test_what_is_copied_or_sent_is_the_same(policy: Policy, send: Callable[..., object]) -> None:
    decision = policy.decide({"loss": 1000}, as_of=DAY)
    decision.explain()
    assert send(decision) == decision
    assert send(decision.outcomes) == decision.outcomes
    assert send(policy).decide({"loss": 1000}, as_of=DAY) == decision  # type: ignore[attr-defined]


@pytest.mark.parametrize("send", SENT)
def test_an_error_keeps_its_diagnostics(policy: Policy, send: Callable[..., FactError]) -> None:
    with pytest.raises(FactError) as caught:
        policy.decide({"los": 1000}, as_of=DAY)
    sent = send(caught.value)
    assert sent.diagnostics == caught.value.diagnostics
    assert "GJ401" in str(sent)
    assert str(sent) == str(caught.value)


def test_threads_may_share_a_policy(policy: Policy) -> None:
    with ThreadPoolExecutor(8) as pool:
        decisions = pool.map(lambda loss: policy.decide({"loss": loss}, as_of=DAY), range(0, 40_000, 200))
    assert [decision.outcomes[0].amount for decision in decisions] == list(range(200))


def test_objects_say_what_they_are(policy: Policy, write: Callable[..., Path]) -> None:
    library = Library.load(write())
    assert repr(library).endswith("library: branches base; policies fees>")
    assert repr(library.branch("base")) == "<Branch base: fees>"
    assert repr(policy) == "<Policy base/fees>"
    assert repr(policy.decide({"loss": 1}, as_of=DAY)).startswith("<Decision base/fees as of 2026-11-22: [<fine to ")


def test_an_attribute_that_no_outcome_has_is_named(policy: Policy) -> None:
    outcome = policy.decide({"loss": 1}, as_of=DAY).outcomes[0]
    with pytest.raises(AttributeError, match="`amuont`"):
        outcome.amuont  # noqa: B018


@pytest.mark.parametrize("day", ["22.11.2026", "", 20261122, "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize("name", ["as_of", "now"])
def test_what_is_no_date_is_refused(policy: Policy, name: str, day: Any) -> None:
    with pytest.raises(FactError) as caught:
        policy.decide({"loss": 1000}, **{name: day})
    assert [(one.code, one.pointer) for one in caught.value.diagnostics] == [("GJ470", f"/{name}")]


def test_an_integer_too_long_for_python_to_write_is_refused(policy: Policy) -> None:
    with pytest.raises(FactError, match="GJ434"):
        policy.decide({"loss": 10**5_000}, as_of=DAY)
