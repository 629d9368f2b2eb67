"""The client that `docs/crm.md` shows, where the line is bad or the service can't answer now."""

from __future__ import annotations

import json
import socket
import time
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from examples.crm_client import Guiju, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

END = b"Connection: close\r\n"
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n" + END + b'\r\n{"a": "b12"}'
BROKEN_OFF = WHOLE.removesuffix(b': "b12"}')
LATER = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 2\r\n" + END + b"\r\n{}"
NO_ANSWER = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n" + END + b"\r\n<html>"
BUSY = b"HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n" + END + b"\r\n{}"
WRONG = b"HTTP/1.1 422 Unprocessable Content\r\nContent-Length: 2\r\n" + END + b"\r\n{}"

MANY = 1_100
"""Pages, more than Python lets calls stand within one another."""


def page(items: list[int], following: str | None) -> bytes:
    """A page of a list as it is answered."""
    body = json.dumps({"items": items, "next": following}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), END, body)


@contextmanager
def answering(*answers: bytes) -> Iterator[tuple[Guiju, list[bytes]]]:
    """A client of somebody who answers so, one time after the other; what it asked."""
    asked: list[bytes] = []

    def answer(server: socket.socket) -> None:
        for said in answers:
            line, _ = server.accept()
            with line:
                asked.append(line.recv(65536))
                line.sendall(said)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=answer, args=(server,))
        thread.start()
        yield Guiju(f"http://127.0.0.1:{server.getsockname()[1]}", "key", waits=(0.01,)), asked
        thread.join()


@pytest.mark.parametrize(("first", "least"), [(BROKEN_OFF, 0.01), (NO_ANSWER, 0.01), (BUSY, 0.01), (LATER, 1)])
def test_what_may_come_right_is_asked_for_again_under_the_same_key(first: bytes, least: float) -> None:
    """`least`: the seconds that are waited for before."""
    began = time.monotonic()
    with answering(first, WHOLE) as (client, asked):
        assert client.call("/v1/policies") == {"a": "b12"}
    assert time.monotonic() - began >= least
    assert b"Idempotency-Key" in asked[0].title()
    assert asked[0] == asked[1]


def test_what_will_not_come_right_is_not_asked_for_again() -> None:
    with answering(WRONG) as (client, _), pytest.raises(Refused):
        client.call("/v1/policies")


def test_patience_ends() -> None:
    with answering(BUSY, BUSY) as (client, _), pytest.raises(Refused):
        client.call("/v1/policies")


def test_a_list_is_read_to_its_end_however_long() -> None:
    pages = [page([place], str(place + 1)) for place in range(MANY)]
    with answering(*pages, page([MANY], None)) as (client, asked):
        assert list(client.every("clocks", case="C-1")) == list(range(MANY + 1))
    assert asked[0].startswith(b"GET /v1/clocks?case=C-1 ")
    assert asked[-1].startswith(b"GET /v1/clocks?case=C-1&after=%d " % MANY)
