"""Periods that follow one another."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.temporal.ladders.counting import Standing
    from engine.temporal.ladders.reading import Strike


class Told(NamedTuple):
    """What is known about a period: after how many resets it was first told, and by which event last."""

    era: int
    period: int
    word: Strike


def told(history: Standing) -> list[Told]:
    """Each period once, in the order of eras and periods.

    A correction changes the verdict, not the era: whoever corrects March in July doesn't move it behind May's reset.
    """
    periods: dict[int, Told] = {}
    for strike in history.strikes:
        if strike.period is not None:
            first = periods.get(strike.period)
            start = first.era if first else bisect_right(history.resets, strike.at)
            periods[strike.period] = Told(start, strike.period, strike)
    return sorted(periods.values(), key=lambda one: (one.era, one.period))


def counts(history: Standing) -> Iterator[tuple[Strike, int]]:
    """Each period's last word that counts, and the how-many-th period of its run it makes."""
    length, last = 0, (-1, 0)
    for era, period, strike in told(history):
        if strike.counts:
            length = length + 1 if last == (era, period - 1) else 1
            last = (era, period)
            yield strike, length


def count_now(history: Standing) -> int:
    """The run that the latest period told since the last reset ends; 0 where that period doesn't count."""
    periods = told(history)
    if not periods or periods[-1].era != len(history.resets):
        return 0
    latest = periods[-1].word
    return next((length for strike, length in counts(history) if strike == latest), 0)
