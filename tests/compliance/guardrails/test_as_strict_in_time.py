"""Branches that are to be as strict as the base, and say something else of time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.compliance.guardrails.libraries import library

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 22)
CLAIM = "guardrails:\n  - {id: no-milder, policy: tickets, as_strict_as: base}\n"
XIAN = "branch: xian\ntitle: {zh: 西安分公司, en: Xi'an branch}\n"
HEAD = """policy: tickets
title: {zh: 时限, en: Time limits}
facts: {urgent: {title: {zh: 急, en: Urgent}, type: boolean}}
"""


def clock(within: str, rest: str = "", change: str = "") -> str:
    return f"clocks:\n  answer: {{{change}starts: ticket.opened, stops: ticket.solved, within: '{within}'{rest}}}\n"


def due(kind: str, at: str = "due") -> str:
    return f", escalate: [{{at: {at}, then: [{{do: {kind}, to: crew}}]}}]"


PAUSES = ", pauses: leave.started until leave.ended"


@pytest.mark.parametrize(
    ("base", "branch", "state"),
    [
        (("if urgent then 24h else 48h",), ("24h",), "proved"),
        (("24h",), ("if urgent then 24h else 25h",), "refuted"),
        (("24h", PAUSES), ("24h",), "unknown"),
        (("24h",), ("24h", PAUSES), "unknown"),
        (("24h", due("warning")), ("24h",), "refuted"),
        (("24h", due("bonus")), ("24h",), "unknown"),
        (("24h",), ("24h", due("warning")), "unknown"),
        (("24h", due("warning")), ("24h", due("warning", "80%")), "proved"),
        (("24h", due("warning", "80%")), ("24h", due("warning")), "refuted"),
    ],
)
def test_in_time(base: tuple[str, ...], branch: tuple[str, ...], state: str, tmp_path: Path) -> None:
    within, rest = (*branch, "")[:2]
    overlay = "policy: tickets\nreason: 试行\n" + clock(within, rest, "change: replace, ")
    files = {"base__tickets": HEAD + clock(*base), "branches__xian__branch": XIAN, "branches__xian__tickets": overlay}
    (result,) = library(tmp_path, guardrails=CLAIM, **files).guard(as_of=DAY).results
    assert result.state == state
