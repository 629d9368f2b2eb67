"""`guiju serve` with one more room: an address that gives back what it gets, behind the same guard, key and limits.

Run as `python -m bench.echoing_service serve …`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from adapters import json_text
from adapters.cli.main import main
from adapters.http import app, limits
from adapters.http.access import granted

if TYPE_CHECKING:
    from starlette.requests import Request


async def echo(request: Request) -> Response:
    await granted(request, "decide")
    return Response(json_text.write(await limits.json_body(request)), media_type=limits.JSON)


ROUTES = (Route("/echo", echo, methods=["POST"]),)

if __name__ == "__main__":
    app.ROOMS = (*app.ROOMS, sys.modules[__name__])  # type: ignore[assignment]  # more of the same
    main()
