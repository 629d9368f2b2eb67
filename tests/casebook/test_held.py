"""What a case may ask of a consequence on hold: what is missing, and who is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import Library
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from pathlib import Path

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
    for name, text in (SHARED | {"base/payment.yaml": POLICY, "base/payment.cases.yaml": CASES}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.format(asked=asked) if text is CASES else text, encoding="utf-8")
    (result,) = Library.load(tmp_path).test().cases
    assert [found.code for found in result.differences] == ["GJ612"] * differences
