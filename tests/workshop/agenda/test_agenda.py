"""`guiju schedule` over the shipped policies, and its calendar files, which are read by the letter of RFC 5545."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from dateutil.rrule import rrulestr
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.cli.main import guiju
from engine.diagnostics import Span
from engine.feel.types import NULL
from engine.ir.program import Schedule
from engine.model.text import Text
from engine.temporal.schedules import Doing, Occurrence
from engine.workshop.agenda import Agenda, Entry, calendar_file
from tests.workshop.agenda.rfc5545 import read_calendar

if TYPE_CHECKING:
    from click.testing import Result

LIBRARY = Path(__file__).parents[3] / "policies"
STAMP = dt.datetime(2026, 11, 22, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
COMPLETED = {"id": "p1", "type": "project.completed", "at": "2026-08-31T10:00:00+08:00", "project": "P-7"}
CALLED = {"id": "c1", "type": "callback.done", "at": "2026-09-28T09:00:00+08:00", "project": "P-7"}
CALLBACKS = ("base/callbacks-after-completion", "--facts", json.dumps({"events": [COMPLETED, CALLED]}))
REPORTS = ("base/reports", "--until", "2027-11-22")


def schedule(*arguments: str, lang: str = "en") -> Result:
    call = ["schedule", *arguments, "--policies", str(LIBRARY), "--as-of", "2026-11-22", "--lang", lang]
    return CliRunner().invoke(guiju, call)


def test_the_list_says_when_whether_it_was_done_and_why_it_was_moved() -> None:
    lines = schedule(*CALLBACKS).stdout.splitlines()
    assert [" ".join(line.split()[:2]) for line in lines[1:]] == [
        "2026-09-30 Wed",
        "2026-11-30 Mon",
        "2027-03-01 Mon",
        "2027-08-31 Tue",
    ]
    assert "done (c1, 2026-09-28 Mon)" in lines[1]
    assert "planned for 2027-02-28 Sun (a day of rest), moved on to 2027-03-01 Mon" in lines[3]
    assert "provisional" in lines[3]


def test_the_list_in_chinese() -> None:
    lines = schedule(*CALLBACKS, lang="zh").stdout.splitlines()
    assert "已做（c1，2026-09-28 周一）" in lines[1]
    assert "原定 2027-02-28 周日（休息日），顺延到 2027-03-01 周一" in lines[3]


def test_json_has_the_days_of_the_decision_until_the_last() -> None:
    days = json.loads(schedule(*CALLBACKS, "--until", "2027-02-28", "--format", "json").stdout)["schedule"]
    assert [(day["planned"], day["state"]) for day in days] == [("2026-09-30", "done"), ("2026-11-30", "upcoming")]


def test_a_policy_without_schedules_is_told_of() -> None:
    result = schedule("base/drawing-review")
    assert (result.exit_code, "GJ770" in result.stderr) == (2, True)


def test_a_calendar_file_has_an_event_for_every_day() -> None:
    calendar, events = read_calendar(schedule(*CALLBACKS, "--format", "ics").stdout_bytes)
    assert calendar["VERSION"].value == "2.0"
    assert [event["DTSTART"] for event in events] == [
        ("20260930", ";VALUE=DATE"),
        ("20261130", ";VALUE=DATE"),
        ("20270301", ";VALUE=DATE"),
        ("20270831", ";VALUE=DATE"),
    ]
    assert [event["STATUS"].value for event in events] == ["CONFIRMED", "CONFIRMED", "TENTATIVE", "TENTATIVE"]
    assert "DEC-01" in events[0]["DESCRIPTION"].value
    assert len({event["UID"] for event in events}) == len(events)


def test_events_of_another_export_replace_those_of_the_first() -> None:
    """The UID of a day stays, whatever is known since and whatever day it is."""
    known = ("base/callbacks-after-completion", "--facts", json.dumps({"events": [COMPLETED]}), "--format", "ics")
    first, second = (
        read_calendar(schedule(*call).stdout_bytes)[1] for call in (known, (*CALLBACKS, "--format", "ics"))
    )
    assert [event["UID"] for event in first] == [event["UID"] for event in second]


def uids(**completed: str) -> set[str]:
    facts = json.dumps({"events": [COMPLETED | completed]})
    return {
        event["UID"].value
        for event in read_calendar(
            schedule("base/callbacks-after-completion", "--facts", facts, "--format", "ics").stdout_bytes
        )[1]
    }


def test_a_day_is_told_by_what_it_follows_not_by_the_id_of_that() -> None:
    """Two projects may each call their event `p1`, and one project may be reported by another id."""
    assert uids() == uids(id="p2")
    assert uids().isdisjoint(uids(at="2026-11-08T10:01:00+08:00"))


def test_a_standing_duty_is_one_event_with_the_rule_of_its_days() -> None:
    days = json.loads(schedule(*REPORTS, "--format", "json").stdout)["schedule"]
    _, events = read_calendar(schedule(*REPORTS, "--format", "ics").stdout_bytes)
    by_rule = [_fallen_on(event["RRULE"].value, event["DTSTART"].value) for event in events]
    assert sorted(day for fallen in by_rule for day in fallen) == sorted(day["date"] for day in days)
    assert all(";UNTIL=20271122" in event["RRULE"].value for event in events)
    _, endless = read_calendar(schedule("base/reports", "--format", "ics").stdout_bytes)
    assert not any("UNTIL" in event["RRULE"].value for event in endless)


def _fallen_on(rule: str, start: str) -> list[str]:
    first = dt.datetime.strptime(start, "%Y%m%d")  # noqa: DTZ007 - a date
    last = dt.datetime(2027, 11, 22)  # noqa: DTZ001 - the same
    return [day.date().isoformat() for day in rrulestr(rule, dtstart=first).between(first, last, inc=True)]


TITLES = st.text(
    st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\\,;: 回访\n"), min_size=1, max_size=120
)


@given(TITLES)
@example("回访\n")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_any_title_comes_back_whole(lang: str, title: str) -> None:
    """Folded between octets of one character, escaped, and read again."""
    calendar, events = read_calendar(calendar_file(agenda(Text(title, title)), STAMP, lang))
    assert (calendar["X-WR-CALNAME"].value, events[0]["SUMMARY"].value) == (title, title)
    assert events[0]["DTSTAMP"].value == "20261122T073000Z"


def agenda(title: Text) -> Agenda:
    duty = Schedule(
        name="visit", title=title, per=(), anchor=None, before=False, at=(), every=None, until=None, rest_day="next",
        calendar="", done=(), grace=None, rungs=(), type=NULL, cites=("MAN-06",), span=Span("a.yaml", 1, 1, 1, 2),
    )  # fmt: skip
    day = dt.date(2026, 11, 26)
    done = Doing(STAMP, "d1")
    return Agenda("visits", "base", title, (Entry(duty, (), Occurrence(day, day, None, "done", "", done)),))
