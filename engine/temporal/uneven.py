"""Days on which a zone's clocks are put forward or back: which they are, and what of them is open."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.temporal.civil import LAST_DAY, midnight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from engine.temporal.calendar import Hours, Window

MICROSECOND = dt.timedelta(microseconds=1)
_SECOND = dt.timedelta(seconds=1)


@cache
def uneven_days(zone: ZoneInfo, year: int) -> frozenset[int]:
    """The year's uneven days, as ordinals. Every midnight is asked: zones have changed their clocks twice in a week."""
    first = dt.date(year, 1, 1).toordinal()
    last = dt.date(year, 12, 31).toordinal()
    midnights = range(first, min(last + 1, LAST_DAY) + 1)
    offsets = [zone.utcoffset(dt.datetime.fromordinal(day)) for day in midnights]
    return frozenset(day for day, (before, after) in zip(midnights, pairwise(offsets), strict=False) if before != after)


def by_the_clock(day: int, hours: Hours, zone: ZoneInfo) -> Hours:
    """What of an uneven day is open, in microseconds since it began: while the clock shows an hour of opening."""
    joined: list[Window] = []
    for opens, closes in _shown(day, hours, zone):
        if joined and joined[-1][1] == opens:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _shown(day: int, hours: Hours, zone: ZoneInfo) -> Iterator[Window]:
    """What is open before the change of clocks, then what is open after it."""
    begins, ends = midnight(day, zone), midnight(day + 1, zone)
    change = _change(begins, ends, zone)
    for since, until in ((begins, change), (change, ends)):
        passed, length = (since - begins) // MICROSECOND, (until - since) // MICROSECOND
        shown = (since.astimezone(zone).replace(tzinfo=None) - dt.datetime.fromordinal(day)) // MICROSECOND
        for opens, closes in hours:
            start, end = max(opens - shown, 0), min(closes - shown, length)
            if start < end:
                yield passed + start, passed + end


def _change(begins: dt.datetime, ends: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first instant, to the second, at which the clocks show something else than at the beginning."""
    before = begins.astimezone(zone).utcoffset()
    seconds = range((ends - begins) // _SECOND)
    changed = bisect_left(
        seconds, 1, key=lambda passed: (begins + passed * _SECOND).astimezone(zone).utcoffset() != before
    )
    return begins + changed * _SECOND
