"""The two dates of a decision: `as_of`, whose rules hold, and `now`, the instant at which events are read."""

from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo

from engine.diagnostics import Diagnostic, FactError

Moment = str | dt.date | dt.datetime | None
"""A date or an instant: ISO 8601 text or Python's own; an instant without offset is in the library's zone."""

LAST_MOMENT = dt.time(23, 59, 59, 999999)


class Today:
    """Today's date in a zone. Asked often: it looks at the clock, and at the calendar only when the day may be over."""

    __slots__ = ("_begins", "_day", "_ends", "zone")

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self._begins = self._ends = 0.0
        self._day = dt.date.min

    def date(self) -> dt.date:
        seconds = time.time()
        if not self._begins <= seconds < self._ends:
            self._day = dt.datetime.fromtimestamp(seconds, self.zone).date()
            self._begins = self._midnight(self._day)
            self._ends = self._midnight(self._day + dt.timedelta(days=1))
        return self._day

    def instant(self) -> dt.datetime:
        """The present instant in the zone."""
        return dt.datetime.fromtimestamp(time.time(), self.zone)

    def bounds(self) -> tuple[float, float]:
        """When today begins and ends, in seconds since 1970."""
        self.date()
        return self._begins, self._ends

    def _midnight(self, day: dt.date) -> float:
        return dt.datetime.combine(day, dt.time.min, self.zone).timestamp()


def read_moment(value: Moment, name: str, zone: ZoneInfo) -> dt.date | dt.datetime | None:
    """The date or the instant (with its offset) that is meant. FactError GJ470 where it is neither."""
    moment = _parsed(value, name) if isinstance(value, str) else value
    if isinstance(moment, dt.datetime):
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        _day_in_calendar(moment, zone, name)
    elif moment is not None and not isinstance(moment, dt.date):
        raise _no_moment(name, moment)
    return moment


def day_of(moment: dt.date | dt.datetime, zone: ZoneInfo) -> dt.date:
    """The day in the library's zone."""
    return moment.astimezone(zone).date() if isinstance(moment, dt.datetime) else moment


def instant_of(moment: dt.date | dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The instant itself, or the last moment of the day."""
    return moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, LAST_MOMENT, zone)


def _parsed(text: str, name: str) -> dt.date | dt.datetime:
    try:
        return dt.date.fromisoformat(text) if len(text) <= len("2026-01-31") else dt.datetime.fromisoformat(text)
    except ValueError:
        raise _no_moment(name, text) from None


def _day_in_calendar(instant: dt.datetime, zone: ZoneInfo, name: str) -> None:
    """In the library's zone, an instant at either end of the calendar may fall outside it."""
    try:
        instant.astimezone(zone)
    except OverflowError:
        raise _no_moment(name, instant) from None


def _no_moment(name: str, value: object) -> FactError:
    return FactError([Diagnostic("GJ470", None, (("name", name), ("text", str(value))), "", f"/{name}")])
