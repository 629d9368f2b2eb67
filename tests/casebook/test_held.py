"""What a case may ask of a consequence on hold: what is missing, and who is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.casebook.libraries import report_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.casebook import CaseResult

POLICY = """\
policy: payment
title: Payment
facts:
  papers: {title: Papers, type: set, values: [bill, photos]}
rules:
  - id: pay
    requires: {evidence: [bill], approvals: [money.stated by finance, payment.approved by general-manager]}
    then: [{do: warning, to: crew}]
"""
CASES = """\
policy: payment
cases:
  - case: a case
    given: {{facts: {{papers: [photos]}}}}
    expect: {{held: [{{do: warning, to: crew, {asked}}}]}}
"""
ASKED = {
    "missing: [bill, money.stated, payment.approved], next: finance": 0,
    "rule: pay, next: finance": 0,
    "missing: [bill]": 1,
    "missing: [money.stated, bill, payment.approved]": 1,
    "next: general-manager": 1,
    "missing: [], next: null": 2,
}
"""What is asked of it, and how many answers differ."""


@pytest.mark.parametrize(("asked", "differences"), ASKED.items())
def test_what_is_missing_and_who_is_next(asked: str, differences: int, tmp_path: Path) -> None:
    result = _result(tmp_path, CASES.format(asked=asked))
    assert [found.code for found in result.differences] == ["GJ612"] * differences


def test_expected_to_come_but_held_is_one_difference(tmp_path: Path) -> None:
    cases = CASES.format(asked="").replace("held: [", "held: [], outcomes: [")
    (difference,) = _result(tmp_path, cases).differences
    assert difference.code == "GJ623"
    assert "for want of bill, money.stated, payment.approved; `finance` is next" in difference.message("en")


def test_expected_to_be_held_but_come_is_one_difference(tmp_path: Path) -> None:
    policy = POLICY.replace(", approvals: [money.stated by finance, payment.approved by general-manager]", "")
    cases = CASES.format(asked="").replace("photos", "bill").replace("held: [", "outcomes: [], held: [")
    (difference,) = _result(tmp_path, cases, policy).differences
    assert difference.code == "GJ624"


def _result(folder: Path, cases: str, policy: str = POLICY) -> CaseResult:
    (result,) = report_of(folder, {"base/payment.yaml": policy, "base/payment.cases.yaml": cases}).cases
    return result
