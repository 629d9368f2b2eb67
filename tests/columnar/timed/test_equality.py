"""SQL reads clocks and ladders as the scalar executor does: states, counts, rungs reached and revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columnar.timed.generated import CASES, INSTANTS, clocks, ladders, policy
from tests.columnar.timed.side_by_side import all_at_once, one_by_one

if TYPE_CHECKING:
    import datetime as dt

    from tests.columnar.timed.side_by_side import Case

SOME = st.lists(CASES, min_size=4, max_size=12)


@settings(max_examples=40, deadline=None)
@given(clocks(), SOME, INSTANTS)
def test_clocks(sections: str, cases: list[Case], now: dt.datetime) -> None:
    _alike(sections, cases, now)


@settings(max_examples=40, deadline=None)
@given(ladders(), SOME, INSTANTS)
def test_ladders(sections: str, cases: list[Case], now: dt.datetime) -> None:
    _alike(sections, cases, now)


def _alike(sections: str, cases: list[Case], now: dt.datetime) -> None:
    named = {f"c{number}": case for number, case in enumerate(cases)}
    found = policy(sections)
    assert all_at_once(found, named, now) == one_by_one(found, named, now)
