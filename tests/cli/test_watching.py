"""`--watch`: answered again where a change makes a difference, whatever the files look like meanwhile, until Ctrl-C."""

from __future__ import annotations

import gc
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from engine.diagnostics import PolicyError
from tests.cli.fakes import ERROR, watching_tools
from tests.cli.terminal import Terminal
from tests.conformance.examples import SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

FILE = "policies/base/a.yaml"
POLICY = """\
policy: review
title: Review
facts:
  score: {title: Score, type: number, range: 0..100}
rules:
  - {id: below, when: score < 80, then: [{do: warning, to: agent}]}
"""
STATUS = re.compile(r"\d\d:\d\d:\d\d checked(.*) in \d+ ms\. Waiting for changes; Ctrl-C ends\.")


class FakeReport(NamedTuple):
    """A test run of one line."""

    line: str
    diagnostics: tuple[()] = ()
    policies: tuple[()] = ()
    passed: bool = True
    complete: bool = True

    def summary(self, _: str) -> str:
        return self.line


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for name, text in {**SHARED, "base/review.yaml": POLICY}.items():
        file = tmp_path / "policies" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """To watch freezes what there is; a test process goes on with other things."""
    yield
    gc.unfreeze()


def watch(folder: Path, command: str, *rounds: tuple[tuple[str, ...], Any]) -> Result:
    arguments = [command, str(folder), "--watch", "--lang", "en"]
    return CliRunner().invoke(guiju, arguments, obj=watching_tools(*rounds))


def told(result: Result) -> list[str]:
    """What the status lines say was checked."""
    return [match[1].strip() for match in STATUS.finditer(result.stderr)]


def test_it_answers_at_once_and_after_each_change(tmp_path: Path) -> None:
    result = watch(tmp_path, "check", ((FILE,), ()), ((FILE,), (ERROR,)), ((FILE,), ()))
    assert told(result) == ["a.yaml"] * 3
    assert result.stdout.count("GJ706") == 1
    assert result.exit_code == 0


def test_what_makes_no_difference_is_passed_over(tmp_path: Path) -> None:
    result = watch(tmp_path, "check", ((FILE,), (ERROR,)), ((), (ERROR,)), ((), (ERROR,)))
    assert told(result) == ["a.yaml"]
    assert result.stdout.count("GJ706") == 1


def test_other_findings_are_told_though_no_policy_file_changed(tmp_path: Path) -> None:
    assert told(watch(tmp_path, "check", ((FILE,), ()), ((), (ERROR,)))) == ["a.yaml", ""]


def test_many_files_are_counted(tmp_path: Path) -> None:
    files = tuple(f"policies/base/{name}.yaml" for name in "abcde")
    assert told(watch(tmp_path, "check", (files, ()))) == ["a.yaml, b.yaml, c.yaml and 2 more"]


def test_a_library_that_cannot_be_used_now_ends_nothing(tmp_path: Path) -> None:
    error = PolicyError([ERROR])
    rounds = (((FILE,), FakeReport("all well")), ((FILE,), error), ((), error), ((FILE,), FakeReport("well again")))
    result = watch(tmp_path, "test", *rounds)
    assert told(result) == ["a.yaml"] * 3
    assert result.stderr.count("GJ706") == 1
    assert result.stdout.index("all well") < result.stdout.index("well again")
    assert result.exit_code == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_person_edits_and_ends_it_with_ctrl_c(library: Path) -> None:
    folder = library / "policies"
    policy, command = folder / "base" / "review.yaml", ["guiju", "check", "--watch", "--lang", "en"]
    with Terminal(command, library, TERM="xterm-256color", GUIJU_CACHE="off") as terminal:

        def after(change: Any, *shown: str) -> None:
            terminal.shown = ""
            change()
            for text in (*shown, "Ctrl-C ends."):
                terminal.wait_for(text)

        terminal.wait_for("Ctrl-C ends.")
        after(lambda: policy.write_text(POLICY.replace("score <", "scroe <"), encoding="utf-8"), "GJ220")
        after(lambda: policy.write_text(POLICY[:40], encoding="utf-8"), "GJ153")
        (folder / "base" / "tmp").write_text(POLICY, encoding="utf-8")
        after(lambda: (folder / "base" / "tmp").replace(policy), "checked review.yaml in")
        after(policy.unlink, "checked review.yaml in")
        after(lambda: policy.write_text(POLICY, encoding="utf-8"), "checked review.yaml in")
        after(lambda: _branch(folder / "branches" / "yibin"), "checked branch.yaml in")
        after(lambda: folder.rename(library / "elsewhere"), "GJ180")
        after(lambda: (library / "elsewhere").rename(folder), "and 1 more")
        terminal.send("\x03")
        assert "Traceback" not in terminal.read_all()


def _branch(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "branch.yaml").write_text("branch: yibin\ntitle: Yibin\n", encoding="utf-8")
