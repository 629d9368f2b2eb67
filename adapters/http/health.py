"""Whether the process lives (`/livez`) and whether it can serve, by what (`/readyz`): open to everybody."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from adapters.http.limits import JSON
from adapters.http.negotiation import language_of, told_in
from adapters.http.problems import outward
from adapters.ledger.errors import LedgerError
from adapters.service.activations import active

if TYPE_CHECKING:
    from starlette.requests import Request

    from adapters.service.service import Service
    from engine import Diagnostic


async def livez(request: Request) -> Response:
    """200 as long as anything is answered at all."""
    return Response('{"status": "alive"}', media_type=JSON)


async def readyz(request: Request) -> Response:
    """200 with what is served, and with what isn't and why; 503 where the database doesn't answer.

    `in_force`: whether it is by what is served that deadlines are read; not where another process has put another
    library in force since.
    """
    service: Service = request.app.state.service
    lang = language_of(request)
    served, refused = service.live.current, service.live.refused
    told = await asyncio.to_thread(_of_database, service, served.bundle, lang)
    told |= {"revision": served.bundle, "policies": len(served.policies)}
    if refused:
        diagnostics = [_told(each, lang) for each in refused.diagnostics]
        told["refused"] = {"revision": refused.bundle, "diagnostics": diagnostics}
    body = json.dumps(told, ensure_ascii=False).encode(errors="replace")
    code = 503 if "problem" in told else 200
    return Response(body, code, told_in(lang), JSON)


def _of_database(service: Service, bundle: str, lang: str) -> dict[str, Any]:
    """What the database knows of a library that is served, or what is the matter with it."""
    try:
        with service.database.reading() as connection:
            return {"status": "ready", "in_force": active(connection) == bundle}
    except LedgerError as error:
        return {"status": "unavailable", "problem": outward(error.diagnostics[0]).message(lang)}


def _told(diagnostic: Diagnostic, lang: str) -> dict[str, str]:
    place = str(diagnostic.span) if diagnostic.span else ""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "place": place,
        "message": diagnostic.message(lang),
        "hint": diagnostic.hint(lang),
    }


ROUTES = (Route("/livez", livez), Route("/readyz", readyz))
