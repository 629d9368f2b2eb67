"""Guardrails over what clocks and ladders come to: told by what they are, or shown by a history that is replayed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.compliance.guardrails.libraries import library

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 22)
POLICY = """policy: tickets
title: {zh: 时限, en: Time limits}
facts: {}
clocks:
  answer:
    starts: ticket.opened
    stops: ticket.solved
    within: 3h
    warn: [{at: 80%, then: [{do: notice, to: agent}]}]
    escalate: [{at: due, then: [{do: warning, to: crew}]}]
ladders:
  failures:
    counts: inspection.failed
    rungs:
      - {at: 2, then: [{do: fine, to: crew, amount: 100 CNY}]}
"""


@pytest.mark.parametrize(
    ("when", "must", "state"),
    [
        ('answer.state = "breached"', 'outcome("warning", "crew")', "proved"),
        ('answer.state = "met-late"', 'outcome("warning", "crew")', "proved"),
        ('answer.state in ("breached", "met-late")', 'outcome("warning")', "proved"),
        ('answer.state = "breached"', 'outcome("warning", "agent")', "refuted"),
        ('answer.state = "running"', 'outcome("warning", "crew")', "refuted"),
        ('answer.state = "met"', 'outcome("warning", "crew")', "refuted"),
        ('answer.state = "not-started"', 'not(outcome("fine"))', "refuted"),
        ("failures.count > 1", 'outcome("fine")', "unknown"),
        ("", 'not(outcome("fine"))', "refuted"),
        ("", 'not(outcome("warning"))', "refuted"),
        ("", 'not(outcome("bonus"))', "proved"),
    ],
)
def test_over_clocks_and_ladders(when: str, must: str, state: str, tmp_path: Path) -> None:
    case = f"when: '{when}', " if when else ""
    claim = f"guardrails:\n  - {{id: told, policy: tickets, {case}must: '{must}'}}\n"
    (result,) = library(tmp_path, base__tickets=POLICY, guardrails=claim).guard(as_of=DAY).results
    assert result.state == state
    assert (result.case is not None and result.case.replayed) == (state == "refuted")
