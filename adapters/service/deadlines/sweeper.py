"""What is due, settled as soon as it is: batch after batch, then again whenever something may have become due."""

from __future__ import annotations

import logging
from functools import partial
from threading import Event, Lock
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from adapters.ledger.errors import Unavailable
from adapters.service.deadlines.due import due
from adapters.service.deadlines.settling import apply, in_force, prepare

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection

    from adapters.clock import Clock
    from adapters.ledger.database import Database
    from adapters.ledger.transaction import Transaction
    from adapters.service.deadlines.due import CaseName
    from adapters.service.deadlines.settling import InForce, Prepared
    from adapters.service.live import Served

    Job = Callable[[Transaction], int]
    Write = Callable[[Job], int]
    """Does a job in a transaction, and gives what the job gives when that is on the disk."""

BATCH = 32
"""Cases that are read from one state of the database and written in one transaction, at most."""
READING = 0.05
"""Seconds after which a batch takes no further case."""
PAUSE = 0.25
"""Seconds between two looks at what is due where nobody wakes the sweeper: other processes take events in, too."""
PASSED_OVER = 20
"""Looks in a row that find another library in force before the log is told: between two libraries there may be one."""
ASIDE = 60.0
"""Seconds for which a case is left alone that couldn't be settled for a fault of ours."""

log = logging.getLogger("guiju")


class Sweeper:
    """Settles what is due, by the library that is served while it is in force. Several may be at work at once."""

    def __init__(
        self, database: Database, served: Callable[[], Served], clock: Clock, write: Write | None = None
    ) -> None:
        """`write`: how a job is done in a transaction, where others write, too; else the sweeper has its own."""
        self._database = database
        self._served = served
        self._clock = clock
        self._write = write or self._in_own_transaction
        self._aside: dict[CaseName, float] = {}
        self._passed_over = 0
        self._awake = Event()
        self._sweeping = Lock()

    def wake(self) -> None:
        """Something may be due."""
        self._awake.set()

    def run(self, stopping: Event) -> None:
        """Sweep until `stopping` is set; woken after that, it ends at once."""
        complaint = ""
        while not stopping.is_set():
            self._awake.clear()
            complaint = self._swept(stopping, complaint)
            self._awake.wait(PAUSE)

    def sweep(self, stopping: Event | None = None) -> int:
        """Settle everything that is due: how many times a case was settled. Threads may call it, one after another."""
        settled = 0
        while not (stopping and stopping.is_set()):
            with self._sweeping:
                batch = self._batch()
                if batch is None:
                    break
                settled += self._write(partial(apply, batch=batch)) if batch else 0
        return settled

    def _swept(self, stopping: Event, complaint: str) -> str:
        """What there was to complain of, if anything; the log is told unless it is what was said before."""
        try:
            self.sweep(stopping)
        except Exception as error:
            if str(error) != complaint:
                log.warning("sweep: %s", error, exc_info=not isinstance(error, Unavailable))
            return str(error)
        return ""

    def _batch(self) -> list[Prepared] | None:
        """Some of the cases that are due, settled as of one state of the database; None: none is."""
        self._aside = {case: until for case, until in self._aside.items() if until > monotonic()}
        with self._database.reading() as connection:
            force, now = in_force(connection, self._served()), self._clock()
            self._tell_of_another(force)
            found = due(connection, now, BATCH + len(self._aside)) if force else []
            waiting = [case for case in found if case not in self._aside]
            if not (force and waiting):
                return None
            attempts = (self._prepared(connection, force, case, now) for case in _for_a_while(waiting))
            return [prepared for prepared in attempts if prepared]

    def _tell_of_another(self, force: InForce | None) -> None:
        """Where another library is in force, nothing is settled here: who only looks at this process has to know."""
        self._passed_over = 0 if force else self._passed_over + 1
        if self._passed_over == PASSED_OVER:
            log.warning("sweep: another library is in force, not %s: nothing is settled here", self._served().bundle)

    def _prepared(self, connection: Connection, force: InForce, case: CaseName, now: dt.datetime) -> Prepared | None:
        """None where a fault of ours keeps the case from being settled: the others must not wait for it."""
        try:
            return prepare(connection, force, case, now)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("sweep: case %s of branch %s", *reversed(case))
            self._aside[case] = monotonic() + ASIDE
            return None

    def _in_own_transaction(self, job: Job) -> int:
        with self._database.writing() as transaction:
            return job(transaction)


def _for_a_while(waiting: Iterable[CaseName]) -> Iterator[CaseName]:
    """The first, and more while there is time: long cases are no reason to keep a state of the database for long."""
    until = monotonic() + READING
    for case in waiting:
        yield case
        if monotonic() > until:
            break
