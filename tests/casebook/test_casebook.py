"""The casebook: what it says of cases that went otherwise than expected, and which rules it finds fired."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine import Library, PolicyError
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from pathlib import Path

    from engine.casebook import TestReport

POLICY = """\
policy: review
title: Review
facts:
  score: {title: Score, type: number, range: 0..100}
  wage: {title: Wage, type: money, optional: true}
tables:
  grades:
    rows: |
      | id   | score || grade  |
      | good | >= 80 || "good" |
      | bad  | < 80  || "bad"  |
rules:
  - {id: below, when: grade = "bad", then: [{do: fine, to: agent, rate: 5%, amount: wage * 5%}]}
  - {id: paid, when: wage > 100 CNY, then: [{do: warning, to: agent}, {do: warning, to: crew}]}
"""
FINE = "{do: fine, to: agent, rate: 5%, amount: 5.00}"
EXPECTATIONS = {
    f"{{outcomes: [{FINE}], outputs: {{grade: bad}}, matched: [grades.bad, below], undecided: []}}": [],
    "{outcomes: [{do: fine, to: agent, rule: below, amount: 5.00 CNY, rate: 0.05}]}": [],
    "{outcomes: [{do: fine, needs: []}]}": [],
    "{outcomes: []}": ["GJ611"],
    f"{{outcomes: [{FINE}, {FINE}]}}": ["GJ610"],
    "{outcomes: [{do: warning, to: agent}]}": ["GJ610", "GJ611"],
    "{outcomes: [{do: fine, to: agent, amount: 5.01}]}": ["GJ612"],
    "{outcomes: [{do: fine, to: agent, amount: 5.01, rate: 6%, needs: [wage]}]}": ["GJ612", "GJ612", "GJ612"],
    "{outputs: {grade: good}}": ["GJ613"],
    "{outputs: {garde: bad}}": ["GJ614"],
    "{undecided: [paid]}": ["GJ615"],
    "{matched: [below]}": ["GJ616"],
    "{error: GJ430}": ["GJ617"],
}
"""For 79 points and a wage of 100.00: expectations, and the codes of what differs."""


def run(folder: Path, cases: str, only: str | None = None) -> TestReport:
    texts = SHARED | {"base/review.yaml": POLICY, "base/review.cases.yaml": f"policy: review\ncases:\n{cases}"}
    texts["branches/xian/branch.yaml"] = "branch: xian\ntitle: Xi'an\n"
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    report: TestReport = Library.load(folder).test(only)
    return report


def case(expect: str, facts: str = "{score: 79, wage: 100}") -> str:
    return f"  - case: a case\n    given: {{facts: {facts}}}\n    expect: {expect}\n"


@pytest.mark.parametrize(("expect", "codes"), EXPECTATIONS.items())
def test_differences(expect: str, codes: list[str], tmp_path: Path) -> None:
    (result,) = run(tmp_path, case(expect)).cases
    assert sorted(difference.code for difference in result.differences) == codes
    assert result.passed is not bool(codes)


def test_a_difference_stands_at_its_line(tmp_path: Path) -> None:
    report = run(tmp_path, case("{outputs: {grade: good}}"))
    (difference,) = report.failed[0].differences
    assert str(difference.span).endswith("base/review.cases.yaml:5:24")
    assert "`bad`" in difference.message("en")
    assert "`good`" in difference.message("zh")


@pytest.mark.parametrize(
    ("expect", "codes"),
    [
        ("{error: GJ430}", []),
        ("{error: [GJ430]}", []),
        ("{error: not in 0..100}", []),
        ("{error: not a number}", ["GJ619"]),
        ("{error: GJ402}", ["GJ619"]),
        ("{outcomes: []}", ["GJ618"]),
    ],
)
def test_refused_facts(expect: str, codes: list[str], tmp_path: Path) -> None:
    (result,) = run(tmp_path, case(expect, "{score: 101}")).cases
    assert [difference.code for difference in result.differences] == codes


def test_undecided_that_nobody_expected(tmp_path: Path) -> None:
    (result,) = run(tmp_path, case("{undecided: []}", "{score: 80}")).cases
    assert [difference.code for difference in result.differences] == ["GJ620"]


def test_outcomes_are_paired_where_that_can_be_done(tmp_path: Path) -> None:
    """The first expectation fits both warnings, the second only one of them."""
    facts = "{score: 80, wage: 100.01}"
    assert run(tmp_path, case("{outcomes: [{do: warning}, {do: warning, to: agent}]}", facts)).passed


def test_coverage(tmp_path: Path) -> None:
    report = run(tmp_path, case("{outputs: {grade: bad}}"))
    assert {rule.rule: len(rule.cases) for rule in report.coverage} == {
        "grades.good": 0,
        "grades.bad": 1,
        "below": 1,
        "paid": 0,
    }
    assert [found.code for found in report.uncovered] == ["GJ630", "GJ630"]
    assert report.passed
    assert report.summary("en") == "1 of 1 cases passed; 2 of 4 rules fired"
    assert json.loads(json.dumps(report.to_dict()))["passed"] is True


def test_only_one_policy(tmp_path: Path) -> None:
    report = run(tmp_path, case("{outputs: {grade: bad}}"), "xian/review")
    assert [(result.branch, result.policy) for result in report.cases] == [("xian", "review")]
    with pytest.raises(PolicyError):
        run(tmp_path, case("{outputs: {grade: bad}}"), "reviews")
