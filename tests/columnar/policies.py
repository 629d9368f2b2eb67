"""Programs out of YAML, for tests that need a whole policy."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine import Library
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from engine.ir.program import Program, Timeline


@cache
def timeline(text: str) -> Timeline:
    """The policy that the text holds, in branch base, among the words of the conformance library."""
    name = text.split("policy: ", maxsplit=1)[1].splitlines()[0]
    with tempfile.TemporaryDirectory() as folder:
        for path, content in {**SHARED, f"base/{name}.yaml": text}.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return Library.load(folder).branch("base").policy(name).timeline


def program(text: str) -> Program:
    """The policy's first program."""
    return timeline(text).programs[0]


REVIEW = """\
policy: review
title: Review
facts:
  score: {title: Score, type: number, range: 0..100}
  revision: {title: Revision, type: enum, values: {partial: 部分整改, none: 未整改}, optional: true}
  signed: {title: Signed, type: boolean, default: false}
  commission: {title: Commission, type: money, optional: true}
params:
  rate: {title: Rate, type: percent, value: 0.5%}
tables:
  grades:
    hit: unique
    outputs: {grade: {title: Grade, values: [high, low]}}
    rows: |
      | id   | score     || grade  |
      | high | [90..100] || "high" |
      | mid  | [80..90]  || "low"  |
      | low  | < 80      || "low"  |
    then: {low: [{do: warning, to: agent}]}
rules:
  - id: partly
    when: revision = "partial"
    then: [{do: fine, to: designer, rate: rate, amount: commission * rate}]
  - id: worth-a-look
    when: commission > 1000 CNY
    then: [{do: notice, to: agent, points: score}]
"""
"""A policy with most of what a row of an answer can have; at 90 points its table contradicts itself."""
