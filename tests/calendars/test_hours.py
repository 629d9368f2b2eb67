"""Opening hours and days as they are written, and what is probably meant where they are written otherwise."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics import Report
from engine.document.nodes import Mapping
from engine.model.calendars.days import WEEKDAYS, read_days, read_weekdays
from engine.model.calendars.hours import hours_text, read_hours
from tests.document.reading import composed

if TYPE_CHECKING:
    from engine.document.nodes import Entry
    from engine.temporal.calendar import Hours

H = 3600
WRITTEN: list[tuple[str, Hours]] = [
    ("closed", ()),
    ("round-the-clock", ((0, 24 * H),)),
    ("09:00-18:00", ((9 * H, 18 * H),)),
    ("9:00 - 18:30", ((9 * H, 18 * H + 1800),)),
    ("'00:00-24:00'", ((0, 24 * H),)),
    ("[09:00-12:00, 13:00-18:00]", ((9 * H, 12 * H), (13 * H, 18 * H))),
    ("[13:00-18:00, 09:00-12:00]", ((9 * H, 12 * H), (13 * H, 18 * H))),
    ("[09:00-12:00, 12:00-18:00]", ((9 * H, 18 * H),)),
    ("[22:00-24:00, 00:00-06:00]", ((0, 6 * H), (22 * H, 24 * H))),
]


def entry(text: str) -> Entry:
    root = composed(text)[0]
    assert isinstance(root, Mapping)
    return root.entries[0]


@pytest.mark.parametrize(("written", "expected"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_hours(written: str, expected: Hours) -> None:
    report = Report()
    assert read_hours(entry(f"mon: {written}").value, report) == expected
    assert not report.found


MEANT = [
    ("9-18", "09:00-18:00"),
    ("9点到18点", "09:00-18:00"),
    ("9点30分至18点", "09:30-18:00"),
    ("09：00－18：00", "09:00-18:00"),
    ("09:00~18:00", "09:00-18:00"),
    ("09:00 to 18:00", "09:00-18:00"),
    ('"09:00-12:00, 13:00-18:00"', '["09:00-12:00", "13:00-18:00"]'),
    ("09:00-12:00、13:00-18:00", '["09:00-12:00", "13:00-18:00"]'),
    ("休息", "closed"),
    ("close", "closed"),
    ("全天", "round-the-clock"),
    ("24h", "round-the-clock"),
    ("26-30", ""),
    ("any time", ""),
]


@pytest.mark.parametrize(("written", "meant"), MEANT, ids=[row[0] for row in MEANT])
def test_hours_that_are_meant(written: str, meant: str) -> None:
    report = Report()
    assert read_hours(entry(f"mon: {written}").value, report) is None
    (found,) = report.found
    assert found.code == "GJ263"
    assert dict(found.args)["near"] == meant


@given(st.lists(st.integers(0, 24 * 60), min_size=2, max_size=8, unique=True))
def test_hours_are_read_back_as_they_are_written(minutes: list[int]) -> None:
    ends = sorted(minute * 60 for minute in minutes)
    hours = tuple(zip(ends[::2], ends[1::2], strict=False))
    written = hours_text(hours)
    text = written if written == "round-the-clock" else f"[{written}]"
    assert read_hours(entry(f"mon: {text}").value, Report()) == hours


WEEK = [
    ("mon", "0"),
    ("Sunday", "6"),
    ("周三", "2"),
    ("星期天", "6"),
    ("mon-fri", "01234"),
    ("周一至周五", "01234"),
    ("周六到周日", "56"),
    ("sat - mon", "560"),
    ("mon..wed", "012"),
]


@pytest.mark.parametrize(("written", "days"), WEEK, ids=[row[0] for row in WEEK])
def test_weekdays(written: str, days: str) -> None:
    report = Report()
    assert read_weekdays(entry(f"{written}: x").key, report) == tuple(map(int, days))
    assert not report.found


MISSPELT = [("mond", "mon"), ("周一至五", "mon-fri"), ("Tusday", "tue"), ("weekend", ""), ("mon-wed-fri", "")]


@pytest.mark.parametrize(("written", "near"), MISSPELT, ids=[row[0] for row in MISSPELT])
def test_misspelt_weekdays(written: str, near: str) -> None:
    report = Report()
    assert read_weekdays(entry(f"{written}: x").key, report) == ()
    (found,) = report.found
    assert (found.code, dict(found.args)["near"]) == ("GJ267", near)
    assert dict(found.args)["known"] == ", ".join(WEEKDAYS)


def test_stretches_of_days() -> None:
    report = Report()
    assert read_days(entry("2024-02-28..2024-03-01: x").key, report) == (
        dt.date(2024, 2, 28),
        dt.date(2024, 2, 29),
        dt.date(2024, 3, 1),
    )
    assert read_days(entry("2026-01-01: x").key, report) == (dt.date(2026, 1, 1),)
    assert not report.found


OTHERWISE = [
    ("2026/1/1", "2026-01-01"),
    ("2026年2月15日至2026年2月23日", "2026-02-15..2026-02-23"),
    ("2026-02-15 - 2026-02-23", "2026-02-15..2026-02-23"),
    ("2026-02-15~2026-02-23", "2026-02-15..2026-02-23"),
    ("Christmas", ""),
]


@pytest.mark.parametrize(("written", "near"), OTHERWISE, ids=[row[0] for row in OTHERWISE])
def test_days_that_are_meant(written: str, near: str) -> None:
    report = Report()
    assert read_days(entry(f"{written}: x").key, report) == ()
    (found,) = report.found
    assert (found.code, dict(found.args)["near"]) == ("GJ164", near)
