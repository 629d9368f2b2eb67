"""Every case of `cases/` through `answer`, by its own convention; where that is ours, by our own rule alone too."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from engine.temporal.arithmetic import add
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import timetable_of
from tests.temporal.adapter import answer, calendar_of
from tests.temporal.stated import cases

CASES = dict(cases())
OURS = {"day_clock": "close_of_day", "start_day": "excluded", "from_nonworking_day": "next_workday_is_day_1"}
BY_OUR_RULES = [name for name, case in CASES.items() if case["convention"] == OURS]


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_answered_as_its_project_answers_it(name: str) -> None:
    case = CASES[name]
    expected = case["expected_elapsed"] if case["op"] == "elapsed" else case["expected_due"]
    assert comparable(answer(case)) == comparable(expected)


@pytest.mark.parametrize("name", BY_OUR_RULES)
def test_working_days_by_our_own_rules(name: str) -> None:
    case = CASES[name]
    table = timetable_of(calendar_of(case["calendar"]))
    span = TimeSpan(Unit.WORKING_DAYS, Decimal(case["duration"]["n"]))
    assert add(table, dt.datetime.fromisoformat(case["start"]), span).at == comparable(case["expected_due"])


def test_no_figure_was_lost() -> None:
    """218 of other projects and of libraries that agree."""
    assert sum(not name.startswith("conventions/") for name in CASES) == 218
    assert len(BY_OUR_RULES) == 11


def comparable(value: Any) -> Any:
    """Instants compare by when they are, not by how they are written."""
    match value:
        case list():
            return [comparable(item) for item in value]
        case str() if "T" in value:
            return dt.datetime.fromisoformat(value)
        case _:
            return value
