"""Branches, periods, exceptions; the command; what is said without the libraries that prove."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from engine import Library, PolicyError
from engine.late import ROOMS
from tests.compliance.guardrails.libraries import REVIEW, build, library

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from engine.compliance.guardrails.report import GuardReport

DAY = dt.date(2026, 11, 22)
XIAN = "branch: xian\ntitle: {zh: 西安分公司, en: Xi'an branch}\n"
LENIENT = "policy: review\nreason: 试行\nparams:\n  pass_score: {value: 60}\n"
WARN_70 = 'guardrails:\n  - {id: warn-70, policy: review, when: score < 70, must: \'outcome("warning", "designer")\'}\n'


def states(report: GuardReport) -> list[tuple[str, str, dt.date]]:
    return [(result.branch, result.state, result.since) for result in report.results]


def codes(report: GuardReport) -> list[str]:
    return [found.code for found in report.diagnostics]


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(guiju, ["guard", "--policies", str(folder), "--as-of", "2026-11-22", *arguments])


def test_the_groups_guardrails_hold_in_every_branch() -> None:
    shipped = Library.load("policies")
    report = shipped.guard()
    assert len({result.guardrail.id for result in report.results}) >= 8
    assert {result.state for result in report.results} == {"proved"}
    assert {result.branch for result in report.results} == set(shipped.branches)
    assert not report.diagnostics


def test_one_branch_breaks_it(tmp_path: Path) -> None:
    made = library(tmp_path, guardrails=WARN_70, branches__xian__branch=XIAN, branches__xian__review=LENIENT)
    report = made.guard(as_of=DAY)
    assert states(report) == [("base", "proved", DAY), ("xian", "refuted", DAY)]
    (found,) = report.diagnostics
    assert "xian" in found.message("en")
    case = report.results[1].case
    assert case
    assert case.replayed
    assert 60 <= case.facts["score"] < 70


def test_every_period_from_the_day_on(tmp_path: Path) -> None:
    later = REVIEW.replace("value: 80", "value: {2019-01-01: 60, 2026-01-01: 80, 2027-01-01: 65}")
    made = library(tmp_path, guardrails=WARN_70, base__review=later)
    first = dt.date(2027, 1, 1)
    assert states(made.guard(as_of=DAY)) == [("base", "proved", DAY), ("base", "refuted", first)]
    assert states(made.guard(as_of="2025-06-01"))[0] == ("base", "refuted", dt.date(2025, 6, 1))


def test_an_exception_excuses_until_it_ends(tmp_path: Path) -> None:
    excepted = WARN_70.replace("}\n", ", except: {branch: xian, until: 2027-06-30, reason: 试行}}\n")
    made = library(tmp_path, guardrails=excepted, branches__xian__branch=XIAN, branches__xian__review=LENIENT)
    running, ended = made.guard(as_of="2027-06-30"), made.guard(as_of="2027-07-01")
    assert (running.held, codes(running)) == (True, [])
    assert running.results[1].state == "excused"
    assert (ended.held, sorted(codes(ended))) == (False, ["GJ460", "GJ468"])


def test_branches_that_it_does_not_name_are_not_asked(tmp_path: Path) -> None:
    bound = WARN_70.replace("policy: review,", "policy: review, branches: base,")
    made = library(tmp_path, guardrails=bound, branches__xian__branch=XIAN, branches__xian__review=LENIENT)
    assert states(made.guard(as_of=DAY)) == [("base", "proved", DAY)]


def test_as_strict_as_the_base(tmp_path: Path) -> None:
    strict = "guardrails:\n  - {id: no-milder, policy: review, as_strict_as: base}\n"
    lenient = library(tmp_path / "a", guardrails=strict, branches__xian__branch=XIAN, branches__xian__review=LENIENT)
    report = lenient.guard(as_of=DAY)
    assert (states(report), codes(report)) == ([("xian", "refuted", DAY)], ["GJ460"])
    severer = LENIENT.replace("60", "90")
    made = library(tmp_path / "b", guardrails=strict, branches__xian__branch=XIAN, branches__xian__review=severer)
    assert states(made.guard(as_of=DAY)) == [("xian", "proved", DAY)]


def test_the_command(tmp_path: Path) -> None:
    wrong = WARN_70.replace("70", "85")
    folder = build(tmp_path, guardrails=wrong)
    told = run(folder, "--lang", "en")
    assert told.exit_code == 1
    assert "guiju explain base/review" in told.stdout
    assert "1 guardrails: 0 hold, 1 don't" in told.stdout
    data = json.loads(run(folder, "--format", "json").stdout)
    assert [(each["state"], each["facts"]) for each in data["results"]] == [("refuted", {"score": "80"})]
    assert '"GJ460"' in run(folder, "--format", "sarif").stdout
    assert "::error" in run(folder, "--format", "github").stdout
    assert run(build(tmp_path, guardrails=WARN_70), "warn-70", "--lang", "zh").exit_code == 0


def test_it_is_a_part_of_check(tmp_path: Path) -> None:
    assert [found.code for found in Library.check(build(tmp_path, guardrails=WARN_70.replace("70", "85")))] == ["GJ460"]
    assert Library.check(build(tmp_path, guardrails=WARN_70)) == ()


def test_an_id_that_no_guardrail_has(tmp_path: Path) -> None:
    made = library(tmp_path, guardrails=WARN_70)
    with pytest.raises(PolicyError) as refusal:
        made.guard(["warn-7"])
    assert [found.code for found in refusal.value.diagnostics] == ["GJ786"]
    assert "`warn-70`" in refusal.value.diagnostics[0].hint("en")


def test_without_the_libraries_that_prove(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs no proof is told all the same; `guiju guard` says what to install."""
    monkeypatch.setitem(ROOMS, "guarantees", "z3")
    monkeypatch.setitem(sys.modules, "z3", None)
    values = WARN_70 + "  - {id: pass-at-60, policy: review, must: pass_score >= 60}\n"
    folder = build(tmp_path, guardrails=values)
    report = Library.load(folder).guard(as_of=DAY, forgiving=True)
    assert [result.state for result in report.results] == ["unproved", "proved"]
    assert codes(report) == ["GJ785"]
    assert [found.code for found in Library.check(folder)] == ["GJ785"]
    assert run(folder).exit_code == 2
