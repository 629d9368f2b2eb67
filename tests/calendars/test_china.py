"""China's calendar: written by its script, and every day as another library has it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from holidays import country_holidays

from engine.document import read_library
from engine.model.calendars import read_calendars
from engine.workshop.calendars import WorkCalendar
from scripts import china_calendar

SHIPPED = Path("policies")
YEARS = range(2004, 2027)


@pytest.fixture(scope="module")
def china() -> WorkCalendar:
    documents, report = read_library(SHIPPED, "policies")
    declared = read_calendars([each for each in documents if each.kind == "calendar"], "Asia/Shanghai", report)
    return WorkCalendar(declared["china"], is_default=False)


def test_the_file_is_what_its_script_writes() -> None:
    assert china_calendar.FILE.read_text(encoding="utf-8") == china_calendar.text()


@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_as_another_library_has_it(year: int, china: WorkCalendar) -> None:
    other = country_holidays("CN", years=(year - 1, year, year + 1))
    days = [day for month in range(1, 13) for day in china.month(year, month)]
    assert [day.date for day in days if day.working != other.is_working_day(day.date)] == []


def test_it_is_valid_through_its_last_year(china: WorkCalendar) -> None:
    assert china.calendar.valid_through == dt.date(YEARS[-1], 12, 31)
    assert {day.day.year for day in china.calendar.holidays} == set(YEARS)
    assert not china.day(dt.date(YEARS[-1], 12, 31)).provisional
    assert china.day(dt.date(YEARS[-1] + 1, 1, 1)).provisional


@pytest.mark.parametrize("missed", china_calendar.MISSED)
def test_what_the_script_adds_another_library_has(missed: dt.date) -> None:
    assert country_holidays("CN", years=(missed.year, missed.year + 1)).is_working_day(missed)


NAMED = [
    (dt.date(2026, 2, 15), "holiday", "春节", "Spring Festival"),
    (dt.date(2026, 2, 14), "workday", "春节", "Spring Festival"),
    (dt.date(2026, 10, 1), "holiday", "国庆节", "National Day"),
    (dt.date(2026, 11, 21), "rest-day", "", ""),
    (dt.date(2026, 11, 23), "open", "", ""),
]


@pytest.mark.parametrize(("day", "kind", "zh", "en"), NAMED, ids=[str(row[0]) for row in NAMED])
def test_days_have_names_in_both_languages(day: dt.date, kind: str, zh: str, en: str, china: WorkCalendar) -> None:
    found = china.day(day)
    assert (found.kind, found.name.zh, found.name.en) == (kind, zh, en)
