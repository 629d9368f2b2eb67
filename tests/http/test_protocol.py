"""HTTP/1.1 as it comes in from the wire: from clients with other habits, and from some that mean no good."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import uvicorn

from adapters.http import protocol
from adapters.http.protocol import Protocol
from tests.faults.service import wait_for
from tests.faults.wire import all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Message, Receive, Scope, Send

    from tests.faults.service import Service
    from tests.http.calling import Caller

DECIDE = "/v1/branches/base/policies/assessment/decide"
BODY = b'{"facts": {"score": 95}}'
LAST = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
FLOOD = 20_000_000


@pytest.fixture
def line(service: Service) -> Iterator[socket.socket]:
    """A connection."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as connected:
        yield connected


def head(caller: Caller, *headers: str, key: bool = True, body: str = f"Content-Length: {len(BODY)}") -> bytes:
    """The beginning of a request to decide."""
    own = ["Host: x", "Content-Type: application/json", body, *([f"Authorization: Bearer {caller.key}"] if key else [])]
    return "\r\n".join([f"POST {DECIDE} HTTP/1.1", *own, *headers, "", ""]).encode()


def flood(line: socket.socket, data: bytes) -> int:
    """How many bytes the service takes of something that doesn't end."""
    sent = 0
    with suppress(ConnectionError):
        while sent < FLOOD:
            line.sendall(data)
            sent += len(data)
    return sent


def test_who_would_rather_speak_http_2_is_answered_as_any_other(everything: Caller, line: socket.socket) -> None:
    """So Java's client asks by default, with a body that belongs to HTTP/1.1."""
    wish = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAAB")
    question = head(everything, *wish)
    line.sendall(question + BODY + question)
    line.sendall(BODY + LAST)
    said = all_of(line)
    assert said.count(b"HTTP/1.1 200 OK") == 3
    assert said.count(b'"excellent"') == 2


def test_many_requests_at_once_are_answered_in_order(line: socket.socket) -> None:
    thread = Thread(target=line.sendall, args=(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n" * 10_000 + LAST,))
    thread.start()
    assert all_of(line).count(b"HTTP/1.1 200 OK") == 10_001
    thread.join()


def test_a_request_is_not_answered_for_what_follows_it(everything: Caller, line: socket.socket) -> None:
    line.sendall(head(everything) + BODY + b"GARBAGE\r\n\r\n")
    assert b"HTTP/1.1 400" not in all_of(line)


def test_what_follows_the_body_is_no_header(everything: Caller, line: socket.socket) -> None:
    chunks = b"%x\r\n%s\r\n0\r\n" % (len(BODY), BODY)
    trailer = f"Authorization: Bearer {everything.key}\r\n\r\n".encode()
    line.sendall(head(everything, key=False, body="Transfer-Encoding: chunked") + chunks + trailer + LAST)
    assert all_of(line).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("begun", "more"),
    [
        (b"0\r\n", b"".join(b"x-%d: %s\r\n" % (number, b"a" * 1000) for number in range(60))),
        (b"0\r\nx: ", b"a" * 60_000),
        (b"1;", b"a" * 60_000),
    ],
    ids=["trailers", "a trailer", "an extension of a chunk"],
)
def test_what_has_no_end_and_is_no_body_ends_the_connection(line: socket.socket, begun: bytes, more: bytes) -> None:
    line.sendall(b"POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + begun)
    assert flood(line, more) < FLOOD


class Endless:
    """An application that answers without an end. `ended`: it was told that nobody listens."""

    def __init__(self) -> None:
        self.ended = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI's
        await send({"type": "http.response.start", "status": 200, "headers": []})
        part: Message = {"type": "http.response.body", "body": b"x" * 65536, "more_body": True}
        writing = asyncio.ensure_future(self._write(send, part))
        while (await receive())["type"] != "http.disconnect":
            pass
        self.ended = True
        writing.cancel()

    async def _write(self, send: Send, part: Message) -> None:
        while True:
            await send(part)
            await asyncio.sleep(0)


def test_who_takes_nothing_of_an_answer_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "STANDSTILL", 0.2)
    app = Endless()
    server = uvicorn.Server(uvicorn.Config(app, http=Protocol, ws="none", lifespan="off", log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        with socket.create_connection(listener.getsockname()) as line:
            line.sendall(LAST)
            wait_for(lambda: app.ended, "end of the answer")
        server.should_exit = True
        thread.join()
