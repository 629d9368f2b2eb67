"""A relay between two who talk over TCP, and a fuse that burns with what is answered through it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

CHUNK = 65536


class Fuse:
    """So many bytes long; where it ends, `blow` is called, before the last of them arrive."""

    def __init__(self, blow: Callable[[], object]) -> None:
        self._blow = blow
        self._lock = threading.Lock()
        self._left = 0
        self.blown = threading.Event()
        self.blown.set()

    def lay(self, length: int) -> None:
        """A new one, of `length` bytes; until then any number passes."""
        with self._lock:
            self._left = length
            self.blown.clear()

    def burn(self, size: int) -> int:
        """How many of `size` bytes pass: all, but where it ends within them. By then it is blown."""
        with self._lock:
            if self.blown.is_set() or size < self._left:
                self._left -= size
                return size
            self._blow()
            self.blown.set()
            return self._left


class Relay:
    """Listens on a port of its own and carries what comes to `target`, a port of this machine, and the answers back.

    Answers burn the fuse. The one that it ends in is cut there, and hung up on.
    """

    def __init__(self, fuse: Fuse, target: int = 0) -> None:
        self._fuse = fuse
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._talks: set[asyncio.Task[None]] = set()
        self.target = target
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, asks: asyncio.StreamReader, hears: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._carry(asks, hears)
        hears.close()
        self._talks.discard(talk)

    async def _carry(self, asks: asyncio.StreamReader, hears: asyncio.StreamWriter) -> None:
        """Until either of the two hangs up."""
        answers, to = await asyncio.open_connection("127.0.0.1", self.target)
        both = [
            asyncio.create_task(self._pass_on(asks, to)),
            asyncio.create_task(self._pass_on(answers, hears, self._fuse)),
        ]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in both:
                each.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            to.close()

    async def _pass_on(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, fuse: Fuse | None = None) -> None:
        passed = size = 0
        while passed == size and (data := await source.read(CHUNK)):
            size = len(data)
            passed = fuse.burn(size) if fuse else size
            to.write(data[:passed])
            await to.drain()
