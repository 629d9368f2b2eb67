"""What shells offer after TAB: asked of the command line itself, and of real shells."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner

from adapters.cli.completion import NAME, SHELLS, VARIABLE
from adapters.cli.main import guiju
from tests.cli.terminal import Terminal
from tests.cli.test_cold_start import HEAVY

FILES = (
    "policies/base/drawing-review.yaml",
    "policies/base/drawing-review.cases.yaml",
    "policies/base/furnishing/repair-crew.yaml",
    "policies/branches/xian/branch.yaml",
    "policies/branches/xiamen/branch.yaml",
    "policies/branches/no-branch/notes.txt",
    "elsewhere/base/other.yaml",
)
XIAN = ["xian/drawing-review", "xian/repair-crew"]
OFFERED = {
    "commands": ("c", ["check", "compare", "calendar", "completion"]),
    "branches": ("decide ", ["base/", "xiamen/", "xian/"]),
    "some branches": ("decide xia", ["xiamen/", "xian/"]),
    "the only branch": ("sql xian", XIAN),
    "policies of a branch": ("run xian/", XIAN),
    "a policy": ("decide base/draw", ["base/drawing-review"]),
    "an unknown branch has the policies, too": ("decide xain/r", ["xain/repair-crew"]),
    "another library": ("decide --policies elsewhere base/", ["base/other"]),
    "no library": ("decide --policies nowhere ", []),
    "codes": ("explain GJ22", [f"GJ{number}" for number in (220, 221, 222, 223, 224, 225, 226, 227, 228, 229)]),
    "codes in small letters": ("explain gj220", ["GJ220"]),
    "policies to explain": ("explain xiamen/re", ["xiamen/repair-crew"]),
    "policies to test": ("test --policy d", ["drawing-review"]),
    "policies of a branch to test": ("test --policy xian/", XIAN),
    "formats": ("check --format ", ["text", "json", "github", "sarif"]),
    "languages": ("decide --lang ", ["zh", "en"]),
    "dialects": ("sql --dialect p", ["postgres"]),
    "shells": ("completion ", ["bash", "zsh", "fish"]),
    "shapes": ("new --shape t", ["table", "targets"]),
    "options": ("explain --li", ["--list"]),
}


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of these names, all of them empty: nothing may read them."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def completing() -> BashComplete:
    return BashComplete(guiju, {}, NAME, VARIABLE)


@pytest.mark.parametrize("name", OFFERED)
def test_what_is_offered(name: str) -> None:
    line, expected = OFFERED[name]
    *before, incomplete = line.split(" ")
    found = completing().get_completions(before, incomplete)
    assert [item.value for item in found] == expected
    assert {item.type for item in found} <= {"plain"}


@pytest.mark.parametrize(
    ("line", "kind"), [("decide a/b --facts ", "file"), ("check ", "dir"), ("sql --policies ", "dir")]
)
def test_files_and_folders_are_left_to_the_shell(line: str, kind: str) -> None:
    *before, incomplete = line.split(" ")
    assert [item.type for item in completing().get_completions(before, incomplete)] == [kind]


@pytest.mark.parametrize(("lang", "title"), [("zh_CN.UTF-8", "没有函数"), ("en_US.UTF-8", "there is no function")])
def test_codes_come_with_their_titles(lang: str, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", lang)
    (item,) = completing().get_completions(["explain"], "GJ221")
    assert str(item.help).startswith(title)


PROCESS = """
import json, sys
from adapters.cli.main import guiju
try:
    guiju.main([])
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def asked(words: str, number: str) -> subprocess.CompletedProcess[str]:
    """The process that a shell's script starts."""
    environment = os.environ | {VARIABLE: "bash_complete", "COMP_WORDS": words, "COMP_CWORD": number}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", PROCESS]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)


def test_names_are_offered_without_reading_a_library() -> None:
    answer = asked("guiju decide xian/d", "2")
    assert answer.stdout == "plain,xian/drawing-review\n"
    assert not set(re.findall(r"\w+", answer.stderr)) & HEAVY


def test_a_question_that_makes_no_sense_is_answered_by_silence() -> None:
    answer = asked("guiju decide", "two")
    assert answer.returncode != 0
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_says_how_to_install_it(shell: str) -> None:
    for lang, words in {"zh": "# 安装", "en": "# To install"}.items():
        result = CliRunner().invoke(guiju, ["completion", shell, "--lang", lang])
        assert result.exit_code == 0
        assert words in result.stdout
        assert f"guiju completion {shell}" in result.stdout.splitlines()[-1]


class Shell(NamedTuple):
    """How a shell is started bare, and made to load the completion."""

    start: list[str]
    load: str


INTERACTIVE = {
    "bash": Shell(["bash", "--norc", "--noprofile", "-i"], 'eval "$(guiju completion bash)"'),
    "zsh": Shell(["zsh", "-f", "-i"], 'autoload -Uz compinit && compinit -u -D; eval "$(guiju completion zsh)"'),
    "fish": Shell(["fish", "--no-config"], "guiju completion fish | source"),
}


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("name", INTERACTIVE)
def test_a_real_shell_completes_what_somebody_types(name: str, library: Path) -> None:
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    with Terminal(INTERACTIVE[name].start, library, TERM="dumb", PS1="> ") as terminal:
        terminal.send(f"{INTERACTIVE[name].load}; echo rea''dy\n")
        terminal.wait_for("ready\r")
        terminal.send("guiju decide xian/dr\t")
        terminal.wait_for("xian/drawing-review")
        terminal.send("--pol\t")
        terminal.wait_for("--policies")
