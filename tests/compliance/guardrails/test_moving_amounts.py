"""Monotone guardrails over amounts that go with the fact itself: told by their slopes, or by two cases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.compliance.guardrails.libraries import library

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 22)
POLICY = """policy: review
title: {zh: 图纸审核, en: Drawing review}
facts:
  score: {title: {zh: 审核分数, en: Review score}, type: number, range: 0..100}
  wage: {title: {zh: 工资, en: Wage}, type: money, range: 0..}
  signed: {title: {zh: 已签约, en: Signed}, type: boolean, default: false}
params:
  rate: {title: {zh: 每分扣, en: Off for a point}, type: money, value: 10 CNY}
tables:
  bands:
    hit: first
    outputs:
      share: {title: {zh: 比例, en: Share}, type: percent}
    rows: |
      | score || share |
      | < 40  || 8%    |
      | < 60  || 5%    |
      | -     || 2%    |
rules:
"""
CLAIM = "guardrails:\n  - {id: course, policy: review, monotone: {fact: score, towards: lower, never: milder}}\n"


def fine(when: str, amount: str) -> str:
    return f"  - {{when: {when}, then: [{{do: fine, to: designer, amount: '{amount}'}}]}}\n"


@pytest.mark.parametrize(
    ("rules", "state"),
    [
        ([("score < 80", "rate * (80 - score)")], "proved"),
        ([("score < 80", "rate * (score - 0)")], "refuted"),
        ([("score < 80", "wage * (80 - score) / 100")], "proved"),
        ([("score < 80", "wage * score / 100")], "refuted"),
        ([("score < 60", "200 CNY"), ("score >= 60 and score < 80", "rate * (80 - score)")], "proved"),
        ([("score < 60", "199 CNY"), ("score >= 60 and score < 80", "rate * (80 - score)")], "refuted"),
        ([("score < 60", "199 CNY"), ("score > 60 and score < 80", "rate * (80 - score)")], "refuted"),
        ([("score <= 60", "200 CNY"), ("score > 60 and score < 80", "rate * (80 - score)")], "proved"),
        ([("score < 80", "if score < 40 then 500 CNY else rate * (80 - score)")], "proved"),
        ([("score < 80", "if score < 40 then 300 CNY else rate * (80 - score)")], "refuted"),
        ([("score < 80", "if signed then rate * (80 - score) else 20 CNY")], "proved"),
        ([("score < 80", "min(500 CNY, rate * (80 - score))")], "proved"),
        ([("score < 80", "max(100 CNY, rate * (score - 60))")], "refuted"),
        ([("score < 100", "wage * share")], "proved"),
        ([("score < 100", "wage * (10% - share)")], "refuted"),
        ([("score < 100", "wage * share + rate * (80 - score)")], "proved"),
        ([("score < 100", "rate * (score - 50) * (score - 50)")], "refuted"),
        ([("score < 100", "rate * (50 - score / 0.0001)"), ("signed", "rate")], "proved"),
        ([("wage > 0 CNY", "rate * (100 - score)")], "proved"),
        ([("wage > 0 CNY", "rate * score")], "refuted"),
        ([("wage > 0 CNY", "rate * score / 1000000000")], "unknown"),
    ],
)
def test_amounts_that_go_with_the_fact(rules: list[tuple[str, str]], state: str, tmp_path: Path) -> None:
    written = "".join(
        fine(when, amount).replace("{when", f"{{id: rule-{n}, when") for n, (when, amount) in enumerate(rules)
    )
    (result,) = library(tmp_path, base__review=POLICY + written, guardrails=CLAIM).guard(as_of=DAY).results
    assert result.state == state
    assert (result.case is not None) == (state == "refuted")
