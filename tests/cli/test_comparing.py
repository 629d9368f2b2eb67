"""`guiju compare` and `guiju diff` on a small library: what they write, where, and what they exit with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

DAY = ("--as-of", "2026-11-22")
POLICY = """\
policy: review
title: Review
facts:
  score: {title: Score, type: number, range: 0..100}
params:
  pass_score: {title: Pass mark, type: number, value: 80, stricter: higher}
rules:
  - {id: below, title: Below, when: score < pass_score, then: [{do: warning, to: agent}]}
"""
NORTH = {
    "branches/north/branch.yaml": "branch: north\ntitle: North\nextends: base\n",
    "branches/north/review.yaml": "policy: review\nreason: Trial\nparams:\n  pass_score: {value: 75}\n",
    "branches/south/branch.yaml": "branch: south\ntitle: South\nextends: base\n",
}


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUIJU_CACHE", "off")
    for name, text in {**SHARED, "base/review.yaml": POLICY, **NORTH}.items():
        file = tmp_path / "policies" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner(env={"LANG": "en_GB.UTF-8", "LC_ALL": None, "LC_MESSAGES": None}).invoke(guiju, arguments)


def test_what_differs_exits_with_one_and_is_told() -> None:
    found = call("compare", "north", *DAY)
    assert found.exit_code == 1, found.output
    for said in ("▽ milder", "Reason: Trial", "branches/north/review.yaml:4", "Score from 75 to under 80", "(proved)"):
        assert said in found.stdout


def test_what_is_the_same_exits_with_nought_and_is_proved() -> None:
    found = call("compare", "south", *DAY)
    assert found.exit_code == 0, found.output
    assert "The same decision in every case (proved)." in found.stdout


def test_without_branches_all_are_compared_with_the_base() -> None:
    data = json.loads(call("compare", *DAY, "--format", "json").stdout)
    assert [side["id"] for side in data["sides"]] == ["base", "north", "south"]
    assert data["policies"][0]["classes"] == [["base", "south"], ["north"]]


def test_the_witness_of_a_region_is_a_case_that_both_sides_decided() -> None:
    data = json.loads(call("compare", "north", *DAY, "--format", "json").stdout)
    witness = data["policies"][0]["differences"][0]["witness"]
    assert witness["replayed"] is True
    assert [outcome["do"] for outcome in witness["outcomes"]["base"]] == ["warning"]
    assert witness["outcomes"]["north"] == []


@pytest.mark.parametrize(("form", "begins"), [("html", b"<!doctype html>"), ("xlsx", b"PK"), ("markdown", b"# ")])
def test_written_to_a_file(form: str, begins: bytes, library: Path) -> None:
    found = call("compare", "north", *DAY, "--format", form, "--out", "made")
    assert (found.exit_code, found.stdout) == (1, "")
    assert (library / "made").read_bytes().startswith(begins)


def test_findings_for_a_review() -> None:
    lines = call("compare", "north", *DAY, "--format", "github").stdout.splitlines()
    assert lines[0].startswith("::notice file=policies/branches/north/review.yaml,line=4,")


def test_all_rows() -> None:
    assert "1 rows" not in call("compare", "north", *DAY, "--all").stdout
    assert "rows that are equal everywhere are hidden" in call("compare", "north", *DAY).stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["compare", "base"], "GJ787"),
        (["compare", "north", "--format", "xlsx"], "GJ788"),
        (["compare", "nroth"], "GJ360"),
        (["compare", "north", "--policy", "reveiw"], "GJ361"),
        (["diff", "nowhere"], "GJ789"),
    ],
)
def test_what_cant_be_compared(arguments: list[str], code: str) -> None:
    found = call(*arguments)
    assert found.exit_code == 2
    assert code in found.stderr


def test_two_folders(library: Path) -> None:
    shutil.copytree(library / "policies", library / "later")
    assert call("diff", "policies", "later", *DAY).exit_code == 0
    file = library / "later/base/review.yaml"
    file.write_text(POLICY.replace("value: 80", "value: 85"), encoding="utf-8")
    found = call("diff", "policies", "later", *DAY)
    assert found.exit_code == 1
    assert "Review (base, south)" in found.stdout
    assert "later/base/review.yaml:6" in found.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_revision_of_git_against_the_library_as_it_is_now(library: Path) -> None:
    nobody = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    quiet = os.environ | nobody | {"GIT_CONFIG_GLOBAL": os.devnull}
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run(["git", *command], cwd=library, env=quiet, check=True)  # noqa: S607  whichever git there is
    assert call("diff", "HEAD", *DAY).exit_code == 0
    (library / "policies/base/review.yaml").write_text(POLICY.replace("value: 80", "value: 85"), encoding="utf-8")
    found = call("diff", "HEAD", *DAY)
    assert found.exit_code == 1, found.output
    for said in ("HEAD:base/review.yaml:6", "policies/base/review.yaml:6", "▲ stricter", "Score from 80 to under 85"):
        assert said in found.stdout
