"""The process: a socket, the application behind it, and what signals ask for."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import os
import signal
import socket
import sys
from time import monotonic
from typing import TYPE_CHECKING

import uvicorn

from adapters.http.app import ROOMS, application
from adapters.http.problems import found
from adapters.http.protocol import Protocol
from adapters.service.service import Service
from engine import GuijuError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType, ModuleType

    from fastapi import FastAPI

    from adapters.http.shared import Shared
    from adapters.service.service import Settings

GRACE = 30
"""Seconds that requests in hand are waited for at the end."""
KEEP_ALIVE = 75
"""Seconds that a connection stays open for the next request: longer than a proxy's minute."""

GARBAGE = 20_000
"""Objects more than before at which those that only know one another are looked for; Python does so at 700."""

log = logging.getLogger("guiju.http")


class CannotListen(GuijuError):
    """The address can't be listened at."""


def serve(
    settings: Settings, host: str, port: int, ready: Callable[[str], object], rooms: Sequence[ModuleType] = ROOMS
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is in hand; SIGHUP reloads. `ready` is told the URL.

    Raises `GuijuError` where the service can't begin. `port`: 0 for any that is free.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    with _listening(host, port) as listener, Service(settings) as service:
        _Server(application(service, rooms), lambda: ready(_url(listener))).run([listener])


def _leave(number: int, frame: FrameType | None) -> None:
    """Uvicorn listens to both signals while it runs, and sends them on at the end: they are no failure."""
    sys.exit(0)


class _Server(uvicorn.Server):
    def __init__(self, app: FastAPI, ready: Callable[[], object]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Protocol,
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._reloading: Shared = app.state.reloading
        self._asked: set[asyncio.Future[None]] = set()
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        _spare_the_collector()
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._reload)
        await super().startup(sockets)
        self._ready()

    def _reload(self) -> None:
        """However often it is asked for meanwhile, it is done once more."""
        asked = asyncio.ensure_future(self._reloading.since(monotonic()))
        self._asked.add(asked)
        asked.add_done_callback(self._reloaded)

    def _reloaded(self, asked: asyncio.Future[None]) -> None:
        self._asked.discard(asked)
        if not asked.cancelled() and (error := asked.exception()):
            log.error("reload: %s", error)


def _spare_the_collector() -> None:
    """What is there before the first request stays: looking for garbage in it would only hold requests up."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        known = error.errno in errno.errorcode  # else it is about the host's name
        problem = os.strerror(error.errno or 0) if known else error.strerror or str(error)
        raise CannotListen([found("GJ859", host=host, port=port, problem=problem)]) from None


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
