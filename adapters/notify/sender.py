"""The sender: a thread that takes due deliveries in hand, sends them all at once, and writes down what came of each."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from adapters.clock import micros, system
from adapters.ledger.errors import LedgerError
from adapters.notify import claims, endpoints
from adapters.notify.post import Answer, client, post
from adapters.notify.retries import STANDARD
from adapters.notify.signature import signed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import httpx

    from adapters.ledger.database import Database
    from adapters.ledger.transaction import Transaction
    from adapters.ledger.writer import Writer
    from adapters.notify.claims import Claim
    from adapters.notify.retries import RetryPlan

Result = TypeVar("Result")

SECONDS = 15.0
"""For one attempt, from the first look-up of a name to the answer's last byte."""

AT_ONCE = 8
"""Messages under way to one receiver. There is no limit over all, so that no receiver waits for another."""

_MARGIN = 5.0
"""Seconds that a lease is longer than an attempt: for writing down what came of it."""

_PAUSE = 0.5
"""Seconds between two looks for what is due: other processes enqueue too."""

_NAMES = 64
"""Threads, most of all for look-ups of names, which can't be broken off."""

log = logging.getLogger("guiju.notify")


class Sender:
    """Sends what is due, until it is stopped. Any number of processes may run one on the same database.

    Each message reaches its receivers at least once, under an id that stays; twice where a process dies, or loses its
    database, between a receiver's answer and the line that says so.
    """

    def __init__(
        self, database: Database, writer: Writer, plan: RetryPlan = STANDARD, *, seconds: float = SECONDS
    ) -> None:
        self._database, self._writer, self._plan, self._seconds = database, writer, plan, seconds
        self._lease = int((seconds + _MARGIN) * 1_000_000)
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._awake = asyncio.Event()
        self._grace: float | None = None
        self._complaint = ""
        self._looks = ThreadPoolExecutor(1, "guiju-sender-looks")
        self._running: tuple[asyncio.AbstractEventLoop, Thread] | None = None

    def start(self) -> None:
        loop = asyncio.new_event_loop()
        loop.set_default_executor(ThreadPoolExecutor(_NAMES, "guiju-sender-names"))
        thread = Thread(target=self._work, args=(loop,), name="guiju-sender")
        self._running = loop, thread
        thread.start()

    def wake(self) -> None:
        """Look for what is due at once. Any thread may ask; a sender that doesn't run lets it pass."""
        if self._running:
            with suppress(RuntimeError):  # closed
                self._running[0].call_soon_threadsafe(self._awake.set)

    def stop(self, grace: float = 5.0) -> None:
        """Begin nothing new, wait `grace` seconds for what is under way, then break it off and give it back."""
        self._grace = grace
        self.wake()
        if self._running:
            self._running[1].join()
        self._looks.shutdown()

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        with closing(loop):
            loop.run_until_complete(self._run())

    async def _run(self) -> None:
        async with client() as poster:
            while self._grace is None:
                self._awake.clear()
                await self._begin(poster)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), _PAUSE)
            await self._wind_up(self._grace)

    async def _wind_up(self, grace: float) -> None:
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _begin(self, poster: httpx.AsyncClient) -> None:
        """Take in hand what there is room for. Whatever goes wrong, the next look begins anew."""
        try:
            claimed = await self._claimed()
        except LedgerError as error:
            self._complain(str(error))
        except Exception:
            log.exception("guiju.notify")
        else:
            self._complaint = ""
            for claim in claimed:
                task = asyncio.create_task(self._deliver(poster, claim))
                self._under_way[task] = claim.endpoint.id
                task.add_done_callback(self._ended)

    async def _claimed(self) -> Sequence[Claim]:
        """Looked up without the write lock, which most looks don't need; claimed under it."""
        busy = Counter(self._under_way.values())
        found = await asyncio.get_running_loop().run_in_executor(self._looks, self._due, busy)
        if not found:
            return ()
        return await self._written(lambda transaction: claims.take(transaction.connection, found, micros(system())))

    def _due(self, busy: Mapping[str, int]) -> list[Claim]:
        now = micros(system())
        with self._database.reading() as connection:
            room = ((endpoint, AT_ONCE - busy[endpoint.id]) for endpoint in endpoints.enabled(connection))
            found = [claims.due(connection, each, free, now, self._lease) for each, free in room if free > 0]
        return [claim for each in found for claim in each]

    async def _deliver(self, poster: httpx.AsyncClient, claim: Claim) -> None:
        try:
            answer = await self._attempt(poster, claim)
        except asyncio.CancelledError:
            await self._written(lambda transaction: claims.release(transaction.connection, claim))
            raise
        await self._settle(claim, answer)

    async def _attempt(self, poster: httpx.AsyncClient, claim: Claim) -> Answer:
        """Whatever goes wrong is a failed attempt, so that it has an end."""
        now = system()
        try:
            headers = signed(claim.message, claim.body, claim.endpoint.signing(micros(now)), now)
            return await post(poster, claim.endpoint.url, headers, claim.body, self._seconds)
        except Exception as error:
            log.exception("%s to %s", claim.message, claim.endpoint.url)
            return Answer(None, f"broken: {error}")

    async def _settle(self, claim: Claim, answer: Answer) -> None:
        """Again and again while there is no database: what is sent and not written down is sent twice."""

        def settle(transaction: Transaction) -> None:
            claims.settle(transaction.connection, claim, answer, self._plan, micros(system()))

        while True:
            try:
                return await self._written(settle)
            except LedgerError as error:
                self._complain(str(error))
                if self._grace is not None:
                    return None
                await asyncio.sleep(_PAUSE)

    async def _written(self, job: Callable[[Transaction], Result]) -> Result:
        return await asyncio.wrap_future(self._writer.run(job))

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Its receiver has room for another, and its case may have a next message."""
        del self._under_way[task]
        if not task.cancelled() and (error := task.exception()):
            log.error("guiju.notify", exc_info=error)
        self._awake.set()

    def _complain(self, problem: str) -> None:
        """Once, however often it is met."""
        if problem != self._complaint:
            self._complaint = problem
            log.warning("%s", problem)
