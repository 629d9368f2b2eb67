"""Work that many wait for and one thread does."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Shared:
    """One piece of work, done over and over, one at a time, in a thread of its own: slow requests don't hold it up."""

    def __init__(self, work: Callable[[], object], name: str) -> None:
        self._work = work
        self._thread = ThreadPoolExecutor(1, f"guiju-{name}")
        self._running: asyncio.Task[None] | None = None
        self._done = float("-inf")

    async def since(self, instant: float) -> None:
        """Wait until it has been done by one that began at that instant or later, of the monotonic clock.

        Who comes while it is being done waits for that first, and fails with it.
        """
        while self._done < instant:
            await asyncio.shield(self._run_for_all())

    def _run_for_all(self) -> asyncio.Task[None]:
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return self._running

    async def _run(self) -> None:
        began = monotonic()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._work)
        self._done = began
