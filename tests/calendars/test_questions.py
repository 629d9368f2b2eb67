"""Questions about time, in Chinese and English, and what is answered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine import GuijuError
from engine.workshop.calendars import (
    QuestionProblem,
    WorkCalendar,
    between,
    canonical_span,
    read_question,
    reckon,
    work_calendars,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 2, 13, 17, 30, tzinfo=ZONE)


@pytest.fixture(scope="module")
def office() -> WorkCalendar:
    return work_calendars(Path("policies"))["office"]


def answered(calendar: WorkCalendar, text: str) -> str:
    question = read_question(text, ZONE, NOW)
    assert question
    assert question.span
    return f"{reckon(calendar, question.start, question.span).at:%Y-%m-%d %H:%M}"


ANSWERS = [
    ("2 working days after 2026-02-13 17:30", "2026-02-24 18:00"),
    ("2026-02-13 17:30 之后 2 个工作日", "2026-02-24 18:00"),
    ("2026年2月13日17点30分后2个工作日", "2026-02-24 18:00"),
    ("２ working days after 2026-02-13", "2026-02-24 18:00"),
    ("2 working days from now", "2026-02-24 18:00"),
    ("现在之后2个工作日", "2026-02-24 18:00"),
    ("8 working hours after 2026-02-13T17:30", "2026-02-14 17:30"),
    ("8 working hours after 2026-02-13T09:30Z", "2026-02-14 17:30"),
    ("2026-02-14 09:00 之前 30个工作分钟", "2026-02-13 17:30"),
    ("24h after 2026-02-13 17:30", "2026-02-14 17:30"),
    ("3 calendar days after today", "2026-02-17 00:00"),
    ("1 month after 2026-01-31", "2026-03-01 00:00"),
]


@pytest.mark.parametrize(("question", "at"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_answers(question: str, at: str, office: WorkCalendar) -> None:
    assert answered(office, question) == at


@pytest.mark.parametrize("text", ["", "2026", "2 working days", "after 2026-02-13", "工作日", "2 days after the party"])
def test_no_question(text: str) -> None:
    assert read_question(text, ZONE, NOW) is None


WRONG = [
    ("2 days after 2026-02-30", "GJ762"),
    ("2 days after 2026-02-13 25:00", "GJ762"),
    ("2 business days after 2026-02-13", "GJ214"),
    ("1 month 3 days after 2026-02-13", "GJ215"),
]


@pytest.mark.parametrize(("text", "code"), WRONG, ids=[row[0] for row in WRONG])
def test_wrong_questions(text: str, code: str) -> None:
    with pytest.raises(QuestionProblem) as raised:
        read_question(text, ZONE, NOW)
    assert [item.code for item in raised.value.diagnostics] == [code]


@pytest.mark.parametrize("text", ["9000000 days after 2026-02-13", "9000000 working days before 2026-02-13"])
def test_beyond_the_calendar(text: str, office: WorkCalendar) -> None:
    with pytest.raises(GuijuError) as raised:
        answered(office, text)
    assert [item.code for item in raised.value.diagnostics] == ["GJ764"]


def test_days_that_counted(office: WorkCalendar) -> None:
    question = read_question("2 working days after 2026-02-13 17:30", ZONE, NOW)
    assert question
    assert question.span
    found = reckon(office, question.start, question.span)
    assert [(str(run.first), str(run.last), run.kind, run.name.zh, run.counted) for run in found.days] == [
        ("2026-02-14", "2026-02-14", "workday", "春节", 1),
        ("2026-02-15", "2026-02-23", "holiday", "春节", 0),
        ("2026-02-24", "2026-02-24", "open", "", 1),
    ]
    assert not found.times


COUNTED = [
    ("2 working days after 2026-02-13 17:30", 2),
    ("2 working days before 2026-02-24 09:00", 2),
    ("30 calendar days after 2026-02-13 17:30", 30),
    ("30 calendar days before 2026-02-13", 30),
    ("25 working days after 2026-01-01", 25),
    ("5h after 2026-02-13 17:30", 5 * 3600),
    ("13 working hours after 2026-02-13 17:30", 13 * 3600),
    ("13 working hours before 2026-02-24 10:10", 13 * 3600),
]


@pytest.mark.parametrize(("text", "amount"), COUNTED, ids=[row[0] for row in COUNTED])
def test_what_counted_adds_up(text: str, amount: int, office: WorkCalendar) -> None:
    """And without gaps: each run begins where the one before ends."""
    question = read_question(text, ZONE, NOW)
    assert question
    assert question.span
    found = reckon(office, question.start, question.span)
    assert sum(run.counted for run in found.days) + sum(run.counted.amount for run in found.times) == amount
    for one, other in zip(found.days, found.days[1:], strict=False):
        assert other.first - one.last == dt.timedelta(days=1)
    for before, after in zip(found.times, found.times[1:], strict=False):
        assert after.since == before.until
    if found.times:
        assert {found.times[0].since, found.times[-1].until} == {found.start, found.at}


def test_between_two_instants(office: WorkCalendar) -> None:
    question = read_question("2026-02-13 17:30 至 2026-02-24 18:00", ZONE, NOW)
    assert question
    assert question.end
    found = between(office, question.start, question.end)
    assert [canonical_span(span) for span in found.amounts] == [
        "PT264H30M",
        "16 working hours 30 working minutes",
        "10 calendar days",
        "2 working days",
        "P0M",
    ]
    assert not found.provisional
