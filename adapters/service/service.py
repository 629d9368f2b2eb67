"""The service, composed: the library in service, the database, and the threads that write, watch, sweep, send and seal."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, NamedTuple

from adapters.clock import clock_of, micros, system
from adapters.ledger.database import Database
from adapters.ledger.writer import Writer
from adapters.service.activations import activate
from adapters.service.live import Live

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType
    from typing import Self

    from adapters.clock import Clock
    from adapters.ledger.entries import Entry
    from adapters.service.bundles import Bundle
    from adapters.service.live import Served

log = logging.getLogger("guiju")


class Settings(NamedTuple):
    """What a service is started with. `keeps`: decisions go into the ledger; `sweeps`: deadlines are looked after.

    `key`: the file of the key for seals; None: where it lies by default. `changes` gives something whenever files below
    a folder may have changed, until the event is set.
    """

    folder: Path
    database: str
    changes: Callable[[Path, Event], Iterator[None]]
    keeps: bool = True
    sweeps: bool = True
    key: Path | None = None
    clock: str = "system"
    retry: str = ""


class Service:
    """Everything that answers requests and everything that goes on by itself, between `start` and `stop`."""

    def __init__(self, settings: Settings) -> None:
        """Raises `GuijuError` where the library can't be served or the database can't be used."""
        self.settings = settings
        self.clock: Clock = clock_of(settings.clock)
        with ExitStack() as opened:
            self.database = Database.open(settings.database)
            opened.callback(self.database.close)
            self.writer = Writer(self.database)
            opened.callback(self.writer.close)
            self.live = Live(settings.folder, self._activate)
            opened.callback(self.live.close)
            self._opened = opened.pop_all()
        self._stopping = Event()
        self._threads: list[Thread] = []

    def __enter__(self) -> Self:
        self._threads = [Thread(target=work, name=f"guiju-{work.__name__.strip('_')}") for work in (self._watch,)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """Threads end with what they have in hand; then the writer writes what was handed in."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._opened.close()

    async def keep(self, entries: Sequence[Entry]) -> None:
        """Wait until decisions are in the ledger, if they are kept. Raises `Unavailable`."""
        if entries and self.settings.keeps:
            await asyncio.wrap_future(self.writer.append(entries))

    def kept(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Those of some decisions that are to be kept: all or none."""
        return entries if self.settings.keeps else ()

    def moments(self, as_of: str | None, now: str | None) -> tuple[str | None, str | dt.datetime | None]:
        """The dates of a question, as `decide` takes them: by the service's own clock where none is given."""
        if as_of is None and now is None and self.clock is not system:
            return None, self.clock()
        return as_of, now

    def wake(self) -> None:
        """Have cases looked at now that something new was told of."""

    def instant(self, now: str | None, zone: dt.tzinfo) -> dt.datetime:
        """The instant that a question is asked at."""
        return self.clock() if now is None else engine.instant(now)

    def wake(self) -> None:
        """Look after deadlines at once: something has happened."""

    def reload(self) -> bool:
        """Serve the files as they are now; False where they are refused, which `live.refused` tells and the log."""
        before, complained = self.live.current.bundle, self.live.refused
        found = self.live.reload()
        if self.live.current.bundle != before:
            log.warning("serving %s", self.live.current.bundle)
        if found and self.live.refused != complained:
            log.error("refused, %s stays:\n%s", before, "\n".join(map(str, found)))
        return not found

    def _activate(self, served: Served, bundle: Bundle) -> None:
        at = micros(self.clock())
        self.writer.run(lambda transaction: activate(transaction, served, bundle, at)).result()

    def _watch(self) -> None:
        for _ in self.settings.changes(self.settings.folder, self._stopping):
            try:
                self.reload()
            except Exception:
                log.exception("reload")
