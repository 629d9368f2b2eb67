"""What is still to be sent, in a file: so a caller who sends all before reading anything isn't waited for."""

from __future__ import annotations

import asyncio
import os
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType
    from typing import Self

MOST = 1024 * 1024 * 1024
"""Bytes that wait to be sent at most; then whoever puts more waits."""
PART = 64 * 1024
"""Bytes that are sent at once."""


class Spool:
    """Bytes put in by one task and taken out by another; memory is constant, and the disk's is given back."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  as long as the spool
        self._put = self._taken = 0
        self._changed = asyncio.Event()
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._file.close()

    async def put(self, data: bytes) -> None:
        """Add some, once there is room. Raises `OSError` where the disk has none."""
        while self._put - self._taken > MOST:
            await self._change()
        os.pwrite(self._file.fileno(), data, self._put)
        self._put += len(data)
        self._changed.set()

    def end(self) -> None:
        """Nothing more comes."""
        self._ended = True
        self._changed.set()

    async def parts(self) -> AsyncIterator[bytes]:
        """What was put in, in order, until the end."""
        while self._put > self._taken or not self._ended:
            if self._put == self._taken:
                self._empty()
                await self._change()
                continue
            part = os.pread(self._file.fileno(), min(PART, self._put - self._taken), self._taken)
            self._taken += len(part)
            self._changed.set()
            yield part

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    def _empty(self) -> None:
        os.ftruncate(self._file.fileno(), 0)
        self._put = self._taken = 0
