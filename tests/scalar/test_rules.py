"""What follows from rules: outcomes, what is undecided and why, what is held, shares of money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.ir.decision import Undecided
from tests.scalar.building import decided, table

RATES = """\
facts:
  score: {title: Score, type: number, range: 0..100}
  wage: {title: Wage, type: money, optional: true}
  extra: {title: Extra, type: money, optional: true}
  flag: {title: Flag, type: boolean, optional: true}
params:
  rate: {title: Rate, type: percent, value: 0.5%}
"""


def test_an_outcome_that_needs_facts() -> None:
    sections = RATES + "derived:\n  pay: {is: wage + extra}\n"
    sections += (
        "rules:\n  - {id: poor, when: score < 80, then: [{do: fine, to: agent, rate: rate, amount: pay * rate}]}\n"
    )
    outcome = decided(sections, {"score": 79, "wage": 1}).outcomes[0]
    assert (outcome.values, outcome.needs) == ((Decimal("0.005"), None), ("extra",))
    assert decided(sections, {"score": 79}).outcomes[0].needs == ("wage", "extra")
    paid = decided(sections, {"score": 79.99, "wage": 100, "extra": "23.00"}).outcomes[0]
    assert (str(paid.amount), paid.needs) == ("0.62", ())
    assert decided(sections, {"score": 80}).outcomes == ()


def test_constant_outcomes_are_shared() -> None:
    sections = RATES + "rules:\n  - {id: fine, when: score < 80, then: [{do: fine, to: agent, rate: rate}]}\n"
    one, other = (decided(sections, {"score": score}).outcomes[0] for score in (1, 2))
    assert one is other
    assert one.rate == Decimal("0.005")


def test_undecided_names_the_null_facts_behind_its_condition() -> None:
    sections = RATES + "derived:\n  pay: {is: wage + extra}\n"
    sections += "rules:\n  - {id: poor, when: pay < 100 CNY and score > 0, then: [{do: warning, to: agent}]}\n"
    assert decided(sections, {"score": 1, "extra": 1}).undecided == (Undecided("poor", ("wage",)),)
    assert decided(sections, {"score": 1}).undecided == (Undecided("poor", ("wage", "extra")),)
    assert decided(sections, {"score": 0}).undecided == ()


def test_undecided_through_a_table() -> None:
    sections = RATES + table("| wage || level |\n| < 100 CNY || 1 |\n| >= 100 CNY || 2 |")
    sections += "rules:\n  - {id: high, when: level > 1, then: [{do: warning, to: agent}]}\n"
    assert decided(sections, {"score": 1}).undecided == (Undecided("high", ("wage",)),)
    assert decided(sections, {"score": 1, "wage": 100}).matched == ("t.row-2", "high")


SHARES = """\
facts:
  loss: {title: Loss, type: money}
  shares: {title: Shares, type: list, of: {party: subject, share: percent}, optional: true}
rules:
  - id: split
    for: s in shares
    then: [{do: fine, to: = s.party, rate: s.share, amount: s.share * loss}, {do: warning, to: manager}]
"""
PARTIES = ("agent", "finance", "manager")


@pytest.mark.parametrize(
    ("loss", "shares", "amounts"),
    [
        (100, ("33.3%", "33.3%", "33.4%"), ("33.30", "33.30", "33.40")),
        ("0.05", ("33%", "33%", "34%"), ("0.01", "0.02", "0.02")),
        ("0.01", ("50%", "50%"), ("0.00", "0.01")),
        ("-0.01", ("40%", "20%", "40%"), ("-0.01", "0.00", "0.00")),
        (10, (), ()),
    ],
)
def test_shares_sum_to_the_whole(loss: Any, shares: tuple[str, ...], amounts: tuple[str, ...]) -> None:
    given = [{"party": party, "share": share} for party, share in zip(PARTIES, shares, strict=False)]
    result = decided(SHARES, {"loss": loss, "shares": given})
    fines = [outcome for outcome in result.outcomes if outcome.do == "fine"]
    assert tuple(str(fine.amount) for fine in fines) == amounts
    assert [outcome.do for outcome in result.outcomes] == ["fine", "warning"] * len(given)


def test_no_shares_no_outcomes() -> None:
    assert decided(SHARES, {"loss": 1}).outcomes == ()


HELD = """\
facts:
  loss: {title: Loss, type: money}
  files: {title: Files, type: set, values: {photos: Photos, invoice: Invoice}, optional: true}
rules:
  - id: pay
    requires: {evidence: [photos, invoice], approvals: [money.stated by finance, payment.approved by manager]}
    then: [{do: fine, to: agent, amount: loss}, {do: warning, to: agent}]
"""


def event(name: str, kind: str, by: str, day: int) -> dict[str, str]:
    return {"id": name, "type": kind, "at": f"2026-11-{day:02}T09:00:00+08:00", "by": by}


STATED, APPROVED = event("e1", "money.stated", "finance", 2), event("e2", "payment.approved", "manager", 3)
EARLY = event("e3", "payment.approved", "manager", 1)
FILES = ["photos", "invoice"]


@pytest.mark.parametrize(
    ("files", "events", "missing", "following"),
    [
        (None, (), ("photos", "invoice", "money.stated", "payment.approved"), "finance"),
        (["invoice"], (STATED, APPROVED), ("photos",), None),
        (FILES, (STATED,), ("payment.approved",), "manager"),
        (FILES, (EARLY, STATED), ("payment.approved",), "manager"),
        (FILES, (APPROVED,), ("money.stated", "payment.approved"), "finance"),
    ],
)
def test_held(files: Any, events: tuple[dict[str, str], ...], missing: tuple[str, ...], following: str | None) -> None:
    result = decided(HELD, {"loss": 5, "files": files, "events": list(events)})
    assert (result.matched, result.outcomes) == (("pay",), ())
    assert [(held.outcome.do, held.missing, held.next) for held in result.held] == [
        ("fine", missing, following),
        ("warning", missing, following),
    ]


def test_released() -> None:
    result = decided(HELD, {"loss": 5, "files": FILES, "events": [APPROVED, STATED, EARLY]})
    assert [outcome.do for outcome in result.outcomes] == ["fine", "warning"]
    assert result.held == ()
