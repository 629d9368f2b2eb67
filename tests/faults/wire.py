"""Anything said to a service byte by byte, on a connection for each call."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from tests.faults.crm import JSON

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.faults.service import Service


class Answer(NamedTuple):
    """What came back: the status, headers by lower-case name, the body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """Calls with a key, well or badly made."""

    def __init__(self, service: Service, key: str) -> None:
        self.service = service
        self._key = key

    def to(self, service: Service) -> Wire:
        """The same caller at another service."""
        return Wire(service, self._key)

    def post(self, path: str, body: bytes, kind: str = JSON, **headers: str) -> Answer:
        return self.say(self.head("POST", path, kind, {"Content-Length": str(len(body)), **headers}) + body)

    def post_in_chunks(self, path: str, chunks: Iterable[bytes], kind: str = JSON) -> Answer:
        """Without a word about the length."""
        framed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
        return self.say(self.head("POST", path, kind, {"Transfer-Encoding": "chunked"}) + framed + b"0\r\n\r\n")

    def ask(self, method: str, path: str, **headers: str) -> Answer:
        return self.say(self.head(method, path, JSON, headers))

    def head(self, method: str, path: str, kind: str, headers: dict[str, str]) -> bytes:
        """What comes before a body. Characters are bytes (Latin-1)."""
        own = {"Host": "127.0.0.1", "Connection": "close", "Content-Type": kind, "Authorization": f"Bearer {self._key}"}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in (own | headers).items())]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"

    def say(self, text: bytes) -> Answer:
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=60) as line:
            with suppress(ConnectionError):  # who hangs up before the end may have answered
                line.sendall(text)
            return _answer(all_of(line))


def all_of(line: socket.socket) -> bytes:
    """What comes until the other side hangs up."""
    found = b""
    with suppress(ConnectionError):
        while data := line.recv(65536):
            found += data
    return found


def _answer(text: bytes) -> Answer:
    assert text, "hung up on without a word"
    head, _, body = text.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    return Answer(int(first.split()[1]), {name.lower(): value for name, value in pairs}, body)
