"""What every executor of ladders can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from engine.temporal.ladders.reading import Chronicle, LadderReading, Threshold, Window


class Correlator(Protocol):
    """Reads ladders from their history."""

    def read(
        self, window: Window, thresholds: Sequence[Threshold], chronicle: Chronicle, now: dt.datetime, zone: ZoneInfo
    ) -> LadderReading:
        """One ladder of one key as of `now`; what is later doesn't exist.

        Instants have offsets and come back in `zone`, by which months and days expire, too. `UnfitSpan`: strikes can't
        expire after such a span.
        """
        ...
