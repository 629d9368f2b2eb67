"""Group commit: whatever is handed in while one commit is under way goes into the next, as one."""

from __future__ import annotations

from concurrent.futures import Future
from itertools import chain, groupby, islice
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlalchemy.exc import DBAPIError

from adapters.ledger.errors import BUSY, Unavailable, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from adapters.ledger.database import Database
    from adapters.ledger.entries import Appended, Entry
    from adapters.ledger.transaction import Transaction

Result = TypeVar("Result")

GROUP = 1000
"""Once so many entries and jobs are together, no more go into the transaction."""


class _Handed(NamedTuple):
    """What was handed in: entries to be appended, or a job."""

    future: Future[Any]
    entries: Sequence[Entry] = ()
    job: Callable[[Transaction], Any] | None = None


class _Outcome(NamedTuple):
    """What became of it."""

    value: Any = None
    error: Exception | None = None


class Writer:
    """A thread that writes for all others. Futures are done when what they stand for is on the disk, or won't be."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: SimpleQueue[_Handed | None] = SimpleQueue()
        self._closing = Lock()
        self._closed = False
        self._thread = Thread(target=self._write, name="guiju-writer", daemon=True)
        self._thread.start()

    def append(self, entries: Sequence[Entry]) -> Future[tuple[Appended, ...]]:
        """What became of the entries, appended together or not at all.

        The future raises `Unavailable` where the database took nothing, or nobody knows.
        """
        return self._hand_in(_Handed(Future(), entries))

    def run(self, job: Callable[[Transaction], Result]) -> Future[Result]:
        """What `job` gives, from a savepoint of the transaction; what it raises fails its own future only.

        It may be run more than once: where the transaction failed for another's sake, it is run in one of its own.
        """
        return self._hand_in(_Handed(Future(), job=job))

    def close(self) -> None:
        """Write what was handed in, and end; what comes later is refused."""
        with self._closing:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _hand_in(self, handed: _Handed) -> Future[Any]:
        with self._closing:
            if self._closed:
                _fail([handed], unavailable(BUSY, db=self._database.shown))
            else:
                self._queue.put(handed)
        return handed.future

    def _write(self) -> None:
        for group in self._groups():
            self._commit(_begun(group))

    def _groups(self) -> Iterator[list[_Handed]]:
        """What waits, together, as soon as anything does; until nothing more will come."""
        while (first := self._queue.get()) is not None:
            yield [first, *self._waiting(GROUP - _size(first))]

    def _waiting(self, room: float) -> Iterator[_Handed]:
        while room > 0 and not self._queue.empty():
            handed = self._queue.get()
            if handed is None:
                self._queue.put(None)
                return
            room -= _size(handed)
            yield handed

    def _commit(self, group: list[_Handed]) -> None:
        try:
            with self._database.writing() as transaction:
                outcomes = [*_outcomes(transaction, group)]
        except Unavailable as error:
            _fail(group, error)
            _fail(_begun(self._waiting(float("inf"))), error)
        except Exception as error:  # noqa: BLE001  whoever handed it in is told; the thread must go on
            self._commit_singly(group, error)
        else:
            for handed, outcome in zip(group, outcomes, strict=True):
                _settle(handed, outcome)

    def _commit_singly(self, group: list[_Handed], error: Exception) -> None:
        """What can't be written together, one by one: only one of them can be the cause."""
        if len(group) == 1:
            return _settle(group[0], _Outcome(error=error))
        for handed in group:
            self._commit([handed])
        return None


def _begun(handed: Iterable[_Handed]) -> list[_Handed]:
    """Those that nobody has called off; from now on nobody can."""
    return [each for each in handed if each.future.set_running_or_notify_cancel()]


def _size(handed: _Handed) -> int:
    return len(handed.entries) or 1


def _outcomes(transaction: Transaction, group: Iterable[_Handed]) -> Iterator[_Outcome]:
    """In order; entries handed in one after another are appended as one batch."""
    for job, some in groupby(group, key=lambda handed: handed.job):
        handed = [*some]
        yield from _appended(transaction, handed) if job is None else [_attempted(transaction, job) for _ in handed]


def _appended(transaction: Transaction, handed: Sequence[_Handed]) -> list[_Outcome]:
    appended = iter(transaction.append([*chain.from_iterable(each.entries for each in handed)]))
    return [_Outcome(tuple(islice(appended, len(each.entries)))) for each in handed]


def _attempted(transaction: Transaction, job: Callable[[Transaction], Any]) -> _Outcome:
    try:
        return _Outcome(transaction.attempt(job))
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001  it is the caller's, by the future
        return _Outcome(error=error)


def _settle(handed: _Handed, outcome: _Outcome) -> None:
    if outcome.error is None:
        handed.future.set_result(outcome.value)
    else:
        handed.future.set_exception(outcome.error)


def _fail(group: Iterable[_Handed], error: Unavailable) -> None:
    """Each gets an error of its own: an exception that several raise would gather the traces of all."""
    for handed in group:
        _settle(handed, _Outcome(error=Unavailable(error.diagnostics)))
