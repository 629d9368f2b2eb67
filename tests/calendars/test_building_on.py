"""Calendars that build on one another: what the nearest states decides."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.calendars.reading import OFFICE, calendar_of, calendars_of

if TYPE_CHECKING:
    from pathlib import Path

COUNTRY = """\
title: {zh: 国家, en: The country}
source: a notice
cites: MAN-31
zone: Asia/Urumqi
weekly: {mon-fri: round-the-clock}
holidays:
  2026-10-01..2026-10-03: {zh: 国庆节, en: National Day}
workdays:
  2026-10-10: {zh: 国庆节, en: National Day}
overrides:
  2026-12-31: "09:00-12:00"
valid_through: 2026-12-31
"""
BRANCH = OFFICE + "extends: country\n"
HOURS = "09:00-12:00, 13:00-18:00"


def test_what_isnt_stated_comes_from_below(tmp_path: Path) -> None:
    office = calendar_of(tmp_path, {"country": COUNTRY, "office": BRANCH})
    assert office.extends == ("country",)
    assert office.calendar.zone == "Asia/Urumqi"
    assert office.calendar.valid_through == dt.date(2026, 12, 31)
    assert office.calendar.cites == ("MAN-31",)
    assert (office.source.zh, office.calendar.source) == ("a notice", "a notice")
    assert office.title.en == "Office hours"


WEEKS = [
    ("mon-fri stated", "weekly: {mon-fri: 09:00-18:00}", ["09:00-18:00"] * 5 + ["closed"] * 2),
    ("a day more", "weekly: {sat: 09:00-12:00}", ["round-the-clock"] * 5 + ["09:00-12:00", "closed"]),
    ("a day less", "weekly: {fri: closed}", ["round-the-clock"] * 4 + ["closed"] * 3),
    ("nothing", "", ["round-the-clock"] * 5 + ["closed"] * 2),
]


@pytest.mark.parametrize(("weekly", "expected"), [row[1:] for row in WEEKS], ids=[row[0] for row in WEEKS])
def test_the_week_is_replaced_day_by_day(weekly: str, expected: list[str], tmp_path: Path) -> None:
    text = f"title: x\nextends: country\nworkday_hours: 09:00-17:00\n{weekly}\n"
    office = calendar_of(tmp_path, {"country": COUNTRY, "office": text})
    assert office.week == tuple(expected)


def test_make_up_days_have_the_hours_of_the_calendar_that_is_asked(tmp_path: Path) -> None:
    made_up = dt.date(2026, 10, 10)
    files = {"country": COUNTRY, "office": BRANCH}
    assert calendar_of(tmp_path, files).day(made_up).hours == HOURS
    assert calendar_of(tmp_path, files, "country").day(made_up).hours == "round-the-clock"
    short = BRANCH + "workday_hours: 10:00-15:00\n"
    assert calendar_of(tmp_path, files | {"office": short}).day(made_up).hours == "10:00-15:00"
    own = BRANCH + "workdays: {2026-10-10: {zh: 国庆节, hours: 10:00-11:00}}\n"
    assert calendar_of(tmp_path, files | {"office": own}).day(made_up).hours == "10:00-11:00"


ANEW = [
    ("a holiday is worked", "workdays: {2026-10-02: 赶工}", dt.date(2026, 10, 2), "workday", HOURS, "赶工"),
    ("a make-up day is off", "holidays: {2026-10-10: 公司假}", dt.date(2026, 10, 10), "holiday", "closed", "公司假"),
    ("an override is lifted", "holidays: {2026-12-31: 年会}", dt.date(2026, 12, 31), "holiday", "closed", "年会"),
    (
        "a holiday has hours",
        "overrides: {2026-10-01: 09:00-10:00}",
        dt.date(2026, 10, 1),
        "override",
        "09:00-10:00",
        "",
    ),
    ("a day off of one's own", "overrides: {2026-11-20: closed}", dt.date(2026, 11, 20), "override", "closed", ""),
    ("later than the base is valid", "holidays: {2027-01-01: 元旦}", dt.date(2027, 1, 1), "holiday", "closed", "元旦"),
]


@pytest.mark.parametrize(
    ("stated", "day", "kind", "hours", "name"), [row[1:] for row in ANEW], ids=[r[0] for r in ANEW]
)
def test_of_a_day_the_nearest_file_decides(
    stated: str, day: dt.date, kind: str, hours: str, name: str, tmp_path: Path
) -> None:
    office = calendar_of(tmp_path, {"country": COUNTRY, "office": f"{BRANCH}{stated}\n"})
    found = office.day(day)
    assert (found.kind, found.hours, found.name.zh) == (kind, hours, name)
    decides = office.statements(day)[0]
    assert (decides.calendar, decides.section, decides.hours) == ("office", f"{kind}s", hours)


def test_an_override_stands_above_holidays_and_make_up_days_of_its_file(tmp_path: Path) -> None:
    text = COUNTRY.replace("overrides:", "overrides:\n  2026-10-03: 09:00-10:00\n  2026-10-10: closed")
    country = calendar_of(tmp_path, {"country": text}, "country")
    assert country.day(dt.date(2026, 10, 3)).hours == "09:00-10:00"
    assert country.day(dt.date(2026, 10, 10)).hours == "closed"


def test_all_that_is_said_of_a_day(tmp_path: Path) -> None:
    """Each with its place; what decides is first."""
    text = BRANCH + "overrides: {2026-10-01: {zh: 值班, en: On duty, hours: 09:00-10:00}}\n"
    office = calendar_of(tmp_path, {"country": COUNTRY, "office": text})
    said = office.statements(dt.date(2026, 10, 1))
    assert [(each.calendar, each.section) for each in said] == [
        ("office", "overrides"),
        ("country", "holidays"),
        ("office", "weekly"),
        ("country", "weekly"),
    ]
    assert [str(each.span) for each in said] == [
        "policies/calendars/office.yaml:6:13",
        "policies/calendars/country.yaml:8:3",
        "policies/calendars/office.yaml:4:3",
        "policies/calendars/country.yaml:6:10",
    ]


def test_round_the_clock_is_built_in(tmp_path: Path) -> None:
    calendars, report = calendars_of(
        tmp_path, {"office": "title: x\nextends: round-the-clock\nweekly: {sun: closed}\n"}
    )
    assert not report.found
    assert calendars["round-the-clock"].calendar.weekly == (((0, 86400),),) * 7
    assert calendars["office"].calendar.weekly == (((0, 86400),),) * 6 + ((),)


def test_of_a_broken_file_nothing_is_missed(tmp_path: Path) -> None:
    """Its weekly hours can't be read: that it has none is no news, and who builds on it isn't wrong."""
    files = {"country": "title: x\nweekly: {mon: 25:00-26:00}\n", "office": "title: x\nextends: country\n"}
    assert [item.code for item in calendars_of(tmp_path, files)[1].found] == ["GJ264"]


def test_who_builds_on_an_unreadable_file_isnt_wrong(tmp_path: Path) -> None:
    _, report = calendars_of(tmp_path, {"country": "title: [", "office": BRANCH})
    assert {item.span.path for item in report.found if item.span} == {"policies/calendars/country.yaml"}
