"""What holds of every history."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.temporal.ladders import PythonCorrelator, UnfitSpan
from engine.temporal.ladders.reading import (
    AllTime,
    Between,
    Chronicle,
    Consecutive,
    Removal,
    Rolling,
    Strike,
    Threshold,
)
from engine.temporal.span import TimeSpan, Unit
from tests.temporal.ladders import plain
from tests.temporal.ladders.any_history import BEGINNING, INSTANTS, REMOVALS, STRIKE_IDS, History, histories

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from engine.temporal.ladders.reading import LadderReading, Reach

READ = PythonCorrelator()
END = BEGINNING + dt.timedelta(days=60)


def keys(reaches: Iterable[Reach]) -> set[plain.Key]:
    return {(reach.rung, reach.event, reach.count) for reach in reaches}


def severity(history: History, reading: LadderReading, event: str) -> int:
    """The highest count that a rung of this strike asks for."""
    return max((history.thresholds[one.rung].count for one in reading.reached if one.event == event), default=0)


@settings(max_examples=300, deadline=None)
@given(histories(), INSTANTS)
def test_a_reading_is_what_the_definition_says(history: History, now: dt.datetime) -> None:
    reading = history.read(READ, now)
    assert (reading.count, keys(reading.reached)) == (plain.count(history, now), plain.reached(history, now))


@settings(deadline=None)
@given(histories(), INSTANTS)
def test_what_was_reached_once_is_reached_still_or_revoked(history: History, now: dt.datetime) -> None:
    reading = history.read(READ, now)
    earlier = {
        (reach.rung, reach.event) for at in history.instants() if at < now for reach in history.read(READ, at).reached
    }
    reached = {(reach.rung, reach.event) for reach in reading.reached}
    assert {(reach.rung, reach.event) for reach in reading.revoked} == earlier - reached


@settings(deadline=None)
@given(histories(), INSTANTS, st.randoms())
def test_the_order_of_arrival_never_matters(history: History, now: dt.datetime, random: Random) -> None:
    shuffled = history.arranged(lambda events: tuple(random.sample(tuple(events), len(tuple(events)))))
    assert shuffled.read(READ, now) == history.read(READ, now)


@settings(deadline=None)
@given(histories(), INSTANTS)
def test_an_event_counts_once(history: History, now: dt.datetime) -> None:
    assert history.arranged(lambda events: (*events, *events)).read(READ, now) == history.read(READ, now)


@settings(deadline=None)
@given(histories(), INSTANTS)
def test_what_is_later_than_now_does_not_exist(history: History, now: dt.datetime) -> None:
    assert history.until(now).read(READ, now) == history.read(READ, now)


@settings(deadline=None)
@given(histories())
def test_a_removed_strike_is_as_if_it_had_never_been(history: History) -> None:
    removed = {removal.of for removal in history.removals}
    without = replace(history, strikes=tuple(one for one in history.strikes if one.id not in removed), removals=())
    reading, other = history.read(READ, END), without.read(READ, END)
    assert (reading.count, reading.reached) == (other.count, other.reached)


@settings(deadline=None)
@given(histories(), REMOVALS)
def test_an_appeal_makes_nothing_worse_for_the_strike_it_undoes(history: History, removal: Removal) -> None:
    before = history.read(READ, END)
    after = replace(history, removals=(*history.removals, removal)).read(READ, END)
    assert severity(history, after, removal.of) <= severity(history, before, removal.of)
    assert removal.of not in {reach.event for reach in after.reached}


@settings(deadline=None)
@given(histories(), REMOVALS)
def test_an_appeal_never_raises_a_count(history: History, removal: Removal) -> None:
    assume(not isinstance(history.window, Consecutive))
    later = replace(history, removals=(*history.removals, removal))
    assert later.read(READ, END).count <= history.read(READ, END).count


@pytest.mark.parametrize(("unit", "amount"), [(Unit.WORKING_DAYS, 3), (Unit.WORKING_SECONDS, 3600), (Unit.DAYS, 0)])
def test_a_span_that_strikes_cannot_expire_after(unit: Unit, amount: int) -> None:
    window = Rolling(TimeSpan(unit, amount))  # type: ignore[arg-type]
    with pytest.raises(UnfitSpan):
        READ.read(window, (), Chronicle((Strike("s", BEGINNING),)), END, ZoneInfo("UTC"))


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    zone = ZoneInfo("Europe/Berlin")
    early = dt.datetime(2026, 10, 25, 2, 50, tzinfo=zone)
    late = dt.datetime(2026, 10, 25, 2, 10, tzinfo=zone, fold=1)
    chronicle = Chronicle((Strike("late", late), Strike("early", early)))
    reading = READ.read(AllTime(), [Threshold("at", 2)], chronicle, END, zone)
    assert [(reach.event, reach.at.isoformat()) for reach in reading.reached] == [("late", "2026-10-25T02:10:00+01:00")]


def test_a_window_that_never_opened_counts_nothing() -> None:
    reading = READ.read(
        Between(()), [Threshold("below", 1)], Chronicle((Strike(STRIKE_IDS[0], BEGINNING),)), END, ZoneInfo("UTC")
    )
    assert (reading.count, reading.reached, reading.revoked) == (0, (), ())
