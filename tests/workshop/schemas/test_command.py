"""`guiju schema`, as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from engine import Library
from tests.workshop.schemas.library import LIBRARY
from tests.workshop.schemas.reading import build

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

KINDS = ("branch", "calendar", "cases", "clauses", "guardrails", "library", "overlay", "policy", "vocabulary")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(guiju, ["schema", *map(str, arguments)])


def test_written_once(tmp_path: Path) -> None:
    folder = build(tmp_path, LIBRARY)
    assert run(folder).exit_code == 0
    assert sorted(path.name for path in (folder / ".schemas").iterdir()) == [f"{kind}.schema.json" for kind in KINDS]
    again = run(folder)
    assert (again.exit_code, again.output) == (0, "")
    assert run(folder, "--check").exit_code == 0


@pytest.mark.parametrize(("lang", "words"), [("zh", "跟不上政策了"), ("en", "behind the policies")])
def test_stale(lang: str, words: str, tmp_path: Path) -> None:
    """A kind of consequence more: what names kinds is behind, and told of; nothing is written."""
    folder = build(tmp_path, LIBRARY)
    run(folder)
    more = LIBRARY["vocabulary.yaml"].replace(
        "consequences:\n", "consequences:\n  praise: {title: {zh: 表扬, en: Praise}}\n"
    )
    build(folder, {"vocabulary.yaml": more})
    for _ in range(2):
        told = run(folder, "--check", "--lang", lang)
        assert told.exit_code == 1
        assert [name for name in KINDS if f".schemas/{name}.schema.json:1:1" in told.stdout] == [
            "cases",
            "guardrails",
            "policy",
        ]
        assert words in told.stdout
        assert f"guiju schema {folder}" in told.stdout


def test_missing(tmp_path: Path) -> None:
    told = run(build(tmp_path, LIBRARY), "--check", "--format", "github")
    assert told.exit_code == 1
    assert told.stdout.count("::error file=") == len(KINDS)


def test_the_schemas_are_no_part_of_the_library(tmp_path: Path) -> None:
    folder = build(tmp_path, LIBRARY)
    before = Library.check(folder)
    run(folder)
    assert Library.check(folder) == before


def test_a_library_with_errors(tmp_path: Path) -> None:
    assert run(build(tmp_path, LIBRARY | {"vocabulary.yaml": "subjects: ["})).exit_code == 0


def test_no_such_folder(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere").exit_code == 2


def test_the_shipped_schemas_are_up_to_date() -> None:
    assert run("policies", "--check").stdout in ("没有问题。\n", "No problems.\n"), "run `guiju schema`"
