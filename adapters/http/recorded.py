"""What the ledger holds, read again: decisions as they were answered, why they were, messages as they were sent."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from adapters.clock import instant
from adapters.http import parameters
from adapters.http.access import granted, visible
from adapters.http.filters import branches_of, refuse_unknown
from adapters.http.limits import JSON
from adapters.http.pages import answered, one_more, page, reading
from adapters.http.problems import Refused, language, refused
from adapters.ledger import queries
from adapters.ledger.queries import Wanted
from adapters.service import json_bytes
from adapters.service.explanations import NotTheSame, made_again

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from starlette.requests import Request

    import engine
    from adapters.http.pages import Page
    from adapters.ledger.entries import Kind, Recorded

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
    found = await _decision(request)
    return Response(json_bytes.write(_answer(found)), media_type=JSON)


async def explanation(request: Request) -> Response:
    """Why a decision was made: in words where `Accept` asks for `text/plain`, else as JSON with every test.

    Raises `Refused`, 409, where it doesn't come out as it was recorded.
    """
    found = await _decision(request)
    in_words = _wants_words(request.headers.get("accept", ""))
    lang = language(request.headers.get("accept-language"))
    tell = partial(_words, lang=lang) if in_words else _reasons
    try:
        text = await asyncio.to_thread(_told, found, request.app.state.service.recalled.policy, tell)
    except NotTheSame as error:
        raise Refused(409, error.diagnostics[0]) from None
    said = {"Content-Language": lang, "Vary": "Accept, Accept-Language"} if in_words else {"Vary": "Accept"}
    return Response(text, 200, said, f"{TEXT}; charset=utf-8" if in_words else JSON)


async def decisions(request: Request) -> Response:
    """Decisions, the last first."""
    return await _listed(request, "decision", _shown_decision, newest=True)


async def messages(request: Request) -> Response:
    """Messages as they were sent, in the order of the ledger."""
    return await _listed(request, "message", _shown_message, newest=False)


async def _decision(request: Request) -> Recorded:
    key = await granted(request, "read")
    parameters.read(request, {})
    wanted = request.path_params["id"]
    found = await reading(request, partial(queries.by_id, kind="decision", id_=wanted))
    mine = [each for each in found if visible(key, (each.entry.branch,))]
    if not mine:
        raise refused(404, "GJ868", what="decision", id=wanted)
    return mine[0]


async def _listed(request: Request, kind: Kind, shown: Callable[[Recorded], Any], *, newest: bool) -> Response:
    key = await granted(request, "read")
    asked = parameters.read(request, _PARAMETERS)
    wanted = Wanted((kind,), branches_of(key, asked["branch"]), asked["policy"], asked["case"])
    (after,) = asked["after"] or (0,)

    def read(connection: Connection) -> Page:
        limit = asked["limit"]
        found = queries.listing(connection, wanted, after=after, limit=one_more(limit), newest=newest)
        return page(found, limit, shown, lambda each: (each.seq,))

    found = await reading(request, read)
    if not found.items:
        refuse_unknown(request, key, asked)
    return answered(found)


def _answer(recorded: Recorded) -> Any:
    return json.loads(recorded.entry.body)["answer"]


def _shown_decision(recorded: Recorded) -> dict[str, Any]:
    told = instant(recorded.recorded).isoformat()
    return {"case": recorded.entry.case or None, "recorded": told, "decision": _answer(recorded)}


def _shown_message(recorded: Recorded) -> Any:
    return json.loads(recorded.entry.body)


def _told(recorded: Recorded, rules: Any, tell: Callable[[engine.Decision], str]) -> str:
    return tell(made_again(recorded, rules))


def _words(decision: engine.Decision, lang: str) -> str:
    return decision.explain(lang)


def _reasons(decision: engine.Decision) -> str:
    return json.dumps({**decision.to_dict(), "reasons": decision.reasons()}, ensure_ascii=False)


def _wants_words(accept: str) -> bool:
    """Whether an `Accept` (RFC 9110, section 12.5.1) names text before JSON."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return next((name == TEXT for name in named if name in (TEXT, JSON)), False)


ROUTES = (
    Route("/v1/decisions", decisions, methods=["GET"]),
    Route("/v1/decisions/{id}", decision, methods=["GET"]),
    Route("/v1/decisions/{id}/explanation", explanation, methods=["GET"]),
    Route("/v1/messages", messages, methods=["GET"]),
)
