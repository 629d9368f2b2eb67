"""The present instant, as the service asks for it; and instants as a database keeps them.

Everything that a service does by time asks a `Clock`, so that a rehearsal can run a week in a minute. What only waits (a
timeout, a lease between two processes) goes by the machine's own time.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Clock = Callable[[], dt.datetime]
    """The present instant, in UTC."""

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def system() -> dt.datetime:
    """The machine's own time."""
    return dt.datetime.now(dt.UTC)


def micros(instant: dt.datetime) -> int:
    """Microseconds since 1970, exactly: how the database keeps an instant."""
    return (instant - EPOCH) // _MICROSECOND


def instant(micros: int) -> dt.datetime:
    """The instant, in UTC, that so many microseconds since 1970 are."""
    return EPOCH + dt.timedelta(microseconds=micros)
