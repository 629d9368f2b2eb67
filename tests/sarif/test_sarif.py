"""`--format sarif`: kept to the official schema, and read back as a viewer reads it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.cli.main import guiju
from engine import Diagnostic, Library, render
from engine.diagnostics import Span
from tests.conformance.examples import SHARED, paths, read
from tests.sarif.viewer import open_log, show

POLICY = """\
policy: review
title: 审核
facts:
  score: {title: 审核分数, type: number, range: 0..100}
rules:
  - {id: below, title: '𠮷 𠮷', when: scroe < 80, then: [{do: warning, to: agent}]}
  - {id: above, when: scroe > 80, then: [{do: warnign, to: agent}]}
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with faults, in the current folder; its name needs escapes."""
    monkeypatch.chdir(tmp_path)
    for name, text in {**SHARED, "base/审核 1.yaml": POLICY}.items():
        file = tmp_path / "制度 50%" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Path("制度 50%")


def call(*arguments: str) -> Result:
    return CliRunner(env={"GUIJU_CACHE": "off"}).invoke(guiju, [*arguments, "--format", "sarif", "--lang", "en"])


def test_a_viewer_finds_what_is_meant(library: Path) -> None:
    result = call("check", str(library))
    assert result.exit_code == 1
    assert [(item.rule, item.level, item.marked) for item in show(result.stdout, Path())] == [
        ("GJ324", "error", "review"),
        ("GJ220", "error", "scroe"),
        ("GJ220", "error", "scroe"),
        ("GJ303", "error", "warnign"),
    ]


def test_the_message_has_the_remedy(library: Path) -> None:
    (first,) = {item.message for item in show(call("check", str(library)).stdout, Path()) if item.rule == "GJ220"}
    assert first.splitlines() == [
        "there is no fact, parameter or derived value called `scroe`",
        "did you mean `score`? otherwise declare it in `facts`, `params` or `derived`",
    ]


def test_rules_are_told_in_both_languages(library: Path) -> None:
    rules = open_log(call("check", str(library)).stdout)["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    told = next(rule["help"]["text"] for rule in rules if rule["id"] == "GJ220")
    assert "没有名为 `…` 的事实、参数或派生值" in told
    assert "there is no fact, parameter or derived value called `…`" in told


def fingerprints(text: str) -> list[str]:
    return [result["partialFingerprints"]["guiju/v1"] for result in open_log(text)["results"]]


def test_fingerprints_stay_when_lines_move(library: Path) -> None:
    before = fingerprints(call("check", str(library)).stdout)
    file = library / "base/审核 1.yaml"
    file.write_text(f"# 新的一行\n\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    assert fingerprints(call("check", str(library)).stdout) == before
    assert len(set(before)) == len(before)


def test_equal_findings_on_equal_lines_are_told_apart() -> None:
    found = [Diagnostic("GJ102", Span("a.yaml", line, 1, line, 2), (), "same") for line in (1, 2)]
    assert len(set(fingerprints(render(found, "sarif")))) == 2


def test_findings_without_a_file_and_of_whole_folders(tmp_path: Path) -> None:
    found = [
        Diagnostic("GJ401", None, (("name", "scroe"), ("near", "score")), "", "/scroe"),
        Diagnostic("GJ701", None, (("command", "chekc"),)),
        Diagnostic("GJ340", None, (("name", "x"),)),
    ]
    shown = show(render(found, "sarif", "zh"), tmp_path)
    assert [(item.level, item.marked, item.pointer) for item in shown] == [
        ("error", None, "/scroe"),
        ("error", None, None),
        ("note", None, None),
    ]


def test_an_absolute_path_is_a_file_of_its_own(library: Path) -> None:
    shown = show(call("check", str(library.absolute())).stdout, Path(os.sep))
    assert "scroe" in {item.marked for item in shown}


def right(library: Path, expected: str) -> None:
    """The library without its faults, and a case."""
    (library / "base/审核 1.yaml").unlink()
    policy = POLICY.replace("scroe", "score").replace("warnign", "warning")
    (library / "base/review.yaml").write_text(policy, encoding="utf-8")
    cases = [
        f"- {{case: '{score}', given: {{facts: {{score: {score}}}}}, expect: {expected}}}" for score in (79, 80, 81)
    ]
    (library / "base/review.cases.yaml").write_text("\n".join(["policy: review", "cases:", *cases, ""]), "utf-8")


def test_no_finding_is_a_log_without_results(library: Path) -> None:
    right(library, "{outputs: {}}")
    for command in ("check", "test"):
        result = call(command, str(library))
        assert (result.exit_code, show(result.stdout, Path())) == (0, [])


def test_a_case_that_fails_is_a_result(library: Path) -> None:
    right(library, "{matched: [below, above]}")
    result = call("test", str(library))
    assert result.exit_code == 1
    assert {item.rule for item in show(result.stdout, Path())} == {"GJ616"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_bad_example_makes_a_log(lang: str, tmp_path: Path) -> None:
    found: list[Diagnostic] = []
    for number, path in enumerate(paths("bad")):
        found.extend(Library.check(read(path).build(tmp_path / str(number))))
    assert len(show(render(found, "sarif", lang), tmp_path)) == len(found)
