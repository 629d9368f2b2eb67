"""Where things come from: which branch, where, since when, why, and what those above it say instead."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from engine import Library, PolicyError
from engine.workshop.provenance import changes, where
from tests.model.overlays.libraries import build

if TYPE_CHECKING:
    from pathlib import Path

    from engine.workshop.provenance import Statement

OVERLAYS = {
    "branches/west/review.yaml": """
policy: review
reason: Long ways
params:
  pass_score: {value: {2026-01-01: 70, 2027-01-01: 75}}
rules:
  - {id: praised, change: add, when: score > 95, then: [{do: bonus, to: designer, amount: 1 CNY}]}
""",
    "branches/xian/review.yaml": """
policy: review
params:
  pass_score: {value: 85, reason: {zh: 新员工多, en: Many new hands}, effective: {from: 2026-03-01, until: 2026-08-31}}
tables:
  grades:
    change: replace
    reason: Three grades
    rows: |
      | id   | score || grade  |
      | good | >= 80 || "good" |
      | poor | < 80  || "poor" |
rules:
  - {id: below, change: drop, reason: Not here}
""",
}
DAY = dt.date(2026, 6, 1)

ASKED: dict[str, list[tuple[object, ...]]] = {
    "pass_score": [
        ("xian", "patch", "branches/xian/review.yaml:4", "2026-03-01", "2026-08-31", "Many new hands", "85"),
        ("west", "patch", "branches/west/review.yaml:5", "2026-01-01", "2026-12-31", "Long ways", "70"),
        ("base", "state", "base/review.yaml:7", None, None, None, "80"),
    ],
    "score": [("base", "state", "base/review.yaml:5", None, None, None, "{title: Score, type: number, range: 0..100}")],
    "below": [
        ("xian", "drop", "branches/xian/review.yaml:14", None, None, "Not here", ""),
        ("base", "state", "base/review.yaml:15", None, None, None, ...),
    ],
    "below.when": [
        ("xian", "drop", "branches/xian/review.yaml:14", None, None, "Not here", ""),
        ("base", "state", "base/review.yaml:17", None, None, None, "score < pass_score"),
    ],
    "praised.when": [("west", "add", "branches/west/review.yaml:7", None, None, "Long ways", "score > 95")],
    "grades.good": [
        (
            "xian",
            "replace",
            "branches/xian/review.yaml:11",
            None,
            None,
            "Three grades",
            '| good | >= 80 || "good" |',
        ),
        ("base", "state", "base/review.yaml:12", None, None, None, '| good | >= pass_score || "good" |'),
    ],
    "answer.due": [("base", "state", "base/review.yaml:25", None, None, None, ...)],
    "answer.within": [("base", "state", "base/review.yaml:23", None, None, None, "24h")],
}


def told(statement: Statement, folder: Path) -> tuple[object, ...]:
    place = f"{statement.span.path}:{statement.span.line}".removeprefix(f"{folder}/")
    days = (day and day.isoformat() for day in (statement.since, statement.until))
    reason = statement.reason and statement.reason.en
    return (statement.branch, statement.how, place, *days, reason, statement.text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build(tmp_path, OVERLAYS)


@pytest.mark.parametrize("name", ASKED)
def test_who_set_it_where_since_when_and_why(name: str, folder: Path) -> None:
    found = where(Library.load(folder), "xian", "review", name, DAY)[0]
    said = [told(statement, folder) for statement in found.statements]
    assert len(said) == len(ASKED[name])
    for ours, expected in zip(said, ASKED[name], strict=True):
        assert [one for one, other in zip(ours, expected, strict=True) if other is not ...] == [
            other for other in expected if other is not ...
        ]


def test_a_rule_comes_with_the_parameters_that_it_reads(folder: Path) -> None:
    found = where(Library.load(folder), "west", "review", "below", DAY)
    assert [(each.name, each.section) for each in found] == [("below", "rules"), ("pass_score", "params")]


def test_outside_its_days_an_override_says_nothing(folder: Path) -> None:
    (found,) = where(Library.load(folder), "xian", "review", "pass_score", dt.date(2026, 9, 1))
    assert [statement.branch for statement in found.statements] == ["west", "base"]


def test_an_unknown_name(folder: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        where(Library.load(folder), "xian", "review", "pas_score", DAY)
    (found,) = caught.value.diagnostics
    assert found.code == "GJ780"
    assert "`pass_score`" in found.hint("en")


def test_all_that_changed(folder: Path) -> None:
    made = changes(Library.load(folder), "xian", "review", DAY)
    assert {(each.section, each.name): (each.change, each.origin.branch) for each in made} == {
        ("params", "pass_score"): ("patch", "xian"),
        ("rules", "praised"): ("add", "west"),
        ("tables", "grades"): ("replace", "xian"),
        ("rules", "below"): ("drop", "xian"),
    }


def call(folder: Path, *arguments: str) -> str:
    asked = ["where", *arguments, "--policies", str(folder), "--as-of", "2026-06-01", "--lang", "en"]
    answer = CliRunner(env={"GUIJU_CACHE": "off"}).invoke(guiju, asked)
    assert answer.exit_code == 0, answer.output
    return answer.stdout.replace(f"{folder}/", "")


def test_the_command_tells_it_in_lines(folder: Path) -> None:
    assert call(folder, "xian/review.pass_score").splitlines() == [
        "xian/review.pass_score  Pass mark (parameter), 2026-06-01",
        "  xian  changes the value  85  branches/xian/review.yaml:4  from 2026-03-01 until 2026-08-31",
        "      because: Many new hands",
        "  west  changes the value  70  branches/west/review.yaml:5  from 2026-01-01 until 2026-12-31",
        "      because: Long ways",
        "  base  states             80  base/review.yaml:7           always",
    ]


def test_the_command_lists_changes(folder: Path) -> None:
    assert "Not here" in call(folder, "xian/review")
    assert "no changes" in call(folder, "base/review")


def test_the_command_gives_data(folder: Path) -> None:
    (found,) = json.loads(call(folder, "xian/review.pass_score", "--format", "json"))
    assert [statement["written"] for statement in found["statements"]] == ["85", "70", "80"]
    assert found["statements"][0]["reason"] == {"zh": "新员工多", "en": "Many new hands"}


def test_an_explanation_tells_where_a_value_comes_from(folder: Path) -> None:
    decision = Library.load(folder).branch("xian").policy("review").decide({"score": 79}, as_of="2026-06-01")
    text = decision.explain(lang="en")
    assert "What branches changed" in text
    assert "because: Three grades" in text
    west = Library.load(folder).branch("west").policy("review").decide({"score": 69}, as_of="2026-06-01")
    assert "base says 80" in west.explain(lang="en")
    param = west.reasons()["params"]["pass_score"]
    assert (param["branch"], param["reason"]["en"], param["instead"]["written"]) == ("west", "Long ways", "80")


def test_a_policy_that_a_branch_drops(tmp_path: Path) -> None:
    folder = build(tmp_path, {"branches/xian/review.yaml": "policy: review\nchange: drop\nreason: Not here\n"})
    library = Library.load(folder)
    assert library.branch("xian").policies == ()
    assert library.branch("west").policies == ("review",)
    with pytest.raises(PolicyError):
        library.branch("xian").policy("review")
    assert [each.change for each in changes(library, "xian", "review", DAY)] == ["drop"]


def test_what_a_branch_does_not_change_is_the_same_policy(folder: Path) -> None:
    model = Library.load(build(folder, {"branches/yibin/branch.yaml": "branch: yibin\ntitle: Yibin\n"})).loaded.model
    assert model.of("yibin")["review"] is model.of("base")["review"]
    assert model.of("west")["review"] is not model.of("base")["review"]
