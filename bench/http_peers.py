"""The service with four endpoints more: three that only echo, and one that asks zen-engine.

They are reached as a decision is: the same process, framework, key and limit of the body. One echo sends its bytes back
unread, one reads JSON and writes it; the first also as FastAPI has endpoints declared, which ours aren't. Run as
`python -m bench.http_peers DATABASE [--no-ledger]`, which says on which port it listens, as `guiju serve` does.
"""

import json
import sys

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters import wiring
from adapters.http import app, limits, server
from adapters.http.access import granted
from adapters.service import json_bytes
from adapters.service.service import Settings
from bench import ten_rows

DECISION = ten_rows.peer()


async def echo(request: Request) -> Response:
    """What came, as it came."""
    return Response(await _body(request), media_type=limits.JSON)


async def echo_json(request: Request) -> Response:
    """The JSON that came, read and written as a decision's is."""
    return Response(json_bytes.write(limits.read_facts(await _body(request))), media_type=limits.JSON)


async def zen(request: Request) -> Response:
    """The table of ten rows, by the engine's call for event loops: its other one is slower in them."""
    found = await DECISION.async_evaluate(json.loads(await _body(request))["facts"])
    return Response(json.dumps(found).encode(), media_type=limits.JSON)


async def _body(request: Request) -> bytes:
    await granted(request, "decide", request.path_params["branch"])
    return await limits.body(request)


ROUTES = (
    Route("/v1/branches/{branch}/echo", echo, methods=["POST"]),
    Route("/v1/branches/{branch}/echo/json", echo_json, methods=["POST"]),
    APIRoute("/v1/branches/{branch}/echo/declared", echo, methods=["POST"]),
    Route("/v1/branches/{branch}/zen", zen, methods=["POST"]),
)


def serve(database: str, *options: str) -> None:
    """Serve the benchmarks' policy, and these."""
    keeps = "--no-ledger" not in options
    settings = Settings(ten_rows.HERE / "policies", database, wiring.tools().changes, keeps=keeps, sweeps=False)
    first, *others = app.ROOMS  # a decision's route is the first, as it is in the service: each path is tried in turn
    server.serve(settings, "127.0.0.1", 0, _ready, rooms=(first, sys.modules[__name__], *others))


def _ready(url: str) -> None:
    print(f"peers: {url}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    serve(*sys.argv[1:])
