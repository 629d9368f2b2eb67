"""Where things come from: which branch, where, since when, why, and what those above it say instead."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from engine import Library, PolicyError
from engine.workshop.overview import of_policy
from engine.workshop.provenance import where
from tests.model.overlays.libraries import REVIEW, build

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
SET = {
    "library.yaml": "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\ncalendar: office\n",
    "calendars/office.yaml": 'calendar: office\ntitle: Office\nweekly: {mon-fri: "09:00-18:00"}\n',
    "calendars/shop.yaml": 'calendar: shop\ntitle: Shop\nweekly: {sat-sun: "10:00-20:00"}\n',
    "branches/west/branch.yaml": "branch: west\ntitle: The west\nzone: Asia/Urumqi\nreason: Far out\n",
    "branches/xian/branch.yaml": "branch: xian\ntitle: Xi'an\nextends: west\ncalendar: shop\nreason: Weekends\n",
    "base/repairs.yaml": """
policy: repairs
title: Repairs
facts: {}
clocks: {repair: {starts: ticket.opened, stops: ticket.solved, within: 4 working hours}}
""",
    "base/night.yaml": """
policy: night
title: Night
calendar: office
facts: {}
clocks: {repair: {starts: ticket.opened, stops: ticket.solved, within: 4 working hours}}
""",
    "branches/xian/night.yaml": "policy: night\ncalendar: shop\nreason: Late\neffective: {from: 2027-01-01}\n",
    "branches/xian/own.yaml": """
policy: own
title: Own
facts: {signed: {title: Signed, type: boolean}}
rules:
  - {id: kept, when: signed, then: [{do: notice, to: agent}], effective: {until: 2025-12-31}}
  - {id: soon, when: signed, then: [{do: notice, to: agent}], effective: {from: 2027-01-01}}
""",
}

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


def test_a_calendar_and_a_zone_that_branches_set(tmp_path: Path) -> None:
    library = Library.load(build(tmp_path, SET))
    shop = ("xian", "patch", "branches/xian/branch.yaml:4", None, None, "Weekends", "shop")
    office = ("base", "state", "library.yaml:4", None, None, None, "office")
    zones = (
        ("west", "patch", "branches/west/branch.yaml:3", None, None, "Far out", "Asia/Urumqi"),
        ("base", "state", "library.yaml:2", None, None, None, "Asia/Shanghai"),
    )
    own = ("base", "state", "base/night.yaml:4", None, None, None, "office")
    asked = {"repairs.calendar": (shop, office), "repairs.zone": zones, "night.calendar": (own,)}
    for name, expected in asked.items():
        policy, _, key = name.partition(".")
        (found,) = where(library, "xian", policy, key, DAY)
        said = [told(statement, tmp_path) for statement in found.statements]
        assert [each[:3] + each[5:] for each in said] == [each[:3] + each[5:] for each in expected]
    assert [each.name for each in where(library, "xian", "repairs", "repair", DAY)] == ["repair", "calendar"]


def test_what_is_set_for_all_policies_is_told_of_those_that_go_by_it(tmp_path: Path) -> None:
    branch = Library.load(build(tmp_path, SET)).branch("xian")
    of = {name: branch.policy(name).timeline.at(DAY).changes for name in ("repairs", "night", "own")}
    told_of = {name: [(each.name, each.text) for each in changes] for name, changes in of.items()}
    zone = ("zone", "Asia/Urumqi")
    assert told_of == {"repairs": [("calendar", "shop"), zone], "night": [zone], "own": [zone]}
    text = branch.policy("repairs").decide({}, as_of="2026-06-01").explain(lang="en")
    assert "calendar   another value shop" in text
    assert "because: Weekends" in text


NOT_THEN = {
    "xian/own.soon": ("xian", "2027-01-01", None),
    "xian/own.kept": ("xian", None, "2025-12-31"),
    "xian/night.calendar": ("base", None, "2026-12-31"),
}


@pytest.mark.parametrize("name", NOT_THEN)
def test_what_holds_on_other_days_says_on_which(name: str, tmp_path: Path) -> None:
    asked, _, item = name.rpartition(".")
    branch, _, policy = asked.partition("/")
    (found,) = where(Library.load(build(tmp_path, SET)), branch, policy, item, DAY)
    first = found.statements[0]
    days = (each and each.isoformat() for each in (first.since, first.until))
    assert (first.branch, *days) == NOT_THEN[name]
    assert found.in_force == (item == "calendar")


def test_a_value_that_holds_later_and_a_row_that_there_is_not(tmp_path: Path) -> None:
    review = REVIEW.replace("value: 80", "value: {2027-01-01: 80}")
    library = Library.load(build(tmp_path, {"base/review.yaml": review}))
    (found,) = where(library, "base", "review", "pass_score", DAY)
    assert not found.in_force
    assert [told(each, tmp_path)[3:] for each in found.statements] == [("2027-01-01", None, None, "80")]
    with pytest.raises(PolicyError):
        where(library, "base", "review", "grades.excellent", DAY)


def test_what_a_branch_adds_later_is_found_before(tmp_path: Path) -> None:
    later = OVERLAYS["branches/west/review.yaml"].replace("id: praised,", "id: praised, effective: {from: 2028-01-01},")
    folder = build(tmp_path, {"branches/west/review.yaml": later})
    assert call(folder, "west/review.praised").splitlines()[:2] == [
        "west/review.praised (rule), 2026-06-01",
        "  not in force on 2026-06-01",
    ]
    assert "changes to come" in call(folder, "west/review")


def test_all_that_a_branch_changes(tmp_path: Path) -> None:
    folder = build(tmp_path, OVERLAYS | SET)
    found = json.loads(call(folder, "xian", "--format", "json"))
    assert {each["policy"]: [change["name"] for change in each["changes"]] for each in found} == {
        None: ["calendar", "zone"],
        "night": [],
        "own": [],
        "review": ["pass_score", "praised", "grades", "below"],
    }
    assert [change["name"] for each in found for change in each["to_come"]] == ["calendar", "pass_score"]
    text = call(folder, "xian")
    assert all(words in text for words in ("all policies", "xian states it: branches/xian/own.yaml", "xian/review"))
    assert "own" not in call(folder, "west")


def test_what_each_branch_changes_of_a_policy(folder: Path) -> None:
    found = json.loads(call(folder, "review", "--format", "json"))
    assert {each["branch"]: [change["name"] for change in each["changes"]] for each in found} == {
        "base": [],
        "west": ["pass_score", "praised"],
        "xian": ["pass_score", "grades", "below"],
    }


def test_neither_a_branch_nor_a_policy(folder: Path) -> None:
    answer = CliRunner(env={"GUIJU_CACHE": "off"}).invoke(guiju, ["where", "wets", "--policies", str(folder)])
    assert answer.exit_code == 2
    assert "GJ781" in answer.stderr


def test_all_that_changed(folder: Path) -> None:
    made = of_policy(Library.load(folder), "xian", "review", DAY).changes
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
    assert "base states it: base/review.yaml:2" in call(folder, "base/review")


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
    assert [each.change for each in of_policy(library, "xian", "review", DAY).changes] == ["drop"]


def test_what_a_branch_does_not_change_is_the_same_policy(folder: Path) -> None:
    model = Library.load(build(folder, {"branches/yibin/branch.yaml": "branch: yibin\ntitle: Yibin\n"})).loaded.model
    assert model.of("yibin")["review"] is model.of("base")["review"]
    assert model.of("west")["review"] is not model.of("base")["review"]
