"""Whether more strikes never bring anything milder: ladders, and the two strikes that break the order."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.compliance.guardrails.libraries import library

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 22)
POLICY = """policy: failures
title: {zh: 不合格, en: Failures}
facts:
  grace: {title: {zh: 宽限次数, en: Grace}, type: number, range: 1..9, scale: 0}
  wage: {title: {zh: 工资, en: Wage}, type: money, range: 0..}
params:
  most: {title: {zh: 罚款, en: Fine}, type: money, value: 400 CNY}
ladders:
  failures:
    counts: inspection.failed
    rungs:
"""
CLAIM = "guardrails:\n  - {id: order, policy: failures, monotone: {ladder: failures, towards: higher, never: milder}}\n"
WARN = "{do: warning, to: crew}"
FINE = "{do: fine, to: crew, amount: 300 CNY}"


def fine(amount: str, to: str = "crew") -> str:
    return f"{{do: fine, to: {to}, amount: {amount}}}"


@pytest.mark.parametrize(
    ("rungs", "state", "strikes"),
    [
        ({"at: 1": WARN, "at: 2": FINE}, "proved", None),
        ({"at: 1": FINE, "at: 2": WARN}, "refuted", ("1", "2")),
        ({"at: 1": FINE, "from: 2": fine("300 CNY")}, "proved", None),
        ({"at: 1": FINE, "from: 2": fine("299 CNY")}, "refuted", ("1", "2")),
        ({"at: 1": fine("most"), "from: 2": fine("most - 1 CNY")}, "refuted", ("1", "2")),
        ({"at: 1": FINE, "at: 2": fine("900 CNY", "agent"), "at: 3": WARN}, "refuted", ("1", "3")),
        ({"at: 1": FINE, "at: 3": WARN}, "refuted", ("1", "3")),
        ({"from: 1": fine("100 CNY"), "at: 2": fine("100 CNY"), "at: 9": WARN}, "refuted", ("2", "3")),
        ({"at: 1": fine("wage * 2%"), "at: 2": fine("wage * 2%")}, "proved", None),
        ({"at: 1": fine("wage * 2%"), "at: 2": fine("wage * 1%")}, "unknown", None),
        ({"at: 1": fine("wage * 2%"), "at: 2": WARN}, "refuted", ("1", "2")),
        ({"at: 1": fine("event.count * 100 CNY"), "at: 2": fine("event.count * 60 CNY")}, "proved", None),
        ({"at: 1": fine("event.count * 100 CNY"), "at: 2": fine("event.count * 40 CNY")}, "refuted", ("1", "2")),
        ({"from: 1": fine("event.count * 100 CNY")}, "unknown", None),
        ({"from: 1": fine("500 CNY - event.count * 100 CNY")}, "refuted", ("1", "2")),
        ({"at: 1": WARN, "from: grace": FINE}, "unknown", None),
    ],
)
def test_what_comes_at_which_strike(
    rungs: dict[str, str], state: str, strikes: tuple[str, str] | None, tmp_path: Path
) -> None:
    policy = POLICY + "".join(f"      - {{{at}, then: [{then}]}}\n" for at, then in rungs.items())
    (result,) = library(tmp_path, base__failures=policy, guardrails=CLAIM).guard(as_of=DAY).results
    told = dict(result.finding.reason.args) if result.finding else {}
    assert result.state == state
    assert strikes is None or (told["count"], told["more"]) == strikes
