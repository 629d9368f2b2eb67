"""What had been reached and is no more: the history is read again as it stood just before each event that undoes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from engine.temporal.ladders.counting import in_utc, standing
from engine.temporal.ladders.reading import Between, Consecutive, LadderReading, Rolling, SinceReached
from engine.temporal.ladders.windows import next_expiry, stretches_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.temporal.ladders.counting import Standing
    from engine.temporal.ladders.reading import Chronicle, PlainWindow, Reach, Threshold, Window

_TICK = dt.timedelta.resolution


@dataclass(frozen=True, slots=True)
class Tally:
    """What one state of a history comes to: the count, and every rung reached."""

    count: int
    reached: tuple[Reach, ...]


class Teller(Protocol):
    """Counts several states of one history: the one thing that executors do differently."""

    def __call__(
        self, window: PlainWindow, thresholds: Sequence[Threshold], states: Sequence[Standing], zone: ZoneInfo
    ) -> Sequence[Tally]: ...


def read_by(
    tell: Teller,
    window: Window,
    thresholds: Sequence[Threshold],
    chronicle: Chronicle,
    now: dt.datetime,
    zone: ZoneInfo,
) -> LadderReading:
    """A ladder as of now. Whatever was reached at some instant is reached still, or revoked: nothing goes silently."""
    history = in_utc(chronicle)
    states = [standing(history, at) for at in _instants(window, history, now)]
    *earlier, last = _tallies(tell, window, thresholds, states, zone)
    reached = _by_rung(last.reached)
    once = {key: reach for tally in earlier for key, reach in _by_rung(tally.reached).items()}
    revoked = [reach for key, reach in once.items() if key not in reached]
    ahead = next_expiry(window, states[-1], zone) if isinstance(window, Rolling) else None
    return LadderReading(last.count, _told(last.reached, zone), _told(revoked, zone), ahead and ahead.astimezone(zone))


def _tallies(
    tell: Teller, window: Window, thresholds: Sequence[Threshold], states: Sequence[Standing], zone: ZoneInfo
) -> Sequence[Tally]:
    """What each state comes to. A window that another ladder opens is another one in each."""
    if not isinstance(window, SinceReached):
        return tell(window, thresholds, states, zone)
    opened = _opened(tell, window, states, zone)
    return [tell(one, thresholds, [state], zone)[0] for one, state in zip(opened, states, strict=True)]


def _opened(tell: Teller, since: SinceReached, states: Sequence[Standing], zone: ZoneInfo) -> Iterator[Between]:
    """What the other ladder had opened in each state."""
    history = in_utc(since.chronicle)
    others = [standing(history, state.now) for state in states]
    for tally in _tallies(tell, since.window, since.thresholds, others, zone):
        yield Between(stretches_after(reach for reach in tally.reached if reach.rung == since.rung))


def _instants(window: Window, history: Chronicle, now: dt.datetime) -> list[dt.datetime]:
    """The moments before something is undone, ascending, and now."""
    now = now.astimezone(dt.UTC)
    undone = {at for at in _undone(window, history) if at <= now}
    return [*(at - _TICK for at in sorted(undone)), now]


def _undone(window: Window, history: Chronicle) -> Iterator[dt.datetime]:
    yield from _removals(history)
    yield from _second_words(window, history)
    if isinstance(window, SinceReached):
        yield from _undone(window.window, in_utc(window.chronicle))


def _removals(history: Chronicle) -> Iterator[dt.datetime]:
    strikes = {strike.id: strike.at for strike in history.strikes}
    return (removal.at for removal in history.removals if removal.of in strikes and strikes[removal.of] < removal.at)


def _second_words(window: Window, history: Chronicle) -> Iterator[dt.datetime]:
    """Words about a period that isn't later than all those before: they correct it, or join runs that were apart."""
    latest = None
    for strike in history.strikes if isinstance(window, Consecutive) else ():
        if strike.period is not None:
            if latest is not None and strike.period <= latest:
                yield strike.at
            latest = max(strike.period, latest or 0)


def _by_rung(reaches: Sequence[Reach]) -> dict[tuple[int, str], Reach]:
    return {(reach.rung, reach.event): reach for reach in reaches}


def _told(reaches: Sequence[Reach], zone: ZoneInfo) -> tuple[Reach, ...]:
    ordered = sorted(reaches, key=lambda reach: (reach.at, reach.event, reach.rung))
    return tuple(replace(reach, at=reach.at.astimezone(zone)) for reach in ordered)
