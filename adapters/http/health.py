"""Whether the process lives (`/livez`) and whether it can serve, by what (`/readyz`): open to everybody."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, select
from starlette.responses import Response
from starlette.routing import Route

from adapters.http.limits import JSON
from adapters.http.problems import language
from adapters.ledger.errors import LedgerError

if TYPE_CHECKING:
    from starlette.requests import Request

    from adapters.service.service import Service
    from engine import Diagnostic


async def livez(request: Request) -> Response:
    """200 as long as anything is answered at all."""
    return Response('{"status": "alive"}', media_type=JSON)


async def readyz(request: Request) -> Response:
    """200 with what is served, and with what isn't and why; 503 where the database doesn't answer."""
    service: Service = request.app.state.service
    lang = language(request.headers.get("accept-language"))
    served, refused = service.live.current, service.live.refused
    problem = await asyncio.to_thread(_problem, service, lang)
    told: dict[str, Any] = {
        "status": "unavailable" if problem else "ready",
        "revision": served.bundle,
        "policies": len(served.policies),
    }
    if refused:
        diagnostics = [_told(each, lang) for each in refused.diagnostics]
        told["refused"] = {"revision": refused.bundle, "diagnostics": diagnostics}
    if problem:
        told["problem"] = problem
    body = json.dumps(told, ensure_ascii=False).encode(errors="replace")
    return Response(body, 503 if problem else 200, {"Content-Language": lang, "Vary": "Accept-Language"}, JSON)


def _problem(service: Service, lang: str) -> str:
    """What is the matter with the database."""
    try:
        with service.database.reading() as connection:
            connection.execute(select(literal(1)))
    except LedgerError as error:
        return error.diagnostics[0].message(lang)
    return ""


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
