"""Dates and instants as JSON has them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MINUTE = dt.timedelta(minutes=1)
_SIGN = -len("+08:00")


def moment_json(moment: dt.date | dt.datetime, zone: ZoneInfo) -> str:
    """ISO 8601; an instant with the library's offset.

    Offsets are whole minutes, as RFC 3339 wants them: before there were time zones, a place had its own, with seconds.
    """
    return _instant(moment, moment.fold, zone) if isinstance(moment, dt.datetime) else moment.isoformat()


@lru_cache(maxsize=1000)
def _instant(moment: dt.datetime, _fold: int, zone: ZoneInfo) -> str:
    """Most are asked for again: the end of today. Those of an hour that comes twice are equal but for their fold."""
    local = moment.astimezone(zone)
    text = local.isoformat()
    return text if text[_SIGN] in "+-" else _in_whole_minutes(local)


def _in_whole_minutes(local: dt.datetime) -> str:
    offset = local.utcoffset() or dt.timedelta()
    missing = -offset % _MINUTE
    return (local + missing).replace(tzinfo=dt.timezone(offset + missing)).isoformat()
