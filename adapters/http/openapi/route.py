"""`GET /openapi.json`: the document for the branches of a key, of the library that is served just now."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from adapters.http.access import granted, visible
from adapters.http.limits import JSON
from adapters.http.negotiation import language_of, told_in
from adapters.http.openapi.document import document

if TYPE_CHECKING:
    from starlette.requests import Request

    from adapters.service.live import Served

    Name = tuple[str, tuple[str, ...], str]
    """A bundle, branches, a language."""

KEPT = 8
"""Documents that are kept at most, so that most callers don't wait."""


class Documents:
    """The documents that were asked for last."""

    def __init__(self) -> None:
        self._made: dict[Name, bytes] = {}

    def get(self, served: Served, branches: tuple[str, ...], lang: str) -> bytes:
        """The document for some branches, as JSON in UTF-8. Threads may call it."""
        name = (served.bundle, branches, lang)
        made = self._made.pop(name, None) or json.dumps(document(served, branches, lang), ensure_ascii=False).encode()
        self._made[name] = made
        for oldest in list(self._made)[:-KEPT]:
            self._made.pop(oldest, None)
        return made


async def description(request: Request) -> Response:
    """The OpenAPI document."""
    key = await granted(request, None)
    served = request.app.state.service.live.current
    lang = language_of(request)
    branches = visible(key, served.library.branches)
    body = await asyncio.to_thread(request.app.state.documents.get, served, branches, lang)
    return Response(body, 200, told_in(lang) | {"Vary": "Authorization, Accept-Language"}, JSON)


ROUTES = (Route("/openapi.json", description, methods=["GET"]),)
