"""Which rules hold on which day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from engine import FactError, Library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("day", "rate", "rules"),
    [
        ("2019-01-01", "0.005", ("always",)),
        ("2026-12-31", "0.005", ("always",)),
        ("2027-01-01", "0.008", ("always",)),
        ("2027-12-31", "0.008", ("always",)),
        ("2028-01-01", "0.008", ("always", "late-only")),
        ("2030-12-31", "0.008", ("always", "late-only")),
    ],
)
def test_the_date_chooses_the_rules(write: Callable[..., Path], day: str, rate: str, rules: tuple[str, ...]) -> None:
    policy = Library.load(write()).branch("base").policy("fees")
    decision = policy.decide({"loss": 1000}, as_of=day)
    assert decision.outcomes[0].rate == Decimal(rate)
    assert decision.matched == rules
    dated = policy.decide({"loss": 1000, "happened": day})
    assert dated.outcomes == decision.outcomes
    assert dated.as_of == dt.date.fromisoformat(day)


@pytest.mark.parametrize("day", ["2018-12-31", "2031-01-01"])
def test_outside_its_effective_days_it_decides_nothing(write: Callable[..., Path], day: str) -> None:
    policy = Library.load(write()).branch("base").policy("fees")
    with pytest.raises(FactError) as caught:
        policy.decide({"loss": 1000}, as_of=day)
    diagnostic = caught.value.diagnostics[0]
    assert (diagnostic.code, diagnostic.pointer) == ("GJ471", "/as_of")
    assert "2019-01-01..2030-12-31；" in diagnostic.hint("zh")


def test_an_instant_is_dated_in_the_library_s_zone(write: Callable[..., Path]) -> None:
    policy = Library.load(write()).branch("base").policy("fees")
    before = policy.decide({"loss": 1000}, as_of="2026-12-31T15:59:59Z")
    after = policy.decide({"loss": 1000}, as_of="2026-12-31T16:00:00Z")
    assert (before.outcomes[0].rate, after.outcomes[0].rate) == (Decimal("0.005"), Decimal("0.008"))


def test_a_date_that_is_none_is_refused(write: Callable[..., Path]) -> None:
    policy = Library.load(write()).branch("base").policy("fees")
    with pytest.raises(FactError) as caught:
        policy.decide({"loss": 1000}, as_of="2026-02-30")
    assert caught.value.diagnostics[0].code == "GJ470"


def test_checked_facts_decide_like_plain_ones(write: Callable[..., Path]) -> None:
    policy = Library.load(write()).branch("base").policy("fees")
    checked = policy.check({"loss": "19.99"}, as_of="2027-06-01")
    decision = policy.decide(checked, as_of="2027-06-01")
    assert decision.outcomes == policy.decide({"loss": 19.99}, as_of="2027-06-01").outcomes
    assert decision.id == policy.decide({"loss": 19.99}, as_of="2027-06-01").id
