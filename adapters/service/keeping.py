"""Decisions handed to the writer together: all that were made while the last ones were being written.

One by one, each would cost a hand-over to the writer's thread and one back, which take longer than deciding does.
"""

from __future__ import annotations

import asyncio
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.ledger.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from adapters.ledger.entries import Entry
    from adapters.ledger.writer import Writer


class _Waiting(NamedTuple):
    """Entries, and the future of whoever waits for them."""

    entries: Sequence[Entry]
    kept: asyncio.Future[None]


class Keeper:
    """Hands to a writer what one event loop brings."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: list[_Waiting] = []
        self._writing = False

    async def keep(self, entries: Sequence[Entry]) -> None:
        """Wait until entries are in the ledger. Raises `LedgerError`; `Unavailable` where nobody knows."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(entries, loop.create_future())
        self._waiting.append(waiting)
        if not self._writing:
            self._writing = True
            loop.call_soon(self._hand_over, loop)
        await waiting.kept

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        """All that waits; who has given up meanwhile isn't waited for."""
        handed = [each for each in self._waiting if not each.kept.done()]
        self._waiting, self._writing = [], bool(handed)
        if handed:
            written = self._writer.append([*chain.from_iterable(each.entries for each in handed)])
            written.add_done_callback(lambda done: loop.call_soon_threadsafe(self._written, loop, handed, done))

    def _written(self, loop: asyncio.AbstractEventLoop, handed: list[_Waiting], done: Future[Any]) -> None:
        """Each is told for himself; what can't be kept may be so for the sake of one of them only."""
        error = done.exception()
        if error is None or isinstance(error, Unavailable) or len(handed) == 1:
            for each in handed:
                _tell(each, error)
        else:
            for each in handed:
                self._written_alone(loop, each)
        self._hand_over(loop)

    def _written_alone(self, loop: asyncio.AbstractEventLoop, waiting: _Waiting) -> None:
        written = self._writer.append(waiting.entries)
        written.add_done_callback(lambda done: loop.call_soon_threadsafe(_tell, waiting, done.exception()))


def _tell(waiting: _Waiting, error: BaseException | None) -> None:
    """An error of his own: an exception that several raise would gather the traces of all."""
    if waiting.kept.done():
        return
    if error is None:
        waiting.kept.set_result(None)
    else:
        waiting.kept.set_exception(Unavailable(error.diagnostics) if isinstance(error, Unavailable) else error)
