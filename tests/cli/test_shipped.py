"""The commands over the shipped policies, as a person or a script would call them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-11-22")
LOCALES = ({"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the shipped library, to be broken."""
    return shutil.copytree(ROOT / "policies", tmp_path / "policies")


def guiju(*arguments: str, cache: str, **environment: str) -> Answer:
    clean = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME") if name in os.environ}
    command = [sys.executable, "-c", "from adapters.cli.main import main; main()", *arguments]
    env = clean | {"GUIJU_CACHE": cache} | environment
    process = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    return Answer(process.returncode, process.stdout.decode("utf-8"), process.stderr.decode("utf-8"))


def decide(policy: str, facts: dict[str, Any], cache: str) -> dict[str, Any]:
    answer = guiju("decide", policy, "--facts", json.dumps(facts), *DAY, "--format", "json", cache=cache)
    assert (answer.code, answer.err) == (0, "")
    found: dict[str, Any] = json.loads(answer.out)
    return found


CASES: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "79 points": ("drawing-review", {"score": 79}, ["warning designer"]),
    "80 points": ("drawing-review", {"score": 80}, []),
    "signed without revising": (
        "drawing-review",
        {"score": 85, "revision": "none", "signed": True, "commission": 12345.67},
        ["commission-deduction designer 123.46", "public-criticism designer", "ordinary-fault division-manager"],
    ),
    "a complaint with compensation": (
        "complaint-tier",
        {"compensation": True, "solvable_by_specialist": True, "departments": ["a"]},
        ["handle department-head", "escalate customer-service-manager"],
    ),
    "an assessment of 89.5": ("monthly-assessment", {"score": 89.5}, ["base-bonus agent"]),
}


@pytest.mark.parametrize("name", CASES)
def test_decisions_follow_the_policies_and_their_schema(name: str, cache: str) -> None:
    policy, facts, expected = CASES[name]
    decision = decide(f"xian/{policy}", facts, cache)
    told = [" ".join(filter(None, (each["do"], each["to"], each.get("amount")))) for each in decision["outcomes"]]
    assert sorted(told) == sorted(expected)
    schema = json.loads((ROOT / "schemas/decision.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(decision, schema)


@pytest.mark.parametrize("locale", LOCALES)
def test_words_are_chinese_in_utf_8_in_a_locale_that_says_nothing(locale: dict[str, str], cache: str) -> None:
    answer = guiju("explain", "xian/drawing-review", "--facts", '{"score": 79}', *DAY, cache=cache, **locale)
    assert (answer.code, answer.err) == (0, "")
    assert "审核分数" in answer.out
    assert "MAN-02" in answer.out


def test_words_for_a_pipe_have_no_colour(cache: str) -> None:
    for command in ("check", "test"):
        assert "\x1b" not in guiju(command, cache=cache).out


def test_the_shipped_library_is_free_of_faults_and_its_cases_hold(cache: str) -> None:
    """Nothing is found, not even a hint: every clause is carried by a policy."""
    check = guiju("check", "--format", "json", cache=cache)
    assert (check.code, json.loads(check.out), check.err) == (0, [], "")
    report = guiju("test", "--format", "json", cache=cache)
    assert report.code == 0
    assert json.loads(report.out)["passed"]


UNKNOWN = {"branch": "xain/drawing-review", "policy": "xian/drawing-reveiw"}


@pytest.mark.parametrize("kind", UNKNOWN)
def test_an_unknown_name_exits_2_with_the_nearest(kind: str, cache: str) -> None:
    answer = guiju("decide", UNKNOWN[kind], "--facts", "{}", cache=cache)
    assert (answer.code, answer.out) == (2, "")
    assert "`xian`" in answer.err or "`drawing-review`" in answer.err


def test_facts_that_cannot_be_decided_exit_1_and_are_all_named(cache: str) -> None:
    facts = '{"scoer": 79, "signed": "yes", "revision": "some"}'
    answer = guiju("decide", "xian/drawing-review", "--facts", facts, "--lang", "en", cache=cache)
    assert (answer.code, answer.out) == (1, "")
    for told in ("/scoer", "/signed", "/revision", "`score`"):
        assert told in answer.err


def test_a_library_with_errors_is_a_finding_for_check_and_unusable_for_the_rest(library: Path, cache: str) -> None:
    policy = library / "base/drawing-review.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("score < pass_score", "score < pas_score"), "utf-8")
    check = guiju("check", str(library), cache=cache)
    assert (check.code, check.err) == (1, "")
    assert "drawing-review.yaml:" in check.out
    assert "`pass_score`" in check.out
    decided = guiju("decide", "base/monthly-assessment", "--facts", "{}", "--policies", str(library), cache=cache)
    assert (decided.code, decided.out) == (2, "")
    assert "`pass_score`" in decided.err


def test_a_case_that_no_longer_holds_is_a_finding(library: Path, cache: str) -> None:
    policy = library / "base/drawing-review.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("value: 80\n", "value: 70\n"), "utf-8")
    answer = guiju("test", str(library), "--policy", "drawing-review", "--format", "github", cache=cache)
    assert answer.code == 1
    assert answer.out.startswith("::error file=")


@pytest.mark.parametrize("policy", ["drawing-review", "monthly-assessment", "complaint-tier"])
def test_policies_are_queries_too(policy: str, cache: str) -> None:
    answer = guiju("sql", f"xian/{policy}", *DAY, cache=cache)
    assert (answer.code, answer.err) == (0, "")
    assert "SELECT" in answer.out


def test_every_row_of_a_file_is_decided(tmp_path: Path, cache: str) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("score,wage\n95,6000\n89.5,6000\n79.9,6000\n", "utf-8")
    answer = guiju("run", "xian/monthly-assessment", str(rows), *DAY, "--format", "json", cache=cache)
    assert answer.code == 0, answer.err
    assert json.loads(answer.out)["rows"] == 3


def test_a_row_that_cannot_be_decided_is_a_finding(tmp_path: Path, cache: str) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("score\n95\n950\n", "utf-8")
    answer = guiju("run", "xian/monthly-assessment", str(rows), *DAY, cache=cache)
    assert answer.code == 1


def test_reasons_as_data(cache: str) -> None:
    """The decision's own object, and beside it what each rule compared, with how far it is from another outcome."""
    facts = json.dumps({"score": 79})
    answer = guiju("explain", "xian/drawing-review", "--facts", facts, *DAY, "--format", "json", cache=cache)
    found = json.loads(answer.out)
    reasons = found.pop("reasons")
    assert found == decide("xian/drawing-review", {"score": 79}, cache)
    rule = reasons["rules"][0]
    assert (rule["id"], rule["state"], rule["condition"]["test"]) == ("below-pass", "fired", "score < pass_score")
    assert rule["margin"]["changes"][0]["distance"] == "1"
    assert reasons["params"]["pass_score"]["at"] == "policies/base/drawing-review.yaml:38:12"
