"""The pages for owners about time: what they show works, in both languages alike."""

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

PAGES = [Path("docs/time.zh.md"), Path("docs/time.en.md")]
LIBRARY = "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\ncalendar: office\n"
CALL = re.compile(r"^guiju (\w+) (base/\w+) --facts case.json (\S.*?)(?:\s+#.*)?$", re.MULTILINE)

pages = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


def files(page: Path) -> Iterator[tuple[str, str]]:
    """The files that a page shows, each where it belongs."""
    for text in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        shown = yaml.safe_load(text)
        if "events" in shown:
            yield "vocabulary.yaml", text
        elif "calendar" in shown and "policy" not in shown:
            yield f"calendars/{shown['calendar']}.yaml", text
        else:
            yield f"base/{shown['policy']}{'.cases' if 'cases' in shown else ''}.yaml", text


def library(page: Path, folder: Path) -> Path:
    for path, text in (("library.yaml", LIBRARY), *files(page)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pages
def test_nothing_is_wrong_with_what_a_page_shows(page: Path, tmp_path: Path) -> None:
    assert [f"{found}" for found in Library.check(library(page, tmp_path))] == []


@pages
def test_its_cases_hold(page: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(guiju, ["test", str(library(page, tmp_path))])
    assert result.exit_code == 0, result.output


@pages
def test_its_calls_answer(page: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"events": []}', encoding="utf-8")
    calls = CALL.findall(page.read_text(encoding="utf-8"))
    assert {command for command, _, _ in calls} == {"decide", "explain", "schedule"}
    for command, policy, more in calls:
        given = ["--policies", str(library(page, tmp_path / "policies")), "--facts", str(case), *more.split()]
        assert CliRunner().invoke(guiju, [command, policy, *given]).exit_code == 0, command


def test_both_pages_show_the_same() -> None:
    def bare(page: Path) -> list[object]:
        return [(path, untitled(yaml.safe_load(text))) for path, text in files(page)]

    assert bare(PAGES[0]) == bare(PAGES[1])
