"""The present instant, as the service asks for it; and instants as a database keeps them.

Everything that a service does by time asks a `Clock`, so that a rehearsal can run a week in a minute. What only waits
(a timeout, a lease between two processes) goes by the machine's own time.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

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


def moment(micros: Any) -> str:
    """The same in ISO 8601; what a database has in the place of an instant, but is none, as it stands."""
    try:
        return instant(micros).isoformat()
    except (OverflowError, TypeError):
        return str(micros)


def second(micros: int) -> str:
    """The same to the second: of what nobody asks when exactly it was."""
    return instant(micros).isoformat(timespec="seconds")


_RUNNING = re.compile(r"(?P<start>[^@]+)@(?P<speed>\d+(?:\.\d+)?)x")
_FILE = "file:"


def clock_of(spec: str) -> Clock:
    """The clock that a text asks for. ValueError where it asks for none.

    `system`: the machine's own time. `2026-03-02T09:00+08:00@600x`: starts there, now, and runs 600 times as fast.
    `file:PATH`: the instant that the file says, read anew whenever somebody asks.
    """
    if spec == "system":
        return system
    if spec.startswith(_FILE):
        return _of_file(Path(spec.removeprefix(_FILE)))
    asked = _RUNNING.fullmatch(spec)
    if asked is None:
        raise ValueError(spec)
    return _running(_instant(asked["start"]), float(asked["speed"]))


def _running(start: dt.datetime, speed: float) -> Clock:
    began = monotonic()
    return lambda: start + dt.timedelta(seconds=(monotonic() - began) * speed)


def _of_file(path: Path) -> Clock:
    """While a file can't be read, as when it is just being written, it is as late as it was."""
    last = _instant(path.read_text(encoding="utf-8"))

    def told() -> dt.datetime:
        nonlocal last
        try:
            last = _instant(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return last
        return last

    return told


def _instant(text: str) -> dt.datetime:
    """An instant in ISO 8601, with its offset. ValueError where it is none."""
    found = dt.datetime.fromisoformat(text.strip())
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(dt.UTC)
