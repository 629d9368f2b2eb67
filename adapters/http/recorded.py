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
from adapters.http.negotiation import language_of, media_type, told_in
from adapters.http.pages import answered, page_of_entries, reading
from adapters.http.problems import Refused, problem, refused
from adapters.ledger import queries
from adapters.ledger.queries import Wanted
from adapters.service import json_bytes
from adapters.service.explanations import NotTheSame, made_again

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    import engine
    from adapters.ledger.entries import Kind, Recorded
    from adapters.service.replay import Rules

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
    """Why a decision was made: in words where `Accept` would rather have `text/plain`, else as JSON with every test.

    Raises `Refused`: 406 where it wants neither, 409 where the decision doesn't come out as it was recorded.
    """
    found = await _decision(request)
    rules = request.app.state.service.recalled.policy
    form, lang = _form(request), language_of(request)
    try:
        text = await asyncio.to_thread(_why, found, rules, lang if form == TEXT else None)
    except NotTheSame as error:
        raise _conflict(error) from None
    said = told_in(lang) | {"Vary": "Accept, Accept-Language"} if form == TEXT else {"Vary": "Accept"}
    return Response(text, 200, said, form)


async def explanations(request: Request) -> Response:
    """Why decisions were made, the last first; where one doesn't come out as it was recorded a problem stands."""
    rules, lang = request.app.state.service.recalled.policy, language_of(request)
    return await _listed(request, "decision", partial(_shown_explanation, rules=rules, lang=lang), newest=True)


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
    read = partial(page_of_entries, wanted=wanted, asked=asked, shown=shown, newest=newest)
    found = await reading(request, read)
    if not found.items:
        refuse_unknown(request, key, asked)
    return answered(found)


def _answer(recorded: Recorded) -> Any:
    return json.loads(recorded.entry.body)["answer"]


def _shown_decision(recorded: Recorded) -> dict[str, Any]:
    return _of_decision(recorded) | {"decision": _answer(recorded)}


def _shown_explanation(recorded: Recorded, rules: Rules, lang: str) -> dict[str, Any]:
    try:
        why = _reasons(made_again(recorded, rules))
    except NotTheSame as error:
        why = problem(_conflict(error), lang)
    return _of_decision(recorded) | {"explanation": why}


def _of_decision(recorded: Recorded) -> dict[str, Any]:
    return {"case": recorded.entry.case or None, "recorded": instant(recorded.recorded).isoformat()}


def _shown_message(recorded: Recorded) -> Any:
    return json.loads(recorded.entry.body)


def _why(recorded: Recorded, rules: Rules, lang: str | None) -> str:
    """The words of an explanation in `lang`, or all of it as JSON."""
    made = made_again(recorded, rules)
    return made.explain(lang) if lang else json.dumps(_reasons(made), ensure_ascii=False)


def _reasons(decision: engine.Decision) -> dict[str, Any]:
    return {**decision.to_dict(), "reasons": decision.reasons()}


def _conflict(error: NotTheSame) -> Refused:
    return Refused(409, error.diagnostics[0])


def _form(request: Request) -> str:
    """The media type as which an explanation is wanted."""
    accepted = ", ".join(request.headers.getlist("accept"))
    found = media_type(accepted, (JSON, TEXT))
    if found is None:
        raise refused(406, "GJ881", accepted=accepted, offered=f"{JSON}, {TEXT}")
    return found


ROUTES = (
    Route("/v1/decisions", decisions, methods=["GET"]),
    Route("/v1/decisions/{id}", decision, methods=["GET"]),
    Route("/v1/decisions/{id}/explanation", explanation, methods=["GET"]),
    Route("/v1/explanations", explanations, methods=["GET"]),
    Route("/v1/messages", messages, methods=["GET"]),
)
