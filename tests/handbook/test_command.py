"""`guiju docs`: writes the handbook, tells when it is stale and what to do then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from tests.handbook.books import BOOKS

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

WRITTEN = ["handbook.en.md", "handbook.html", "handbook.zh.md"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    BOOKS["dated"].build(tmp_path / "policies")
    return tmp_path


def docs(*arguments: str) -> Result:
    return CliRunner(env={"GUIJU_CACHE": "off"}).invoke(guiju, ["docs", *arguments, "--lang", "en"])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_what_differs_and_says_so(folder: Path) -> None:
    first = docs()
    assert (first.exit_code, first.stdout.count("wrote docs/handbook/")) == (0, 3)
    assert names(folder / "docs/handbook") == WRITTEN
    assert docs().stdout == ""


def test_a_stale_handbook_is_a_finding(folder: Path) -> None:
    docs("--out", "book", "--format", "md")
    assert docs("--out", "book", "--format", "md", "--check").exit_code == 0
    policy = folder / "policies/base/dated.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("score < 60", "score < 65"), encoding="utf-8")
    result = docs("--out", "book", "--format", "md", "--check")
    assert result.exit_code == 1
    assert result.stdout == "stale: book/handbook.zh.md\nstale: book/handbook.en.md\n"
    assert "run `guiju docs --out book --format md`" in result.stderr
    assert docs("--out", "book", "--format", "md").exit_code == 0
    assert docs("--out", "book", "--format", "md", "--check").exit_code == 0


def test_one_policy_as_of_a_day(folder: Path) -> None:
    assert docs("--policy", "dated", "--as-of", "2028-01-01", "--format", "html", "--out", ".").exit_code == 0
    text = (folder / "dated.html").read_text(encoding="utf-8")
    assert "as of 2028-01-01" in text
    assert "0.5%" not in text


@pytest.mark.parametrize(
    "wrong", [("--branch", "xain"), ("--policy", "datde"), ("--as-of", "2026-02-30"), ("nowhere",)]
)
def test_what_there_is_not_writes_nothing(wrong: tuple[str, ...], folder: Path) -> None:
    result = docs(*wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    assert not (folder / "docs").exists()
