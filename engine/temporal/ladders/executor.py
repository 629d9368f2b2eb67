"""The pure-Python executor of ladders: the default, and the authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.temporal.ladders import runs, windows
from engine.temporal.ladders.reading import Consecutive, Reach
from engine.temporal.ladders.revocations import Tally, read_by

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.temporal.ladders.counting import Standing
    from engine.temporal.ladders.reading import Chronicle, LadderReading, PlainWindow, Strike, Threshold, Window


class PythonCorrelator:
    """Reads ladders by counting."""

    def read(
        self, window: Window, thresholds: Sequence[Threshold], chronicle: Chronicle, now: dt.datetime, zone: ZoneInfo
    ) -> LadderReading:
        """See `Correlator`."""
        return read_by(_tell, window, thresholds, chronicle, now, zone)


def _tell(
    window: PlainWindow, thresholds: Sequence[Threshold], states: Sequence[Standing], zone: ZoneInfo
) -> Sequence[Tally]:
    return [_tally(window, thresholds, state, zone) for state in states]


def _tally(window: PlainWindow, thresholds: Sequence[Threshold], state: Standing, zone: ZoneInfo) -> Tally:
    if isinstance(window, Consecutive):
        return Tally(runs.count_now(state), tuple(_climbed(thresholds, runs.counts(state))))
    climbed = _climbed(thresholds, windows.counts(window, state, zone))
    fallen_short = _fallen_short(thresholds, window, state)
    return Tally(windows.count_now(window, state, zone), (*climbed, *fallen_short))


def _climbed(thresholds: Sequence[Threshold], counts: Iterable[tuple[Strike, int]]) -> Iterator[Reach]:
    for strike, count in counts:
        for rung, threshold in enumerate(thresholds):
            if _is_reached(threshold, count):
                yield Reach(rung, strike.id, strike.at, count)


def _is_reached(threshold: Threshold, count: int) -> bool:
    match threshold.test:
        case "at":
            return count == threshold.count
        case "from":
            return count >= threshold.count
        case "below":
            return False


def _fallen_short(thresholds: Sequence[Threshold], window: windows.CountingWindow, state: Standing) -> Iterator[Reach]:
    for closing in windows.closed(window, state):
        count = sum(strike.counts and closing.era <= strike.at < closing.at for strike in state.strikes)
        for rung, threshold in enumerate(thresholds):
            if threshold.test == "below" and count < threshold.count:
                yield Reach(rung, closing.event, closing.at, count)
