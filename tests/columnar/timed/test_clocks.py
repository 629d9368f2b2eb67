"""SQL reads every clock as the scalar executor does."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.temporal.clocks.reading import ClockRules
from engine.temporal.span import TimeSpan, Unit
from tests.columnar.timed.histories import HISTORIES, INSTANTS, Clock, History, columnar, scalar

if TYPE_CHECKING:
    import datetime as dt

HOUR = 3600
TARGETS = st.one_of(
    st.builds(lambda hours: TimeSpan(Unit.SECONDS, Decimal(hours * HOUR)), st.integers(1, 96)),
    st.builds(lambda hours: TimeSpan(Unit.WORKING_SECONDS, Decimal(hours * HOUR)), st.integers(1, 40)),
    st.builds(TimeSpan, st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]), st.integers(1, 9).map(Decimal)),
    st.just(TimeSpan(Unit.MONTHS, Decimal(1))),
)
RULES = st.sampled_from([ClockRules("new cycle"), ClockRules("pause")])


@settings(max_examples=40)
@given(st.builds(Clock, TARGETS, RULES), st.lists(HISTORIES, min_size=5, max_size=12), INSTANTS)
def test_state_due_elapsed_and_remaining_are_the_same(clock: Clock, histories: list[History], now: dt.datetime) -> None:
    assert columnar(clock, histories, now) == [scalar(clock, history, now) for history in histories]
