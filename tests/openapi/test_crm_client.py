"""The client that `docs/crm.md` shows, where the line is bad."""

from __future__ import annotations

import socket
from threading import Thread

from examples.crm_client import Guiju

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n"


def test_an_answer_that_breaks_off_is_asked_for_again_under_the_same_key() -> None:
    asked: list[bytes] = []

    def answer(server: socket.socket) -> None:
        for said in (b'{"a"', b'{"a": "b12"}'):
            line, _ = server.accept()
            with line:
                asked.append(line.recv(65536))
                line.sendall(HEAD + said)

    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = Thread(target=answer, args=(server,))
        answering.start()
        client = Guiju(f"http://127.0.0.1:{server.getsockname()[1]}", "key", waits=(0.01,))
        assert client.call("/v1/policies") == {"a": "b12"}
        answering.join()
    first, second = asked
    assert b"Idempotency-Key" in first.title()
    assert first == second
