"""Two small policies beside one another: which points of time are told, which way they go, which are none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from engine.backends.proof.timed import timed_differences
from engine.backends.scalar.evaluator import evaluator
from tests.compliance.guardrails.libraries import library

if TYPE_CHECKING:
    from pathlib import Path

    from engine.ir.differences import TimedDifference

DAY = dt.date(2026, 11, 22)
"""A Sunday."""
HEAD = """policy: {name}
title: {{zh: 时限, en: Time limits}}
facts:
  urgent: {{title: {{zh: 急, en: Urgent}}, type: boolean}}
  score: {{title: {{zh: 得分, en: Score}}, type: number, range: 0..100}}
"""
OFFICE = """calendar: office
title: {zh: 办公时间, en: Office hours}
weekly: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
"""
ALWAYS = """calendar: always
title: {zh: 全天, en: Always}
weekly: {mon-sun: ["00:00-24:00"]}
"""
LATE = """calendar: late
title: {zh: 办公时间, en: Office hours}
weekly: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
holidays: {%s: 盘点}
valid_through: 2027-12-31
"""


def clock(within: str, rest: str = "") -> str:
    return f"clocks:\n  answer: {{starts: ticket.opened, stops: ticket.solved, within: '{within}'{rest}}}\n"


def rung(at: str, then: str = "{do: warning, to: crew}") -> str:
    return f", escalate: [{{at: {at}, then: [{then}]}}]"


def ladder(rungs: str, window: str = "") -> str:
    return f"ladders:\n  failures: {{counts: inspection.failed{window}, rungs: [{rungs}]}}\n"


def late(is_: str, within: str = "if late then 24h else 48h") -> str:
    return f"derived:\n  late: {{title: {{zh: 晚, en: Late}}, is: {is_}}}\n" + clock(within)


FINE = "{do: fine, to: crew, amount: %s CNY}"
WARNING = "{do: warning, to: crew}"


def compared(folder: Path, one: str, other: str) -> tuple[TimedDifference, ...]:
    files = {
        "base__one": HEAD.format(name="one") + one,
        "base__other": HEAD.format(name="other") + other,
        "calendars__office": OFFICE,
        "calendars__always": ALWAYS,
        "calendars__past": LATE.replace("late", "past", 1) % "2026-11-20",
        "calendars__coming": LATE.replace("late", "coming", 1) % "2026-12-25",
        "calendars__sunday": LATE.replace("late", "sunday", 1) % "2026-12-27",
    }
    made = library(folder, **files).branch("base")
    return timed_differences([made.policy(name).timeline.at(DAY) for name in ("one", "other")], evaluator, DAY)


def told(found: tuple[TimedDifference, ...]) -> dict[str, str]:
    """Of each point what is said of the other side."""
    return {
        each.point: "same in effect" if each.same_in_effect else each.sides[1].direction if each.sides[1] else "none"
        for each in found
    }


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(clock("24h"), clock("if urgent then 24h else 48h"), {"within if not(urgent)": "milder"}, id="one"),
        pytest.param(
            clock("if urgent then 24h else 48h"), clock("24h"), {"within if not(urgent)": "stricter"}, id="two"
        ),
        pytest.param(
            clock("if urgent then 24h else if score < 60 then 36h else 48h"),
            clock("if score < 60 then (if urgent then 24h else 36h) else if urgent then 24h else 48h"),
            {},
            id="nested otherwise, and the same",
        ),
        pytest.param(
            clock("if score < 60 then 24h else 48h"),
            clock("if score < 40 then 24h else 48h"),
            {"within if score < 60 and not(score < 40)": "milder"},
            id="a case that can't be isn't told",
        ),
        pytest.param(
            late("score < 60"), late("score < 50"), {"within if score < 60 and not(score < 50)": "milder"}, id="derived"
        ),
        pytest.param(late("score < 60"), late("score < 60"), {}, id="derived alike"),
        pytest.param(
            late("score < 60"), clock("if score < 60 then 24h else 48h"), {}, id="derived here, written out there"
        ),
        pytest.param(
            clock("8 working hours", ", calendar: always"), clock("8h"), {}, id="every hour is a working hour"
        ),
        pytest.param(
            clock("8 working hours", ", calendar: office"),
            clock("8h"),
            {"within": "stricter", "calendar": "none"},
            id="not every hour is a working hour",
        ),
        pytest.param(
            clock("8 working hours", ", calendar: office"),
            clock("8 working hours", ", calendar: coming"),
            {"calendar": "other"},
            id="a holiday that comes",
        ),
        pytest.param(
            clock("8 working hours", ", calendar: office"),
            clock("8 working hours", ", calendar: past"),
            {"calendar": "same in effect"},
            id="a holiday that is over",
        ),
        pytest.param(
            clock("8 working hours", ", calendar: office"),
            clock("8 working hours", ", calendar: sunday"),
            {"calendar": "same in effect"},
            id="a holiday on a day that is closed anyway",
        ),
        pytest.param(clock("24h", rung("due")), clock("24h", rung("80%")), {"at due": "stricter"}, id="sooner"),
        pytest.param(clock("24h", rung("80%")), clock("24h", rung("due")), {"at 80%": "milder"}, id="later"),
        pytest.param(
            clock("24h", rung("due", "{do: bonus, to: crew}")),
            clock("24h", rung("80%", "{do: bonus, to: crew}")),
            {"at due": "other"},
            id="sooner, and no penalty",
        ),
        pytest.param(
            ladder(f"{{from: 3, then: [{WARNING}]}}"),
            ladder(f"{{from: 2, then: [{WARNING}]}}"),
            {"from 3": "stricter"},
            id="from fewer strikes",
        ),
        pytest.param(
            ladder(f"{{at: 2, then: [{WARNING}]}}"),
            ladder(f"{{at: 2, then: [{FINE % 100}]}}"),
            {"at 2": "stricter"},
            id="a graver consequence",
        ),
        pytest.param(
            ladder(f"{{at: 2, then: [{FINE % 100}]}}"),
            ladder(f"{{at: 2, then: [{WARNING}]}}"),
            {"at 2": "milder"},
            id="a milder consequence",
        ),
        pytest.param(
            ladder(f"{{at: 2, then: [{FINE % 100}]}}"),
            ladder(f"{{at: 2, then: [{FINE % 99}]}}"),
            {"at 2": "milder"},
            id="a smaller fine",
        ),
        pytest.param(
            ladder(f"{{at: 2, then: [{WARNING}]}}"),
            ladder(f"{{at: 2, then: [{WARNING}]}}", ", window: 12 months"),
            {"window": "milder"},
            id="not all strikes count",
        ),
    ],
)
def test_points_of_time(one: str, other: str, expected: dict[str, str], tmp_path: Path) -> None:
    assert told(compared(tmp_path, one, other)) == expected


def test_a_day_on_which_a_holiday_tells(tmp_path: Path) -> None:
    sides = [clock("8 working hours", f", calendar: {name}") for name in ("office", "coming")]
    (found,) = compared(tmp_path, *sides)
    assert found.example
    assert found.example.date() == dt.date(2026, 12, 24)
