"""`guiju calendar`, as it is called."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from adapters.cli.main import guiju
from engine.diagnostics.width import width
from tests.calendars.reading import OFFICE

if TYPE_CHECKING:
    from click.testing import Result

SPECIAL = """\
holidays:
  2026-02-16..2026-02-20: {zh: 春节, en: Spring Festival}
workdays:
  2026-02-14: {zh: 春节, en: Spring Festival, hours: "09:00-12:00"}
overrides:
  2026-02-27: {zh: 年会, en: Annual meeting, hours: closed}
valid_through: 2026-12-31
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    (folder / "calendars").mkdir(parents=True)
    (folder / "library.yaml").write_text("guiju: 1\ncalendar: office\n", encoding="utf-8")
    (folder / "calendars" / "office.yaml").write_text(f"calendar: office\n{OFFICE}{SPECIAL}", encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str, lang: str = "zh") -> Result:
    return CliRunner().invoke(guiju, ["calendar", *arguments, "--policies", str(folder), "--lang", lang])


def test_the_list(library: Path) -> None:
    result = run(library)
    assert result.exit_code == 0
    office, built_in = result.stdout.splitlines()
    assert office.split() == [
        "office",
        "办公时间",
        "周一至周五",
        "09:00-12:00,",
        "13:00-18:00",
        "默认，节假日到",
        "2026-12-31",
    ]
    assert built_in.split() == ["round-the-clock", "全天候", "周一至周日", "全天"]


MONTH = """\
办公时间（office）  2026-02  上班 15 天

周一   周二   周三   周四   周五   周六   周日
                                            1·
  2      3      4      5      6      7·     8·
  9     10     11     12     13     14班   15·
 16休   17休   18休   19休   20休   21·    22·
 23     24     25     26     27*    28·

  班  2026-02-14              调休上班（春节）  09:00-12:00
  休  2026-02-16..2026-02-20  放假（春节）
  *   2026-02-27              个别安排（年会）  不上班
  ·   休息日
      周一至周五              上班              09:00-12:00, 13:00-18:00
"""


def test_a_month(library: Path) -> None:
    assert run(library, "office", "2026-02").stdout == MONTH
    assert run(library, "office", "2026年2月").stdout == MONTH


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_days_of_a_month_stand_under_their_weekdays(lang: str, library: Path) -> None:
    lines = run(library, "office", "2027-02", lang=lang).stdout.splitlines()[2:]
    grid = lines[: lines.index("")]
    for line in grid[1:]:
        for number, place in ((word.rstrip("·?"), line.index(word)) for word in line.split()):
            assert (width(line[: place + len(number)]) - 3) % 7 == 0
    assert "28·?" in grid[-1]
    assert "2026-12-31" in lines[-1]
    assert max(map(width, lines[lines.index("") :])) == width(lines[-1])


DAYS = [
    ("2026-02-15", ["2026-02-15 周日：休息日，不上班", "下一次上班：2026-02-23 周一 09:00"]),
    ("2026-02-14", ["2026-02-14 周六：调休上班（春节），09:00-12:00", "→  workdays", "office.yaml:8"]),
    ("2026/2/27", ["2026-02-27 周五：个别安排（年会），不上班", "→  overrides", "office.yaml:10"]),
    ("2027-02-15", ["2027-02-15 周一：上班", "暂定：节假日只排到 2026-12-31"]),
]


@pytest.mark.parametrize(("day", "words"), DAYS, ids=[row[0] for row in DAYS])
def test_a_day(day: str, words: list[str], library: Path) -> None:
    result = run(library, "office", day)
    assert result.exit_code == 0
    assert all(word in result.stdout for word in words), result.stdout


def test_a_question_needs_no_quotes(library: Path) -> None:
    quoted = run(library, "office", "2 working days after 2026-02-13 17:30", lang="en")
    words = run(library, "office", *["2", "working", "days", "after", "2026-02-13", "17:30"], lang="en")
    assert quoted.stdout == words.stdout
    assert quoted.stdout.splitlines() == [
        "2 working days after 2026-02-13 Fri 17:30: 2026-02-23 Mon 18:00",
        "  2026-02-14              Sat         make-up working day (Spring Festival)  counts 1",
        "  2026-02-15              Sun         day of rest                            doesn't count",
        "  2026-02-16..2026-02-20  Mon to Fri  holiday (Spring Festival)              doesn't count",
        "  2026-02-21..2026-02-22  Sat to Sun  day of rest                            doesn't count",
        "  2026-02-23              Mon         open                                   counts 1",
    ]


@pytest.mark.parametrize("asked", ["2026-02", "2026-02-14", "2 working days after 2026-02-13", "2026-02-13 起 3 天"])
def test_without_a_name_the_librarys_own_calendar_is_asked(asked: str, library: Path) -> None:
    assert run(library, *asked.split()).stdout == run(library, "office", asked).stdout
    assert run(library, asked).exit_code == 0


def test_no_time_at_all_is_over_at_once(library: Path) -> None:
    (line,) = run(library, "office", "0 working days after 2026-02-13", lang="en").stdout.splitlines()
    assert line == "0 working days after 2026-02-13 Fri 00:00: 2026-02-13 Fri 00:00"


