"""What is counted together: eras between resets and openings, strikes that expire, stretches that close."""

from __future__ import annotations

import datetime as dt
import sys
from bisect import bisect_left, bisect_right
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from engine.temporal.civil import date_of, plus_months
from engine.temporal.ladders.reading import Between, Excuse, Rolling, Stretch
from engine.temporal.paired import paired
from engine.temporal.span import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.temporal.clocks.reading import Interval, Mark
    from engine.temporal.ladders.counting import Standing
    from engine.temporal.ladders.reading import AllTime, Reach, Strike
    from engine.temporal.span import TimeSpan

    CountingWindow = AllTime | Rolling | Between

FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)
"""The era of everything that no reset and no opening precedes."""

NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_LAST_ID = chr(sys.maxunicode)
"""After every id of its instant."""


class Closing(NamedTuple):
    """An event that closed a window, and the era that ended then."""

    event: str
    era: dt.datetime
    at: dt.datetime


class UnfitSpan(ValueError):
    """Strikes can't expire after such a span: it isn't positive, or asks for a calendar."""


def stretches(events: Interval) -> tuple[Stretch, ...]:
    """The stretches of a window: an opening begins a new one, a closing ends the one that is open, others do nothing.

    Where both fall on one instant the closing comes first.
    """
    found: list[Stretch] = []
    for at, closing, event in _in_order(events):
        is_open = bool(found) and found[-1].until is None
        if is_open:
            found[-1] = found[-1]._replace(until=at, closing=event if closing else "")
        if not closing:
            found.append(Stretch(at, None))
    return tuple(found)


def stretches_after(reaches: Iterable[Reach]) -> tuple[Stretch, ...]:
    """The stretches of a window that each reaching of a rung opens anew; the event that reached it is outside.

    Of several at one instant the last opens it.
    """
    opens = dict(sorted((reach.at, reach.event) for reach in reaches))
    ends = [*list(opens)[1:], None]
    return tuple(Stretch(at, until, after=event) for (at, event), until in zip(opens.items(), ends, strict=False))


def excuses(events: Interval) -> tuple[Excuse, ...]:
    """The excuses of one kind: from an opening to the next closing."""
    opens, closes = map(_in_utc, (events.opens, events.closes))
    return tuple(Excuse(opened.at, until) for opened, until in paired(opens, closes))


def _in_order(events: Interval) -> list[tuple[dt.datetime, bool, str]]:
    opens = ((mark.at, False, mark.id) for mark in _in_utc(events.opens))
    closes = ((mark.at, True, mark.id) for mark in _in_utc(events.closes))
    return sorted((*opens, *closes), key=lambda mark: (mark[0], not mark[1], mark[2]))


def _in_utc(marks: Iterable[Mark]) -> list[Mark]:
    return [mark._replace(at=mark.at.astimezone(dt.UTC)) for mark in marks]


def era(window: CountingWindow, resets: Sequence[dt.datetime], strike: Strike) -> dt.datetime | None:
    """Since when is counted what counts with a strike: the latest reset or opening. None: no window is open."""
    start = _latest(resets, strike.at)
    if not isinstance(window, Between):
        return start
    stretch = _opened(window, (strike.at, strike.id))
    if stretch is None or (stretch.closing and stretch.until is not None and stretch.until <= strike.at):
        return None
    return max(start, stretch.since)


def _opened(window: Between, before: tuple[dt.datetime, str]) -> Stretch | None:
    """The stretch that opened last before an event (at, id), closed or not."""
    place = bisect_left(window.stretches, before, key=lambda stretch: (stretch.since, stretch.after))
    return window.stretches[place - 1] if place else None


def expiry(window: CountingWindow, at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """When a strike expires. Days and months by the zone's wall clock, months clamp to the month's end."""
    if not isinstance(window, Rolling):
        return NEVER
    span = window.span
    if span.amount <= 0 or span.unit in {Unit.WORKING_SECONDS, Unit.WORKING_DAYS}:
        raise UnfitSpan(span)
    try:
        return _after(at, span, zone)
    except OverflowError:
        return NEVER


def _after(at: dt.datetime, span: TimeSpan, zone: ZoneInfo) -> dt.datetime:
    if span.unit is Unit.SECONDS:
        return at + dt.timedelta(microseconds=int(span.amount * 1_000_000))
    local, amount = at.astimezone(zone), int(span.amount)
    day = plus_months(local, amount) if span.unit is Unit.MONTHS else date_of(local.toordinal() + amount)
    return dt.datetime.combine(day, local.time().replace(fold=0), zone).astimezone(dt.UTC)


def counts(window: CountingWindow, history: Standing, zone: ZoneInfo) -> Iterator[tuple[Strike, int]]:
    """Each strike that counts, and the how-many-th it was."""
    since, alive = None, list[dt.datetime]()
    for strike in history.strikes:
        start = era(window, history.resets, strike)
        if start is None or not strike.counts:
            continue
        if start != since:
            since, alive = start, []
        while alive and alive[0] <= strike.at:
            heappop(alive)
        heappush(alive, expiry(window, strike.at, zone))
        yield strike, len(alive)


def count_now(window: CountingWindow, history: Standing, zone: ZoneInfo) -> int:
    """How many strikes count now."""
    return sum(1 for _ in _expiries(window, history, zone))


def next_expiry(window: CountingWindow, history: Standing, zone: ZoneInfo) -> dt.datetime | None:
    """When the next strike that counts now expires; None: none will."""
    return min((at for at in _expiries(window, history, zone) if at < NEVER), default=None)


def _expiries(window: CountingWindow, history: Standing, zone: ZoneInfo) -> Iterator[dt.datetime]:
    """When each strike that counts now expires."""
    now = current(window, history)
    for strike in history.strikes if now is not None else ():
        if strike.counts and era(window, history.resets, strike) == now:
            at = expiry(window, strike.at, zone)
            if at > history.now:
                yield at


def current(window: CountingWindow, history: Standing) -> dt.datetime | None:
    """The era that is counted now: a window that has closed keeps its own until the next one opens."""
    start = _latest(history.resets, history.now)
    if not isinstance(window, Between):
        return start
    stretch = _opened(window, (history.now, _LAST_ID))
    return max(start, stretch.since) if stretch else None


def closed(window: CountingWindow, history: Standing) -> Iterator[Closing]:
    """Each closing of the window by an event."""
    for stretch in window.stretches if isinstance(window, Between) else ():
        if stretch.closing and stretch.until is not None and stretch.until <= history.now:
            before = bisect_left(history.resets, stretch.until)
            since = max(stretch.since, history.resets[before - 1] if before else FIRST)
            yield Closing(stretch.closing, since, stretch.until)


def _latest(instants: Sequence[dt.datetime], at: dt.datetime) -> dt.datetime:
    place = bisect_right(instants, at)
    return instants[place - 1] if place else FIRST
