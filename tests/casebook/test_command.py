"""`guiju test` over a small library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from tests.casebook.libraries import run

if TYPE_CHECKING:
    from pathlib import Path

POLICY = """\
policy: review
title: Review
facts: {score: {title: Score, type: number, range: 0..100}}
rules: [{id: below, when: score < 80, then: [{do: warning, to: agent}]}]
"""
HALF = "  - {case: fine, given: {facts: {score: 79}}, expect: {outcomes: [{do: warning}]}}\n"
WHOLE = HALF + "  - {case: edge, given: {facts: {score: 80}}, expect: {outcomes: []}}\n"
WRONG = WHOLE + "  - {case: top, given: {facts: {score: 100}}, expect: {outcomes: [{do: warning}]}}\n"
REFUSED = WHOLE + "  - {case: off, given: {facts: {score: 101}}, expect: {error: GJ430}}\n"


def call(folder: Path, cases: str, *arguments: str) -> tuple[int, str]:
    run(folder, POLICY, cases)
    result = CliRunner(env={"GUIJU_CACHE": "off"}).invoke(guiju, ["test", str(folder), "--lang", "en", *arguments])
    return result.exit_code, result.stdout


@pytest.mark.parametrize(
    ("cases", "arguments", "code"),
    [(HALF, [], 0), (HALF, ["--strict"], 1), (WHOLE, ["--strict"], 0), (WRONG, [], 1), (WRONG, ["--strict"], 1)],
)
@pytest.mark.parametrize("form", ["text", "json", "junit", "github", "sarif"])
def test_gaps_are_findings_where_they_count(
    cases: str, arguments: list[str], code: int, form: str, tmp_path: Path
) -> None:
    assert call(tmp_path, cases, "--format", form, *arguments)[0] == code


def test_a_line_per_policy_and_the_totals(tmp_path: Path) -> None:
    _, out = call(tmp_path, WHOLE)
    assert out.splitlines() == [
        "  base/review  cases passed 2/2 (100%)  rules fired 1/1 (100%)  boundaries hit 1/1 (100%)",
        "cases passed 2/2 (100%), rules fired 1/1 (100%), boundaries hit 1/1 (100%)",
        "for the rules that each case fires: `-v`",
    ]


@pytest.mark.parametrize("arguments", [["-v"], ["--policy", "review"], ["--policy", "xian/review"]])
def test_what_each_case_fires(arguments: list[str], tmp_path: Path) -> None:
    _, out = call(tmp_path, REFUSED, *arguments)
    assert out.splitlines()[:3] == [
        "  passed  fine  below",
        "  passed  edge  —",
        "  passed  off   facts refused GJ430",
    ]


def test_why_a_strict_test_fails_where_every_case_passes(tmp_path: Path) -> None:
    assert call(tmp_path, HALF, "--strict")[1].splitlines()[-1].startswith("all cases pass, but")
    assert "all cases pass" not in "".join(call(tmp_path, cases, "--strict")[1] for cases in (WHOLE, WRONG))


def test_what_refuses_all_cases_is_told_once(tmp_path: Path) -> None:
    run(tmp_path, POLICY.replace("facts: {", "facts: {new: {title: New, type: boolean}, "), WRONG)
    answer = CliRunner(env={"GUIJU_CACHE": "off"}).invoke(guiju, ["test", str(tmp_path), "--lang", "en"])
    assert answer.exit_code == 1
    assert answer.stdout.count("GJ618") == 1
    assert "(as are those of 2 more)" in answer.stdout
    assert "GJ63" not in answer.stdout


def test_differences_come_first(tmp_path: Path) -> None:
    _, out = call(tmp_path, WRONG.replace("score: 80", "score: 81"))
    assert out.index("GJ610") < out.index("GJ631") < out.index("base/review ")


def test_as_data(tmp_path: Path) -> None:
    _, out = call(tmp_path, REFUSED, "--format", "json")
    assert [(case["fired"], case["refused"]) for case in json.loads(out)["cases"]] == [
        (["below"], []),
        ([], []),
        ([], ["GJ430"]),
    ]
