"""Ladders once more, by their definition and as slowly as it reads: what the executors are judged by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from dateutil.relativedelta import relativedelta

from engine.temporal.ladders import excuses, stretches
from engine.temporal.ladders.reading import Consecutive, Rolling
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from engine.temporal.ladders.reading import Strike
    from tests.temporal.ladders.any_history import History

Key = tuple[int, str, int]
"""Rung, event, count."""


class Run(NamedTuple):
    """A period's run: after how many resets it was first told, the event of the last word, the run's length there."""

    era: int
    event: str
    length: int


def reached(history: History, now: dt.datetime) -> set[Key]:
    """What is reached as of now: each strike with the number of those that count together with it."""
    strikes = _standing(history, now)
    if isinstance(history.window, Consecutive):
        counts = [(run.event, run.length) for run in _runs(history, strikes).values()]
    else:
        counts = [(strike.id, _number(history, strikes, strike)) for strike in strikes]
    climbed = {
        (rung, event, count)
        for event, count in counts
        for rung, threshold in enumerate(history.thresholds)
        if count
        and (
            (threshold.test == "at" and count == threshold.count)
            or (threshold.test == "from" and count >= threshold.count)
        )
    }
    return climbed | _fallen_short(history, strikes, now)


def count(history: History, now: dt.datetime) -> int:
    """How many count now; of periods, how long the run is that the latest of them ends."""
    strikes = _standing(history, now)
    if not isinstance(history.window, Consecutive):
        return sum(_together(history, strike, now) for strike in strikes)
    era = sum(reset.at <= now for reset in history.resets)
    current = {period: run.length for period, run in _runs(history, strikes).items() if run.era == era}
    return current[max(current)] if current else 0


def _standing(history: History, now: dt.datetime) -> list[Strike]:
    removed = {removal.of for removal in history.removals if removal.at <= now}
    idle = [(excuse.since, excuse.until or now + dt.timedelta(1)) for excuse in excuses(history.excused)]
    return sorted(
        {
            strike
            for strike in history.strikes
            if strike.at <= now
            and strike.id not in removed
            and not any(since <= strike.at < until for since, until in idle)
        },
        key=lambda strike: (strike.at, strike.id),
    )


def _number(history: History, strikes: list[Strike], last: Strike) -> int:
    before = [strike for strike in strikes if (strike.at, strike.id) <= (last.at, last.id)]
    return sum(_together(history, strike, last.at) for strike in before) if _is_open(history, last.at) else 0


def _together(history: History, strike: Strike, at: dt.datetime) -> bool:
    begun = [mark.at for mark in history.opened.opens] if history.window is None else []
    begun += [reset.at for reset in history.resets]
    anew = any(strike.at < start <= at for start in begun)
    return not anew and _is_open(history, strike.at) and not _expired(history, strike, at)


def _is_open(history: History, at: dt.datetime) -> bool:
    if history.window is not None:
        return True
    return any(
        stretch.since <= at and (not stretch.until or at < stretch.until) for stretch in stretches(history.opened)
    )


def _expired(history: History, strike: Strike, at: dt.datetime) -> bool:
    if not isinstance(history.window, Rolling):
        return False
    span, local = history.window.span, strike.at.astimezone(history.zone)
    amount = int(span.amount)
    match span.unit:
        case Unit.MONTHS:
            return (local + relativedelta(months=amount)).astimezone(dt.UTC) <= at
        case Unit.DAYS:
            return (local + relativedelta(days=amount)).astimezone(dt.UTC) <= at
        case _:
            return at - strike.at >= dt.timedelta(seconds=amount)


def _runs(history: History, strikes: list[Strike]) -> dict[int, Run]:
    told = [(strike.period, strike) for strike in strikes if strike.period is not None]
    words = dict(told)
    eras = {period: sum(reset.at <= first.at for reset in history.resets) for period, first in reversed(told)}

    def length(period: int) -> int:
        if period not in words or not words[period].counts:
            return 0
        return 1 + (length(period - 1) if eras.get(period - 1) == eras[period] else 0)

    return {period: Run(eras[period], word.id, length(period)) for period, word in words.items()}


def _fallen_short(history: History, strikes: list[Strike], now: dt.datetime) -> set[Key]:
    if history.window is not None:
        return set()
    short = set()
    for stretch in stretches(history.opened):
        if stretch.until and stretch.until <= now and stretch.closing:
            since = max([stretch.since, *(reset.at for reset in history.resets if reset.at < stretch.until)])
            count = sum(since <= strike.at < stretch.until for strike in strikes)
            short |= {
                (rung, stretch.closing, count)
                for rung, threshold in enumerate(history.thresholds)
                if threshold.test == "below" and count < threshold.count
            }
    return short
