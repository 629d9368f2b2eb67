"""Peers of the service, served by the same framework in the same way: FastAPI on uvicorn, raw requests, no access log.

Run as `python -m bench.http_peers NAME`, where it says on which port it listens, as `guiju serve` does.
"""

from __future__ import annotations

import json
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI, Request, Response

from bench import ten_rows

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Route = Callable[[Request], Awaitable[Response]]


async def echo(request: Request) -> Response:
    """What came, read and written."""
    return _json(json.loads(await request.body()))


def zen() -> Route:
    """The table of ten rows, decided by zen-engine, by its call for event loops: the other is slower in one."""
    decision = ten_rows.peer()

    async def decide(request: Request) -> Response:
        return _json(await decision.async_evaluate(json.loads(await request.body())["facts"]))

    return decide


def _json(value: object) -> Response:
    return Response(json.dumps(value).encode(), media_type="application/json")


PEERS: dict[str, Callable[[], Route]] = {"echo": lambda: echo, "zen": zen}


def serve(name: str) -> None:
    app = FastAPI(openapi_url=None)
    app.add_api_route("/", PEERS[name](), methods=["POST"])
    listening = socket.create_server(("127.0.0.1", 0))
    print(f"{name}: http://127.0.0.1:{listening.getsockname()[1]}", file=sys.stderr, flush=True)
    uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    serve(sys.argv[1])
