"""Receivers of webhooks: sockets that write down what they get, and answer well, late, wrongly or never."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

from standardwebhooks.webhooks import Webhook

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Self


class Told(NamedTuple):
    """A message as it arrived."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def is_signed(self, secret: str) -> bool:
        """By this secret, whenever that was."""
        at = dt.datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), dt.UTC)
        signature = Webhook(secret).sign(self.id, at, self.body.decode())
        return signature in self.headers["webhook-signature"].split()


class Receiver(ThreadingHTTPServer):
    """Answers every call by `answer`, after it has written it down."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, answer: Callable[[Call], None] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.answer = answer or well
        self.told: list[Told] = []
        self.closing = threading.Event()
        self._lines: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/told"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        for line in list(self._lines):
            with suppress(OSError):  # who called has gone first
                line.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._lines.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who has hung up meanwhile is no fault of ours."""


class Call(BaseHTTPRequestHandler):
    """A message that comes in."""

    server: Receiver
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # who called was killed meanwhile
            self.close_connection = True
            return
        self.server.told.append(Told({name.lower(): value for name, value in self.headers.items()}, body))
        self.server.answer(self)

    def log_message(self, *_: object) -> None:
        """Nothing: what arrived is in `told`."""

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def well(call: Call) -> None:
    call.reply(204)


def slowly(call: Call, seconds: float = 3) -> None:
    """Well, but late."""
    call.server.closing.wait(seconds)
    call.reply(204)
