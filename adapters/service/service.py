"""The service, composed: the live library, the database, and the threads that write, watch, sweep, send and seal."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from threading import Event, Thread, Timer
from typing import TYPE_CHECKING, NamedTuple

from adapters.clock import clock_of, micros, system
from adapters.ledger.database import Database
from adapters.ledger.errors import LedgerError
from adapters.ledger.idempotency import forget
from adapters.ledger.sealing.batches import key_of, seal_waiting
from adapters.ledger.sealing.signing import key_file
from adapters.ledger.writer import Writer
from adapters.notify.retries import STANDARD, read_plan
from adapters.notify.sender import Sender
from adapters.service.activations import activate
from adapters.service.bundles import stamps
from adapters.service.deadlines.sweeper import Sweeper
from adapters.service.keeping import Keeper
from adapters.service.live import Live
from adapters.service.replay import Recalled

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from adapters.ledger.entries import Entry
    from adapters.ledger.transaction import Transaction
    from adapters.service.bundles import Bundle
    from adapters.service.live import Served

    Changes = Callable[[Path, Event], Iterator[None]]
    """Gives something whenever files below a folder may have changed, until the event is set."""

SEALING = 5.0
"""Seconds between two looks for entries that it is time to seal."""
SETTLING = 5.0
"""Seconds for which those wait at most who read clocks while much is due."""
QUIET = 0.25
"""Seconds for which files must be left alone before they are put in force: half of a change isn't to be."""
LOOKS = 20
"""How often it is looked for that at most: where somebody writes without end, what there is counts."""
AGAIN = 2.0
"""Seconds after which a reload is tried again that the ledger couldn't be told of."""

log = logging.getLogger("guiju")


class Settings(NamedTuple):
    """What a service is started with. `keeps`: decisions go into the ledger; `sweeps`: deadlines are looked after.

    `key`: the file of the key for seals; None: where it lies by default.
    """

    folder: Path
    database: str
    changes: Changes
    keeps: bool = True
    sweeps: bool = True
    key: Path | None = None
    clock: str = "system"
    retry: str = ""


class Service:
    """All that answers requests, and all that goes on by itself until it is closed."""

    def __init__(self, settings: Settings) -> None:
        """Raises `GuijuError` where the library can't be served, or the database or the key can't be used."""
        self.settings = settings
        self.clock = clock_of(settings.clock)
        self._stopping = Event()
        self._complaints: dict[str, str] = {}
        with ExitStack() as opened:
            self.database = Database.open(settings.database)
            opened.callback(self.database.close)
            self._signing = key_of(self.database, key_file(settings.key, settings.database))
            self.writer = Writer(self.database)
            opened.callback(self.writer.close)
            self._keeper = Keeper(self.writer)
            self.live = Live(settings.folder, self._activate)
            opened.callback(self.live.close)
            self._sweeper = Sweeper(self.database, lambda: self.live.current, self.clock, self._told)
            self._sender = Sender(self.database, self.writer, read_plan(settings.retry) if settings.retry else STANDARD)
            self.recalled = opened.enter_context(Recalled(self.database))
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        """Begin what goes on by itself."""
        if self.settings.sweeps:
            self._sender.start()
            self._opened.callback(self._sender.stop)
            self._begin(self._sweep)
        self._begin(self._watch)
        self._begin(self._seal)
        self._opened.callback(self._stop)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """End it with what it has in hand; last of all the writer, with what it was handed."""
        self._opened.close()

    async def keep(self, entries: Sequence[Entry]) -> None:
        """Wait until decisions are in the ledger; there are none where none are kept. Raises `Unavailable`."""
        if entries:
            await self._keeper.keep(entries)

    def moments(self, as_of: str | None, now: str | None) -> tuple[str | None, str | dt.datetime | None]:
        """The dates of a question, as `decide` takes them: by the service's own clock where none is given."""
        if as_of is None and now is None and self.clock is not system:
            return None, self.clock()
        return as_of, now

    def wake(self) -> None:
        """Have cases looked at, and webhooks sent: something has happened. Threads may call it."""
        self._sweeper.wake()
        self._sender.wake()

    def settle(self) -> None:
        """Look at what is due, for a while, so that whoever asks reads his own writes. Raises `Unavailable`."""
        enough = Event()
        timer = Timer(SETTLING, enough.set)
        timer.start()
        try:
            self._sweeper.sweep(enough)
        finally:
            timer.cancel()

    def reload(self) -> bool:
        """Serve the files as they are now; False where they are refused: `live.refused` and the log say why."""
        before, complained = self.live.current.bundle, self.live.refused
        found = self.live.reload()
        if not found and (complained or self.live.current.bundle != before):
            log.info("serving %s", self.live.current.bundle)
            self.wake()
        if found and self.live.refused != complained:
            log.error("refused, %s stays:\n%s", before, "\n".join(map(str, found)))
        return not found

    def _activate(self, served: Served, bundle: Bundle) -> None:
        at = micros(self.clock())
        self.writer.run(lambda transaction: activate(transaction, served, bundle, at)).result()

    def _begin(self, work: Callable[[], None]) -> None:
        thread = Thread(target=work, name=f"guiju{work.__name__}")
        thread.start()
        self._opened.callback(thread.join)

    def _stop(self) -> None:
        self._stopping.set()
        self.wake()

    def _told(self, job: Callable[[Transaction], int]) -> int:
        """What the sweeper writes, which may bring messages to be sent."""
        settled = self.writer.run(job).result()
        self._sender.wake()
        return settled

    def _sweep(self) -> None:
        self._sweeper.run(self._stopping)

    def _watch(self) -> None:
        """Whatever a watch fails at, such as a file's name that is no text, another one follows."""
        while not self._stopping.is_set():
            self._tried("watch", self._follow)
            self._stopping.wait(AGAIN)

    def _follow(self) -> None:
        for _ in self.settings.changes(self.settings.folder, self._stopping):
            self._let_finish()
            while not self._tried("reload", self.reload) and not self._stopping.wait(AGAIN):
                pass

    def _let_finish(self) -> None:
        """Wait until whoever writes files has left them alone."""
        seen = stamps(self.settings.folder)
        for _ in range(LOOKS):
            stopping = self._stopping.wait(QUIET)
            before, seen = seen, stamps(self.settings.folder)
            if stopping or seen == before:
                return

    def _seal(self) -> None:
        while not self._stopping.wait(SEALING):
            self._tried("seal", lambda: seal_waiting(self.database, self._signing))
            self._tried("forget", lambda: self.writer.run(forget).result())

    def _tried(self, what: str, work: Callable[[], object]) -> bool:
        """False where it has to be tried again. The same complaint isn't logged twice in a row."""
        try:
            work()
        except LedgerError as error:
            if self._complaints.get(what) != str(error):
                log.warning("%s: %s", what, error)
            self._complaints[what] = str(error)
            return False
        except Exception:
            log.exception(what)
        if self._complaints.pop(what, ""):
            log.info("%s: it goes on", what)
        return True
