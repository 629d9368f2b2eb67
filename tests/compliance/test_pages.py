"""The pages for owners about branches: what they show works, in both languages alike."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from adapters.cli.main import guiju
from engine import Library
from tests.pages import untitled

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = [Path("docs/branches.zh.md"), Path("docs/branches.en.md")]
LIBRARY = "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\n"
DAY = ["--as-of", "2026-11-22"]

pages = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


def files(page: Path) -> Iterator[tuple[str, str]]:
    """The files that a page shows: each says in its first line where it stands."""
    yield from re.findall(r"```yaml\n# (\S+)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def library(page: Path, tmp_path: Path) -> Path:
    for path, text in (("library.yaml", LIBRARY), *files(page)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


@pages
def test_nothing_is_wrong_with_what_a_page_shows(library: Path) -> None:
    assert [f"{found}" for found in Library.check(library)] == []


@pages
def test_its_calls_answer(library: Path) -> None:
    calls = {
        ("where", "north/lateness.fine", "--as-of", "2026-12-15"): (0, "80 CNY"),
        ("compare", "base", "north", *DAY): (1, "north"),
        ("guard",): (0, "later-is-no-milder"),
        ("analyse", *DAY): (0, ""),
    }
    for call, (code, told) in calls.items():
        result = CliRunner().invoke(guiju, [*call, "--policies", str(library)])
        assert (result.exit_code, told in result.output) == (code, True), result.output


def test_both_pages_show_the_same() -> None:
    def bare(page: Path) -> list[object]:
        return [(path, untitled(yaml.safe_load(text))) for path, text in files(page)]

    assert bare(PAGES[0]) == bare(PAGES[1])
