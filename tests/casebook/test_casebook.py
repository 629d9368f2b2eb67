"""The casebook: what it says of cases that went otherwise than expected, and what its report holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine import PolicyError
from tests.casebook import libraries

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
    "{held: []}": [],
    "{outcomes: []}": ["GJ611"],
    f"{{outcomes: [{FINE}, {FINE}]}}": ["GJ610"],
    "{outcomes: [{do: warning, to: agent}]}": ["GJ610", "GJ611"],
    "{outcomes: [{do: fine, to: agent, amount: 5.01}]}": ["GJ612"],
    "{outcomes: [{do: fine, to: agent, amount: 5.01, rate: 6%, needs: [wage]}]}": ["GJ612", "GJ612", "GJ612"],
    "{outputs: {grade: good}}": ["GJ613"],
    "{outcomes: [{do: fine, to: crew, amount: 5.00}]}": ["GJ612"],
    "{undecided: [paid]}": ["GJ615"],
    "{matched: [below]}": ["GJ622"],
    "{matched: [below, grades.bad, paid]}": ["GJ616"],
    "{error: GJ430}": ["GJ617"],
}
"""For 79 points and a wage of 100.00: expectations, and the codes of what differs."""


def run(folder: Path, cases: str, only: str | None = None) -> TestReport:
    return libraries.run(folder, POLICY, cases, only)


def case(expect: str, facts: str = "{score: 79, wage: 100}") -> str:
    return f"  - case: a case\n    given: {{facts: {facts}}}\n    expect: {expect}\n"


@pytest.mark.parametrize(("expect", "codes"), EXPECTATIONS.items())
def test_differences(expect: str, codes: list[str], tmp_path: Path) -> None:
    (result,) = run(tmp_path, case(expect)).cases
    assert sorted(difference.code for difference in result.differences) == codes
    assert result.passed is not bool(codes)


TOLD = {
    "{outcomes: []}": ("3:11", ["`below`", "grade bad", "fine"]),
    "{outcomes: [{do: warning, to: crew}, {do: fine}]}": ("5:25", ["`paid` doesn't fire: Wage CNY 100"]),
    "{outcomes: [{do: bonus}, {do: fine}]}": ("5:25", ["no rule brings it"]),
    "{outcomes: [{do: fine, amount: 5.01}]}": ("5:44", ["`5.00`", "`5.01`", "CNY 100 × 5% = CNY 5"]),
    "{outcomes: [{do: fine, rate: 0.06}]}": ("5:42", ["`rate` of `fine` is `5%`", "`0.06`"]),
    "{outcomes: [{do: fine, to: crew}]}": ("5:40", ["`to` of `fine` is `agent`", "`crew`"]),
    "{outputs: {grade: good}}": ("5:24", ["`bad`", "`good`", "`grades.bad` fires: Score 79, as asked for: below 80"]),
    "{undecided: [paid]}": ("5:26", ["Wage CNY 100"]),
    "{matched: [below, grades.bad, paid]}": ("5:13", ["`paid`", "Wage CNY 100"]),
}
"""For the same facts: where each difference stands, and what is said of it."""


@pytest.mark.parametrize(("expect", "place", "words"), [(expect, *told) for expect, told in TOLD.items()])
def test_a_difference_says_what_came_and_why_at_its_line(
    expect: str, place: str, words: list[str], tmp_path: Path
) -> None:
    (difference,) = run(tmp_path, case(expect)).failed[0].differences
    assert str(difference.span).endswith(f"base/review.cases.yaml:{place}")
    for word in words:
        assert word in difference.message("en")
    assert difference.message("zh")


def test_a_consequence_not_expected_is_given_as_the_case_would_have_it(tmp_path: Path) -> None:
    (difference,) = run(tmp_path, case("{outcomes: []}")).failed[0].differences
    assert f"`{FINE}`" in difference.hint("en")
    assert run(tmp_path, case(f"{{outcomes: [{FINE}]}}")).passed


OVERLAPPING = POLICY.replace("< 80  ||", "< 90  ||")


@pytest.mark.parametrize("expect", ["{outputs: {grade: good}}", "{undecided: []}"])
def test_rows_that_contradict_are_named(expect: str, tmp_path: Path) -> None:
    asked = case(expect, "{score: 85, wage: 0}")
    differences = libraries.run(tmp_path, OVERLAPPING, asked).failed[0].differences
    assert any("good, bad match together" in difference.message("en") for difference in differences)
    assert not any("no row" in difference.message("en") for difference in differences)


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


REFUSED = {
    "{score: 101}": [("GJ430", "4:28")],
    "{score: 79, wage: much}": [("GJ411", "4:38")],
    "{wage: 5}": [("GJ402", "3:11")],
    "{score: -1, wage: much}": [("GJ411", "4:38"), ("GJ430", "4:28")],
}


@pytest.mark.parametrize(("facts", "reasons"), REFUSED.items())
def test_each_fact_that_is_refused_is_shown_where_it_stands(
    facts: str, reasons: list[tuple[str, str]], tmp_path: Path
) -> None:
    (result,) = run(tmp_path, case("{outcomes: []}", facts)).cases
    found = [(dict(told.args)["code"], str(told.span).partition("yaml:")[2]) for told in result.differences]
    assert sorted(found) == reasons
    assert result.refused == tuple(code for code, _ in found)


def test_undecided_that_nobody_expected(tmp_path: Path) -> None:
    (result,) = run(tmp_path, case("{undecided: []}", "{score: 80}")).cases
    assert [difference.code for difference in result.differences] == ["GJ620"]


def test_outcomes_are_paired_where_that_can_be_done(tmp_path: Path) -> None:
    """The first expectation fits both warnings, the second only one of them."""
    facts = "{score: 80, wage: 100.01}"
    assert run(tmp_path, case("{outcomes: [{do: warning}, {do: warning, to: agent}]}", facts)).passed


def test_coverage(tmp_path: Path) -> None:
    report = run(tmp_path, case("{outputs: {grade: bad}}"))
    assert {rule.rule: len(rule.cases) for rule in report.rules} == {
        "grades.good": 0,
        "grades.bad": 1,
        "below": 1,
        "paid": 0,
    }
    assert {found.code for found in report.uncovered} == {"GJ630", "GJ631", "GJ632"}
    assert (report.passed, report.complete) == (True, False)
    summary = "cases passed 1/1 (100%), rules fired 2/4 (50%), boundaries hit 0/4 (0%)"
    assert report.summary("en") == summary


def test_as_data(tmp_path: Path) -> None:
    data = json.loads(json.dumps(run(tmp_path, case("{outputs: {grade: bad}}")).to_dict()))
    assert (data["passed"], data["complete"]) == (True, False)
    assert data["cases"][0]["fired"] == ["grades.bad", "below"]
    assert data["rules"][1] | {"at": ""} == {
        "branch": "base",
        "policy": "review",
        "rule": "grades.bad",
        "at": "",
        "cases": ["a case"],
    }
    assert data["boundaries"][1] | {"at": ""} == {
        "branch": "base",
        "policy": "review",
        "owner": "grades.bad",
        "test": "score < 80",
        "at": "",
        "sides": {"on": [], "true": ["a case"]},
    }


TIMED = """\
policy: review
title: Review
facts: {}
clocks: {repair: {starts: ticket.opened, within: 4 working hours, escalate: [{at: due, then: [{do: notice}]}]}}
"""
SET = {
    "library.yaml": "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\ncalendar: office\n",
    "calendars/office.yaml": 'calendar: office\ntitle: Office\nweekly: {mon-fri: "09:00-18:00"}\n',
    "calendars/shop.yaml": 'calendar: shop\ntitle: Shop\nweekly: {sat-sun: "10:00-20:00"}\n',
    "branches/xian/branch.yaml": "branch: xian\ntitle: Xi'an\ncalendar: shop\nreason: Open at weekends\n",
    "branches/west/branch.yaml": "branch: west\ntitle: The west\nextends: xian\n",
}


@pytest.mark.parametrize(
    ("overlay", "untested"),
    [
        ({}, ["base/review.yaml"]),
        (
            {"branches/west/review.yaml": "policy: review\nreason: All day\ncalendar: round-the-clock\n"},
            ["base/review.yaml", "branches/west/review.yaml"],
        ),
    ],
)
def test_a_branch_whose_calendar_is_another_is_asked_for_no_cases(
    overlay: dict[str, str], untested: list[str], tmp_path: Path
) -> None:
    """What a branch says itself needs cases, not what it takes over and counts otherwise."""
    report = libraries.report_of(tmp_path, {"base/review.yaml": TIMED, **SET, **overlay})
    spans = [found.span for found in report.uncovered if found.code == "GJ633"]
    assert [span and span.path.removeprefix(f"{tmp_path}/") for span in spans] == untested


def test_only_one_policy(tmp_path: Path) -> None:
    report = run(tmp_path, case("{outputs: {grade: bad}}"), "xian/review")
    assert [(result.branch, result.policy) for result in report.cases] == [("xian", "review")]
    with pytest.raises(PolicyError):
        run(tmp_path, case("{outputs: {grade: bad}}"), "reviews")
