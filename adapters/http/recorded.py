"""What the ledger holds, read again: decisions as they were answered, why they were, messages as they were sent."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from adapters import json_text
from adapters.clock import instant
from adapters.http import parameters
from adapters.http.access import granted, visible
from adapters.http.filters import branches_of, refuse_unknown
from adapters.http.limits import JSON
from adapters.http.pages import answered, one_more, page, reading
from adapters.http.problems import language, refused
from adapters.ledger import queries
from adapters.ledger.queries import Wanted
from adapters.service.cases import body_of

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from adapters.http.pages import Page
    from adapters.ledger.entries import Kind, Recorded
    from adapters.ledger.keys import ApiKey
    from adapters.service.replay import Recalled

TEXT = "text/plain"

_PARAMETERS = {
    "branch": parameters.name,
    "policy": parameters.name,
    "case": parameters.name,
    "limit": parameters.limit,
    "after": parameters.cursor(int),
}


async def decision(request: Request) -> Response:
    """A decision, byte for byte as it was answered."""
    parameters.read(request, {})
    found = await _decision(request)
    return Response(json.dumps(_answer(found), ensure_ascii=False), media_type=JSON)


async def explanation(request: Request) -> Response:
    """Why a decision was made: decided again by the rules of its own time, with every test, or in words.

    In words where `Accept` asks for `text/plain`, in the language of `Accept-Language`.
    """
    parameters.read(request, {})
    found = await _decision(request)
    lang = language(request.headers.get("accept-language"))
    wanted = _in_words(request.headers.get("accept", ""))
    explain = partial(_explained, found, request.app.state.service.recalled, lang if wanted else "")
    text = await asyncio.to_thread(explain)
    headers = {"Content-Language": lang, "Vary": "Accept, Accept-Language"} if wanted else {"Vary": "Accept"}
    return Response(text, 200, headers, f"{TEXT}; charset=utf-8" if wanted else JSON)
