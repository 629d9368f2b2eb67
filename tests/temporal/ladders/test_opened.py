"""A ladder that another ladder's rung opens."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings

from engine.temporal.ladders import PythonCorrelator
from engine.temporal.ladders.reading import AllTime, Chronicle, SinceReached, Strike, Threshold
from tests.temporal.ladders.any_history import BEGINNING, COUNTING, INSTANTS, ZONES, History, histories

if TYPE_CHECKING:
    from engine.temporal.ladders.reading import LadderReading

READ = PythonCorrelator()
ONCE, TWICE = (Threshold("at", 1),), (Threshold("at", 2),)


def strikes(*days: int) -> Chronicle:
    return Chronicle(tuple(Strike(f"e{day}", BEGINNING + dt.timedelta(days=day)) for day in days))


def read(window: SinceReached, chronicle: Chronicle) -> LadderReading:
    return READ.read(window, ONCE, chronicle, BEGINNING + dt.timedelta(days=99), ZONES[0])


def test_counting_begins_after_the_event_that_reached_the_rung() -> None:
    second = SinceReached(AllTime(), TWICE, strikes(1, 2, 3), 0)
    assert [reach.event for reach in read(second, strikes(1, 2, 3)).reached] == ["e3"]
    assert read(second, strikes(1, 2)) == replace(read(second, strikes(3)), count=0, reached=())


def test_a_ladder_may_open_one_that_opens_a_third() -> None:
    second = SinceReached(AllTime(), TWICE, strikes(1, 2, 3, 4), 0)
    third = SinceReached(second, ONCE, strikes(1, 2, 3, 4), 0)
    assert [reach.event for reach in read(third, strikes(1, 2, 3, 4)).reached] == ["e4"]


@settings(max_examples=200, deadline=None)
@given(histories(), histories(COUNTING), INSTANTS)
def test_each_strike_counts_since_the_latest_reach(opening: History, other: History, now: dt.datetime) -> None:
    opened = opening.opens(other)
    reaches = dict(sorted((one.at, one.event) for one in opening.read(READ, now).reached if one.rung == 0))
    resets = sorted(reset.at for reset in other.resets if reset.at <= now)
    every = replace(other, window=AllTime(), resets=(), thresholds=(Threshold("from", 1),)).read(READ, now).reached

    def since(at: dt.datetime, event: str) -> tuple[object, ...] | None:
        before = [reach for reach in reaches.items() if reach < (at, event)]
        return (before[-1], [reset for reset in resets if reset <= at][-1:]) if before else None

    eras = [since(one.at, one.event) for one in every]
    numbers = {
        (one.event, eras[: place + 1].count(eras[place])) for place, one in enumerate(every) if eras[place] is not None
    }
    counted = replace(opened, thresholds=(Threshold("from", 1),)).read(READ, now).reached
    assert {(one.event, one.count) for one in counted} == numbers


@settings(deadline=None)
@given(histories(), histories(COUNTING), INSTANTS)
def test_what_was_reached_once_is_reached_still_or_revoked(opening: History, other: History, now: dt.datetime) -> None:
    opened = opening.opens(other)
    reading = opened.read(READ, now)
    instants = [at for at in (*opening.instants(), *other.instants()) if at < now]
    earlier = {(reach.rung, reach.event) for at in instants for reach in opened.read(READ, at).reached}
    reached = {(reach.rung, reach.event) for reach in reading.reached}
    assert {(reach.rung, reach.event) for reach in reading.revoked} == earlier - reached
