"""The library's wall clock over instants, which are microseconds since 1970: exact where the clocks have settled."""

from __future__ import annotations

import datetime as dt

from engine.backends.columnar.instants import settled_clock
from engine.backends.columnar.refusal import Refused

SECOND = 1_000_000
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def micros(instant: dt.datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // dt.timedelta(microseconds=1)


FIRST = micros(dt.datetime.min.replace(tzinfo=dt.UTC))
LAST = micros(dt.datetime.max.replace(tzinfo=dt.UTC))
"""The ends of the calendar."""


def settled_since(zone: str) -> int | None:
    """The instant from which on the wall clock is known in SQL; None: never, and nothing may be counted by it."""
    settled = settled_clock(zone)
    return settled and micros(settled.since.replace(tzinfo=dt.UTC)) - settled.ahead * SECOND


def ahead(zone: str) -> int:
    """The microseconds that the wall clock is before UTC. Raises `Refused` where that changes every year."""
    settled = settled_clock(zone)
    if settled is None:
        raise Refused("GJ543", zone=zone)
    return settled.ahead * SECOND


def local_time(instant: str, zone: str) -> str:
    """What the wall clock shows at an instant."""
    return f"make_timestamp({instant} + {ahead(zone)})"


def local_day(instant: str, zone: str) -> str:
    """The day of an instant."""
    return f"{local_time(instant, zone)}::DATE"


def instant_of(day: str, zone: str, after: str = "0") -> str:
    """The instant so many microseconds after a day's midnight."""
    return f"(epoch_us(({day})::TIMESTAMP) - {ahead(zone)} + {after})"


def moved(instant: str, interval: str, zone: str) -> str:
    """An instant moved by days or months of the wall clock; months clamp."""
    return f"(epoch_us({local_time(instant, zone)} + {interval}) - {ahead(zone)})"
