"""What an owner reads of a comparison must be so: each statement worked out by hand from the texts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from engine import Library
from engine.backends.prose.comparison.from_material import to_document
from engine.backends.prose.comparison.sheets import to_sheets
from engine.backends.prose.handbook.markdown import to_markdown
from engine.compliance.side_by_side import SideBySide, of_branches, of_states
from engine.diagnostics import PolicyError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DAY = dt.date(2026, 11, 22)
VOCABULARY = """\
subjects: {housekeeper: Housekeeper, guest: Guest}
events:
  staff.late: {title: Late for duty, data: {employee: string}}
  hotel.opened: {title: Opened, data: {hotel: string}}
  audit.done: {title: Audit done, data: {hotel: string}}
consequences:
  warning: Warning
  soothe: Soothe
  fine: {title: Fine, attributes: {amount: {title: Amount, type: money}}}
severity: [warning, fine]
"""
ROOMS = """\
policy: rooms
title: Rooms
facts:
  score: {title: Score, type: number, range: 0..100}
params:
  fine: {title: Fine, type: money, value: 50 CNY}
rules:
  - {id: warned, title: Warned, when: score < 85, then: [{do: warning, to: housekeeper}]}
  - {id: fined, title: Fined, when: score < 60, then: [{do: fine, to: housekeeper, amount: fine}]}
"""
LATENESS = """\
policy: lateness
title: Lateness
ladders:
  late:
    title: Times late
    counts: staff.late
    per: employee
    window: 1 month
    rungs:
      - {at: 2, then: [{do: warning, to: housekeeper}]}
      - {from: 3, then: [{do: fine, to: housekeeper, amount: 50 CNY}]}
"""
AUDITS = """\
policy: audits
title: Audits
schedules:
  audit:
    title: Audit
    per: hotel
    after: hotel.opened
    at: [1 month]
    done: audit.done
    grace: 3 calendar days
    then: [{do: warning, to: housekeeper}]
"""
LAKE = {
    "branch.yaml": "branch: lake\ntitle: Lake\nextends: base\n",
    "rooms.yaml": """\
policy: rooms
reason: Trial
effective: {from: 2020-01-01}
facts: {heritage: {change: add, title: Heritage, type: boolean, default: false}}
params: {fine: {value: 80 CNY}}
rules:
  - {id: soothed, change: add, title: Soothed, when: score < 70, then: [{do: soothe, to: guest}]}
  - id: warned
    change: replace
    title: Warned
    when: score < 85 and not(heritage)
    then: [{do: warning, to: housekeeper}]
