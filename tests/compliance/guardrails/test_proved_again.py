"""While files are followed only what changed is proved again; an exception excuses no longer than it lasts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from engine.compliance.guardrails import guarding
from engine.compliance.guardrails.proving import prove
from engine.workspace import Workspace
from tests.compliance.guardrails.libraries import REVIEW, build, library

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from engine.model.guardrails import Claim
    from engine.policy import Policy

CLAIMS = """guardrails:
  - {id: warn-70, policy: review, when: score < 70, must: 'outcome("warning", "designer")'}
  - {id: others, policy: other, when: score < 70, must: 'outcome("warning", "designer")'}
"""
XIAN = "branch: xian\ntitle: {zh: 西安分公司, en: Xi'an branch}\n"


def test_what_has_not_changed_is_not_proved_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def told(claim: Claim, policy: Policy, *rest: Any) -> Any:
        asked.append(policy.id)
        return prove(claim, policy, *rest)

    monkeypatch.setattr(guarding, "prove", told)
    other = REVIEW.replace("policy: review", "policy: other")
    folder = build(tmp_path, base__other=other, guardrails=CLAIMS, branches__xian__branch=XIAN)
    workspace = Workspace(folder)
    assert (workspace.check(), asked) == ((), ["review", "other"])
    assert (workspace.check(), asked) == ((), ["review", "other"])
    (folder / "base" / "other.yaml").write_text(other.replace("value: 80", "value: 60"), encoding="utf-8")
    assert ([found.code for found in workspace.check()], asked) == (["GJ460"], ["review", "other", "other"])
    (folder / "guardrails.yaml").write_text(CLAIMS.replace("score < 70, must", "score < 90, must", 1), encoding="utf-8")
    assert [found.code for found in workspace.check()] == ["GJ460", "GJ460"]
    assert asked == ["review", "other", "other", "review"]


def test_an_exception_excuses_no_longer_than_it_lasts(tmp_path: Path) -> None:
    excepted = CLAIMS.splitlines()[1].replace("}", ", except: {branch: base, until: 2027-06-30, reason: 试行}}")
    lenient = REVIEW.replace("value: 80", "value: {2019-01-01: 60, 2028-01-01: 80}")
    made = library(tmp_path, base__review=lenient, guardrails=f"guardrails:\n{excepted}\n")
    told = [(each.state, each.since, each.until) for each in made.guard(as_of="2026-11-22").results]
    assert told == [
        ("excused", dt.date(2026, 11, 22), dt.date(2027, 6, 30)),
        ("proved", dt.date(2028, 1, 1), None),
    ]