def test_working_hours(library: Path) -> None:
    lines = run(library, "office", "2026-02-13 17:30 之后 4 个工作小时").stdout.splitlines()
    assert lines[0] == "2026-02-13 周五 17:30 之后 4个工作小时：2026-02-23 周一 09:30"
    assert lines[3].split() == [
        "2026-02-14",
        "周六",
        "09:00",
        "2026-02-14",
        "周六",
        "12:00",
        "调休上班（春节）",
        "计",
        "3小时",
    ]


def test_what_was_counted_is_shortened_where_it_is_long(library: Path) -> None:
    lines = run(library, "office", "200 working days after 2026-02-13").stdout.splitlines()
    assert len(lines) < 30
    assert any("省略" in line for line in lines)
    assert json.loads(as_json(library, "200 working days after 2026-02-13").stdout)["days"][-1]["counted"] > 0


def test_between(library: Path) -> None:
    assert run(library, "office", "2026-02-13 17:30 to 2026-02-23 18:00", lang="en").stdout.splitlines() == [
        "2026-02-13 Fri 17:30 to 2026-02-23 Mon 18:00",
        "  240 hours 30 minutes",
        "  11 working hours 30 working minutes",
        "  9 calendar days",
        "  2 working days",
        "  0 months",
    ]


def as_json(folder: Path, *arguments: str) -> Result:
    return run(folder, "office", *arguments, "--format", "json")


def test_json(library: Path) -> None:
    month = json.loads(as_json(library, "2026-02").stdout)
    assert (month["working_days"], len(month["days"])) == (15, 28)
    assert month["days"][13] == {
        "date": "2026-02-14",
        "kind": "workday",
        "working": True,
        "hours": ["09:00-12:00"],
        "name": {"zh": "春节", "en": "Spring Festival"},
        "provisional": False,
    }
    day = json.loads(as_json(library, "2026-02-16").stdout)
    assert [(each["section"], each["line"]) for each in day["stated"]] == [("holidays", 6), ("weekly", 4)]
    assert day["next_opening"] == "2026-02-23T09:00:00+08:00"
    found = json.loads(as_json(library, "4 working hours after 2026-02-13 17:30").stdout)
    assert (found["at"], found["span"], found["provisional"]) == ("2026-02-23T09:30:00+08:00", "4 working hours", False)
    assert found["times"][0]["counted"] == "PT30M"
    amounts = json.loads(as_json(library, "2026-02-13 to 2026-02-14").stdout)["amounts"]
    assert amounts[:2] == ["PT24H", "8 working hours"]
    listed = json.loads(run(library, "--format", "json").stdout)
    assert [(each["calendar"], each["default"], each["valid_through"]) for each in listed] == [
        ("office", True, "2026-12-31"),
        ("round-the-clock", False, None),
    ]


FAULTS = [
    (["offices"], "GJ760", "`office`"),
    (["office", "2026-13"], "GJ762", "2026-13"),
    (["office", "2026-02-30"], "GJ762", "2026-02-30"),
    (["office", "someday"], "GJ761", "someday"),
    (["office", "2 business days after 2026-02-13"], "GJ214", "2 working days"),
    (["office", "9000000 days after 2026-02-13"], "GJ764", "9999"),
]


@pytest.mark.parametrize(("arguments", "code", "word"), FAULTS, ids=[row[1] + row[0][-1] for row in FAULTS])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_faults(arguments: list[str], code: str, word: str, lang: str, library: Path) -> None:
    result = run(library, *arguments, lang=lang)
    assert (result.exit_code, result.stdout) == (2, "")
    assert code in result.stderr
    assert word in result.stderr


def test_errors_of_policies_dont_matter(library: Path) -> None:
    """Those of calendars do."""
    (library / "base").mkdir()
    (library / "base" / "broken.yaml").write_text("policy: [", encoding="utf-8")
    assert run(library, "office", "2026-02").stdout == MONTH
    (library / "calendars" / "broken.yaml").write_text("calendar: broken\ntitle: x\nextends: ofice\n", encoding="utf-8")
    result = run(library, "office", "2026-02")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "GJ277" in result.stderr


DOCS = [Path("docs/calendars.zh.md"), Path("docs/calendars.en.md")]


@pytest.mark.parametrize("page", DOCS, ids=[page.name for page in DOCS])
def test_the_pages_about_calendars_are_true(page: Path, tmp_path: Path) -> None:
    """Its calendar can be read, built on the shipped one, and its calls answer."""
    calendar, calls = page.read_text(encoding="utf-8").split("```")[1::2]
    folder = tmp_path / "policies" / "calendars"
    folder.mkdir(parents=True)
    (folder / "china.yaml").write_bytes(Path("policies/calendars/china.yaml").read_bytes())
    (folder / "office.yaml").write_text(calendar.removeprefix("yaml\n"), encoding="utf-8")
    for line in calls.strip().splitlines():
        program, command, *arguments = shlex.split(line, comments=True)
        assert (program, command) == ("guiju", "calendar")
        result = run(tmp_path / "policies", *arguments)
        assert result.exit_code == 0, result.output
