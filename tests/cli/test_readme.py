"""The README tells the truth: its commands are run, its policies are the shipped ones.

With RECORD=1 in the environment the commands' output is written into the README instead.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
EXCERPT = re.compile(r"^```yaml\n# (?P<path>\S+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder in which the README's commands find what they name, and may write."""
    for name in ("examples", "policies"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def shell(command: str, folder: Path) -> str:
    """What a person would see on the terminal."""
    home = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "GUIJU_CACHE": str(folder / ".cache")}
    process = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=home | {"LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return process.stdout


def run_all(readme: str, folder: Path) -> str:
    """The README with the output that its commands give now, run in order."""

    def rerun(block: re.Match[str]) -> str:
        commands = [line for line in block.group().splitlines() if line.startswith("$ ")]
        return "".join(f"{line}\n{shell(line.removeprefix('$ '), folder)}" for line in commands)

    return BLOCK.sub(rerun, readme)


@pytest.mark.skipif(os.name != "posix", reason="the README speaks to a POSIX shell")
def test_commands_give_the_output_that_is_shown(checkout: Path) -> None:
    readme = README.read_text(encoding="utf-8")
    now = run_all(readme, checkout)
    if os.environ.get("RECORD"):
        README.write_text(now, encoding="utf-8")
    else:
        assert readme == now


def test_python_examples_give_the_output_that_is_shown(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("GUIJU_CACHE", "off")
    blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    for block in blocks:
        example = doctest.DocTestParser().get_doctest(block, {}, "README", str(README), 0)
        assert doctest.DocTestRunner().run(example).failed == 0


def test_policies_shown_are_the_shipped_ones() -> None:
    excerpts = list(EXCERPT.finditer(README.read_text(encoding="utf-8")))
    assert excerpts
    for excerpt in excerpts:
        assert excerpt["text"] in (ROOT / excerpt["path"]).read_text(encoding="utf-8")
