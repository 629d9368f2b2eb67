"""A caller over many connections, which costs far less than whoever answers: bytes made before, answers hardly read."""

from __future__ import annotations

import selectors
import socket
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

CONNECTIONS = 256
"""As many as wait at once: what a group commit has to gather."""
END_OF_HEADER = b"\r\n\r\n"


class Called(NamedTuple):
    """How many answers came, within how many seconds, and the status of each that wasn't a success."""

    answers: int
    seconds: float
    refused: tuple[bytes, ...]


class Line:
    """A connection, on which at most one call is under way; `since`: when that was meant to be made."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.since = 0.0
        self._got = b""

    def ask(self, request: bytes, since: float) -> None:
        self.since = since
        self.socket.sendall(request)

    def hear(self) -> bytes:
        """The status of the answer, once it is there as a whole; until then nothing."""
        self._got += self.socket.recv(65536)
        header = self._got.find(END_OF_HEADER)
        if header < 0 or len(self._got) < header + 4 + _length(self._got[:header]):
            return b""
        status, self._got = self._got[9:12], b""
        return status


def request(path: str, body: bytes, **headers: str) -> bytes:
    """A call as it goes over the line."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + END_OF_HEADER + body


def saturate(port: int, requests: Iterator[bytes], seconds: float) -> Called:
    """As many calls as are answered: each line asks again as soon as it has an answer. `requests`: without end."""
    refused, answers = [], 0
    with Switchboard(port) as board:
        start = time.perf_counter()
        for line in board.lines:
            line.ask(next(requests), start)
        while (now := time.perf_counter()) < start + seconds:
            for line, status in board.answers(1.0):
                answers += 1
                refused += [status] if status != b"200" else []
                line.ask(next(requests), now)
        return Called(answers, time.perf_counter() - start, tuple(refused))


def paced(port: int, requests: Iterator[bytes], rate: float, seconds: float) -> list[float]:
    """How long each call took, in seconds, at so many calls a second, whether those before were answered or not.

    A call that must wait for a free line is as late as that: time counts from when it was meant to be made.
    """
    took = []
    with Switchboard(port) as board:
        free, due = list(board.lines), Schedule(rate, seconds)
        while due or len(free) < CONNECTIONS:
            for since in due.until(time.perf_counter(), len(free)):
                free.pop().ask(next(requests), since)
            for line, _ in board.answers(due.wait(time.perf_counter()) if free else 1.0):
                took.append(time.perf_counter() - line.since)
                free.append(line)
    return took


class Schedule:
    """Instants at equal distances."""

    def __init__(self, rate: float, seconds: float) -> None:
        self._start, self._rate = time.perf_counter(), rate
        self._made, self._all = 0, int(rate * seconds)

    def __bool__(self) -> bool:
        return self._made < self._all

    def until(self, now: float, most: int) -> Iterator[float]:
        """Those that have passed and weren't given yet."""
        while self and most and self._next() <= now:
            yield self._next()
            self._made, most = self._made + 1, most - 1

    def wait(self, now: float) -> float:
        return max(0.0, self._next() - now) if self else 1.0

    def _next(self) -> float:
        return self._start + self._made / self._rate


class Switchboard:
    """All lines to a port."""

    def __init__(self, port: int) -> None:
        self.lines = tuple(Line(port) for _ in range(CONNECTIONS))
        self._selector = selectors.DefaultSelector()
        for line in self.lines:
            self._selector.register(line.socket, selectors.EVENT_READ, line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        for line in self.lines:
            line.socket.close()

    def answers(self, wait: float) -> Iterator[tuple[Line, bytes]]:
        """Who has an answer, with its status; nothing where none comes within `wait` seconds."""
        for key, _ in self._selector.select(wait):
            if status := key.data.hear():
                yield key.data, status


def _length(header: bytes) -> int:
    return int(header.lower().split(b"content-length:")[1].split(b"\r\n")[0])
