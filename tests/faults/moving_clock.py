"""The service's time as a file, which a test moves."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MORNING = dt.datetime.fromisoformat("2026-03-02T09:00:00+08:00")


class MovingClock:
    """A clock for `--clock`: it stands until it is moved. Threads may share it."""

    def __init__(self, path: Path, now: dt.datetime = MORNING) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.now = now
        self.set(now)

    @property
    def option(self) -> str:
        return f"--clock=file:{self._path}"

    def set(self, now: dt.datetime) -> None:
        """To any instant, also an earlier one."""
        with self._lock:
            self._show(now)

    def advance(self, **time: float) -> None:
        """On, by so many `minutes`, `hours`, `days`."""
        with self._lock:
            self._show(self.now + dt.timedelta(**time))

    def _show(self, now: dt.datetime) -> None:
        """Whoever reads the file meanwhile finds the instant before or this one."""
        new = self._path.with_suffix(".new")
        new.write_text(now.isoformat(), encoding="utf-8")
        new.replace(self._path)
        self.now = now
