"""A small library with branches, to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from pathlib import Path

REVIEW = """
policy: review
title: {zh: 审核, en: Review}
facts:
  score: {title: Score, type: number, range: 0..100}
params:
  pass_score: {title: Pass mark, value: 80, stricter: higher}
tables:
  grades:
    rows: |
      | id   | score         || grade  |
      | good | >= pass_score || "good" |
      | poor | < pass_score  || "poor" |
rules:
  - id: below
    title: Below the pass mark
    when: score < pass_score
    then: [{do: warning, to: designer}]
clocks:
  answer:
    title: Answer
    starts: ticket.opened
    within: 24h
    escalate:
      - {at: due, then: [{do: notice, to: agent}]}
"""
WEST = "branch: west\ntitle: The west\n"
XIAN = "branch: xian\ntitle: Xi'an\nextends: west\n"


def build(folder: Path, files: dict[str, str]) -> Path:
    """The library in a folder: the base's policy, two branches one over the other, and these files."""
    whole = {"base/review.yaml": REVIEW, "branches/west/branch.yaml": WEST, "branches/xian/branch.yaml": XIAN}
    for name, text in (SHARED | whole | files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
