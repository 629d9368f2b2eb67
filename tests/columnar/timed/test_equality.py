"""SQL reads clocks and ladders as the scalar executor does: states, counts, rungs reached and revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columnar.timed.generated import CASES, FIRST, INSTANTS, clocks, ladders, policy
from tests.columnar.timed.side_by_side import Case, all_at_once, one_by_one

if TYPE_CHECKING:
    import datetime as dt

SOME = st.lists(CASES, min_size=4, max_size=12)


@settings(max_examples=40, deadline=None)
@given(clocks(), SOME, INSTANTS)
def test_clocks(sections: str, cases: list[Case], now: dt.datetime) -> None:
    _alike(sections, cases, now)


@settings(max_examples=40, deadline=None)
@given(ladders(), SOME, INSTANTS)
def test_ladders(sections: str, cases: list[Case], now: dt.datetime) -> None:
    _alike(sections, cases, now)


def test_a_fact_of_a_condition_that_the_file_has_no_column_of() -> None:
    event = {"id": "e0", "type": "work.failed", "at": FIRST.isoformat(), "project": "a", "severe": True}
    started = "starts: work.failed where event.severe and event.date != skipped"
    clock = f"clocks:\n  clock:\n    {started}\n    stops: work.ended\n    within: 2 working days\n"
    _alike(clock, [Case([{**event, "month": "2026-04"}])], FIRST)


def _alike(sections: str, cases: list[Case], now: dt.datetime) -> None:
    named = {f"c{number}": case for number, case in enumerate(cases)}
    found = policy(sections)
    assert all_at_once(found, named, now) == one_by_one(found, named, now)