""",
    "lateness.yaml": LATENESS.replace("title: Lateness", "reason: Far away")
    .replace("  late:\n", "  late:\n    change: replace\n")
    .replace("{from: 3", "{from: 4")
    .replace("{at: 2", "{at: 3"),
    "audits.yaml": AUDITS.replace("title: Audits", "reason: Far away")
    .replace("  audit:\n", "  audit:\n    change: replace\n")
    .replace("[1 month]", "[2 months]")
    .replace("3 calendar", "5 calendar"),
    "shuttle.yaml": "policy: shuttle\ntitle: Shuttle\nfacts: {wait: {title: Wait, type: number, range: 0..90}}\n"
    "rules:\n  - {id: gift, title: Gift, when: wait > 30, then: [{do: soothe, to: guest}]}\n",
}


class Book(NamedTuple):
    folder: Path
    found: SideBySide
    text: str


def made(folder: Path, files: Mapping[str, str]) -> Library:
    settings = "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\n"
    for name, text in {"library.yaml": settings, "vocabulary.yaml": VOCABULARY, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Library.load(folder)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("hotels")
    base = {"base/rooms.yaml": ROOMS, "base/lateness.yaml": LATENESS, "base/audits.yaml": AUDITS}
    library = made(folder, base | {f"branches/lake/{name}": text for name, text in LAKE.items()})
    found = of_branches(library, ("base", "lake"), (), DAY)
    return Book(folder, found, to_markdown(to_document(found.material, "en")))


def lines(book: Book, heading: str) -> list[str]:
    """The rows of the table under a heading."""
    under = book.text.split(f"#### {heading}\n", maxsplit=1)[1]
    return [line for line in under.split("\n\n####")[0].splitlines() if line.startswith("| ")][2:]


def test_a_side_that_lacks_a_consequence_is_not_said_to_have_none(book: Book) -> None:
    """Below 60 the group warns and fines: only the soothing is lacking."""
    group, lake = lines(book, "Case 1: *Score* under 70")
    assert group.startswith("| Group | Guest: without this “Soothe” |")
    assert lake.startswith("| Lake | Guest: Soothe |")
    assert lake.endswith("| ≠ different |"), "a kind outside the order of severity is neither stricter nor milder"


def test_amounts_are_called_by_their_titles(book: Book) -> None:
    assert "- Lake: Amount of “Fine” CNY 30 more" in book.text


def test_both_rungs_are_told_where_one_side_says_at_and_the_other_from(book: Book) -> None:
    group, lake = lines(book, "Times late · number 3")
    assert "at number 3 and at each further one → Housekeeper: Fine" in group.replace("*", "")
    assert "at number 3 → Housekeeper: Warning" in lake.replace("*", "")


def test_a_plan_is_told_by_its_day(book: Book) -> None:
    group, lake = lines(book, "Audit · When")
    assert "1 month after, on Tue 2026-12-22" in group
    assert "2 months after, on Fri 2027-01-22" in lake
    assert "For example, counted from Sun 2026-11-22." in book.text


def test_what_is_milder_in_time_is_milder_among_the_items(book: Book) -> None:
    rows = {row.id: row for entry in book.found.material.entries for row in entry.rows}
    assert rows["audit.grace"].cells[1].state == "milder"


def test_in_a_terminal_the_place_follows_what_is_said(book: Book) -> None:
    said = book.found.written("text", "en")
    assert f"CNY 50  {book.folder}/base/rooms.yaml:6\n" in said


def test_a_policy_that_only_one_side_has_is_told_with_its_place(book: Book) -> None:
    assert "branches/lake/shuttle.yaml:1" in next(line for line in book.text.splitlines() if "`shuttle`" in line)
    decided = to_sheets(book.found.material, "en")[1]
    assert "Shuttle" not in [row[0].text for row in decided.rows], "there is nobody to decide otherwise"


def test_a_fact_that_only_one_side_asks_for(book: Book) -> None:
    group, lake = lines(book, "Heritage · asked for")
    assert group.startswith("| Group | not asked for |")
    assert lake.startswith("| Lake | yes or no, default no |")
    assert lake.endswith("| ≠ different |")


def test_every_case_can_be_asked_of_the_side_that_it_names(book: Book) -> None:
    """A fact that only one branch knows is left out of what the others are asked."""
    library = Library.load(book.folder)
    shown = [part.split("```")[0] for part in book.text.split("```\n")[1::2]]
    cases = [text for text in shown if text.startswith("- case:")]
    assert any("heritage: true" in text for text in cases)
    for text in cases:
        case = yaml.safe_load(text)[0]
        side = text.split("expect:  # ")[1].splitlines()[0]
        decision = library.branch(side).policy("rooms").decide(case["given"]["facts"], as_of=DAY)
        assert [each["do"] for each in case["expect"]["outcomes"]] == [each.do for each in decision.outcomes]
    calls = [call for text in shown if text.startswith("guiju ") for call in text.splitlines()]
    assert calls
    for call in calls:
        assert f"--policies {book.folder}" in call
        assert "lake/" in call or "heritage" not in call


def test_a_branch_s_own_calendar_is_told_with_its_reason(tmp_path: Path) -> None:
    """Eight working hours from Friday 17:00: three that day and five on Saturday, or five and three from 06:00."""
    clock = (
        "policy: handover\ntitle: Handover\nclocks:\n  hand: {title: Handed over, starts: hotel.opened, "
        "stops: audit.done, within: 8 working hours}\n"
    )
    desk = 'calendar: desk\ntitle: Desk\nweekly: {mon-fri: ["08:00-20:00"], sat: "09:00-17:00"}\n'
    port = 'calendar: port\ntitle: Port\nweekly: {mon-sun: ["06:00-22:00"]}\n'
    files = {
        "library.yaml": "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\ncalendar: desk\n",
        "calendars/desk.yaml": desk,
        "calendars/port.yaml": port,
        "base/handover.yaml": clock,
        "branches/bay/branch.yaml": "branch: bay\ntitle: Bay\nextends: base\ncalendar: port\nreason: Never shut\n",
        "branches/cove/branch.yaml": "branch: cove\ntitle: Cove\nextends: bay\n",
    }
    found = of_branches(made(tmp_path, files), ("base", "cove"), (), DAY)
    row = next(row for entry in found.material.entries for row in entry.rows if row.id == "hand.calendar")
    source = row.cells[1].source
    assert source
    assert source.branch == "bay"
    assert source.reason
    assert source.reason.en == "Never shut"
    assert found.material.place(source.span).endswith("branches/bay/branch.yaml:4")
    said = found.written("text", "en")
    assert "Group: Desk, due Sat 2026-11-28, 14:00" in said
    assert "Cove: Port, due Sat 2026-11-28, 09:00" in said


def test_two_states_that_are_the_same_have_no_differences(book: Book) -> None:
    library = Library.load(book.folder)
    said = of_states(library, library, ("old", "new"), DAY).written("text", "en")
    assert "No differences." in said
    assert "policies unchanged: 7" in said


def test_a_policy_not_in_force_is_not_said_to_be_the_same(tmp_path: Path) -> None:
    dated = ROOMS.replace("value: 50 CNY", "value: {2025-01-01: 50 CNY}")
    library = made(tmp_path, {"base/rooms.yaml": dated, "branches/lake/branch.yaml": LAKE["branch.yaml"]})
    said = of_branches(library, ("base", "lake"), (), "2024-06-01").written("text", "en")
    assert "Not in force that day" in said
    assert "No policy to compare." in said
    assert "No differences" not in said


def test_a_branch_that_is_not_there_is_refused_where_a_policy_is_named(book: Book) -> None:
    with pytest.raises(PolicyError, match="GJ360"):
        of_branches(Library.load(book.folder), ("base", "laek"), ("rooms",), DAY)
