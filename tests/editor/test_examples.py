"""The settings that `examples/vscode` ships: files that VS Code can read, and patterns that find what guiju prints."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from adapters.cli.main import COMMANDS, guiju
from tests.workshop.schemas.library import LIBRARY
from tests.workshop.schemas.reading import build

FOLDER = Path("examples/vscode")
TASKS = json.loads((FOLDER / "tasks.json").read_text(encoding="utf-8"))["tasks"]
SETTINGS = json.loads((FOLDER / "settings.json").read_text(encoding="utf-8"))
WRONG = LIBRARY | {
    "base/review.yaml": LIBRARY["base/review.yaml"].replace("do: warning", "do: warnnig"),
    "base/notes.yml": "",
    "base/rooms.yaml": "policy: rooms\ntitle: 房间 #3\nfacts: {}\n",
}
"""An error, a warning and a hint."""
SEVERITIES = {"error": "GJ303", "warning": "GJ189", "info": "GJ142"}


def matchers() -> dict[str, dict[str, Any]]:
    """The problem matchers of the check, by severity."""
    (task,) = (task for task in TASKS if task["label"] == "guiju check")
    return {matcher["severity"]: matcher["pattern"] for matcher in task["problemMatcher"]}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_finding_is_matched_once(lang: str, tmp_path: Path) -> None:
    folder = build(tmp_path, WRONG)
    lines = CliRunner().invoke(guiju, ["check", str(folder), "--lang", lang]).stdout.splitlines()
    found = {
        severity: [match for line in lines if (match := re.match(pattern["regexp"], line))]
        for severity, pattern in matchers().items()
    }
    assert {
        severity: [match[matchers()[severity]["code"]] for match in matches] for severity, matches in found.items()
    } == {severity: [code] for severity, code in SEVERITIES.items()}
    (error,) = found["error"]
    pattern = matchers()["error"]
    place = (Path(error[pattern["file"]]), int(error[pattern["line"]]), int(error[pattern["column"]]))
    assert place[0] == folder / "base" / "review.yaml"
    assert WRONG["base/review.yaml"].splitlines()[place[1] - 1][place[2] - 1 :].startswith("warnnig")
    assert "warnnig" in error[pattern["message"]]


def test_a_failing_case_is_matched(tmp_path: Path) -> None:
    files = {"base/bonus.cases.yaml": LIBRARY["base/bonus.cases.yaml"].replace("matched: [good]", "matched: []")}
    lines = CliRunner().invoke(guiju, ["test", str(build(tmp_path, LIBRARY | files))]).stdout.splitlines()
    (task,) = (task for task in TASKS if task["label"] == "guiju test")
    assert any(re.match(task["problemMatcher"]["pattern"]["regexp"], line) for line in lines)


def test_the_tasks_run_commands_that_there_are() -> None:
    for task in TASKS:
        program, command, *_ = shlex.split(task["command"])
        assert (program, task["label"]) == ("guiju", f"guiju {command}")
        assert command in COMMANDS


def test_what_runs_after_a_save() -> None:
    (after,) = SETTINGS["emeraldwalk.runonsave"]["commands"]
    for name in ("/home/x/policies/base/review.yaml", "C:\\x\\policies\\base\\review.cases.yaml"):
        assert re.search(after["match"], name)
    assert not re.search(after["match"], "/home/x/policies/.schemas/policy.schema.json")
    for line in after["cmd"].split("&&"):
        assert shlex.split(line)[1] in COMMANDS


def test_the_recommended_extensions_are_those_that_the_settings_are_for() -> None:
    recommended = json.loads((FOLDER / "extensions.json").read_text(encoding="utf-8"))["recommendations"]
    assert recommended == ["redhat.vscode-yaml", "emeraldwalk.runonsave"]
    for lang in ("zh", "en"):
        page = Path(f"docs/editor.{lang}.md").read_text(encoding="utf-8")
        assert all(extension in page for extension in recommended)
