"""Histories of ladders for hypothesis: few ids and instants, so that duplicates, ties and appeals are common."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engine.temporal.clocks.reading import Interval, Mark
from engine.temporal.ladders import excuses, stretches
from engine.temporal.ladders.reading import (
    AllTime,
    Between,
    Chronicle,
    Consecutive,
    Removal,
    Reset,
    Rolling,
    SinceReached,
    Strike,
    Threshold,
)
from engine.temporal.span import TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.temporal.ladders import Correlator
    from engine.temporal.ladders.reading import LadderReading, Window

ZONES = [ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")]
BEGINNING = dt.datetime(2028, 1, 29, 9, tzinfo=ZONES[0])
STRIKE_IDS = [f"验收-{number}" for number in range(8)]
ROLLING = [
    TimeSpan(Unit.MONTHS, Decimal(1)),
    TimeSpan(Unit.MONTHS, Decimal(12)),
    TimeSpan(Unit.DAYS, Decimal(3)),
    TimeSpan(Unit.SECONDS, Decimal(86400)),
]


@dataclass(frozen=True, slots=True)
class History:
    """A ladder and what happened. `window`: a kind; `Between` is made of the marks."""

    window: Window | None
    thresholds: tuple[Threshold, ...]
    zone: ZoneInfo
    strikes: tuple[Strike, ...]
    removals: tuple[Removal, ...]
    resets: tuple[Reset, ...]
    excused: Interval
    opened: Interval

    @property
    def span(self) -> Window:
        return Between(stretches(self.opened)) if self.window is None else self.window

    @property
    def chronicle(self) -> Chronicle:
        return Chronicle(self.strikes, self.removals, self.resets, excuses(self.excused))

    def read(self, correlator: Correlator, now: dt.datetime) -> LadderReading:
        return correlator.read(self.span, self.thresholds, self.chronicle, now, self.zone)

    def opens(self, other: History) -> History:
        """The other ladder, counting since the first rung of this one."""
        return replace(other, window=SinceReached(self.span, self.thresholds, self.chronicle, 0), zone=self.zone)

    def arranged(self, arrange: Callable[[Iterable[Any]], tuple[Any, ...]]) -> History:
        """Every list of events put through a function, which may order or leave out."""
        return replace(
            self,
            strikes=arrange(self.strikes),
            removals=arrange(self.removals),
            resets=arrange(self.resets),
            excused=Interval(*map(arrange, self.excused)),
            opened=Interval(*map(arrange, self.opened)),
        )

    def until(self, now: dt.datetime) -> History:
        """Only what has happened by then."""
        return self.arranged(lambda events: tuple(event for event in events if event.at <= now))

    def instants(self) -> list[dt.datetime]:
        """Every instant at which something happened, ascending."""
        events = (self.strikes, self.removals, self.resets, *self.excused, *self.opened)
        return sorted({event.at for group in events for event in group})


INSTANTS = st.integers(0, 60).map(lambda steps: BEGINNING + dt.timedelta(hours=16 * steps))
"""Forty days, over the end of a February of 29 days."""


def _some(events: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(events, max_size=most).map(tuple)


def _once(strikes: tuple[Strike, ...]) -> tuple[Strike, ...]:
    """An event has one content: those of one id are copies of the first, as often as it was told."""
    first: dict[str, Strike] = {}
    return tuple(first.setdefault(strike.id, strike) for strike in strikes)


STRIKES = st.builds(Strike, st.sampled_from(STRIKE_IDS), INSTANTS, st.none() | st.integers(24300, 24305), st.booleans())
COUNTED = st.builds(Strike, st.sampled_from(STRIKE_IDS), INSTANTS)
REMOVALS = st.builds(
    Removal, st.sampled_from([*STRIKE_IDS, "申诉-1", "nobody"]), INSTANTS, st.sampled_from(["申诉-1", "申诉-2"])
)
INTERVALS = st.builds(
    lambda opens, closes: Interval(
        tuple(Mark(at, f"开-{place}") for place, at in enumerate(opens)),
        tuple(Mark(at, f"关-{place}") for place, at in enumerate(closes)),
    ),
    _some(INSTANTS, 3),
    _some(INSTANTS, 3),
)
THRESHOLDS = st.builds(Threshold, st.sampled_from(["at", "from", "below"]), st.integers(1, 4))
WINDOWS: st.SearchStrategy[Window | None] = st.sampled_from(
    [AllTime(), None, Consecutive("months"), *(Rolling(span) for span in ROLLING)]
)


RUNGS = st.lists(THRESHOLDS, min_size=1, max_size=4).map(tuple)
LADDERS = st.tuples(WINDOWS, RUNGS, st.sampled_from(ZONES))
COUNTING = st.tuples(st.just(AllTime()), RUNGS, st.sampled_from(ZONES))
"""Ladders whose strikes are of no periods."""


@st.composite
def histories(draw: st.DrawFn, ladders: st.SearchStrategy[Any] = LADDERS) -> History:
    window, thresholds, zone = draw(ladders)
    strikes = draw(_some(STRIKES if isinstance(window, Consecutive) else COUNTED, 12))
    return History(
        window,
        thresholds,
        zone,
        _once(strikes),
        draw(_some(REMOVALS, 3)),
        tuple(Reset(at, f"复位-{place}") for place, at in enumerate(draw(_some(INSTANTS, 2)))),
        draw(INTERVALS | st.just(Interval((), ()))),
        draw(INTERVALS),
    )
