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
    from adapters.http.pages import Page
    from adapters.ledger.entries import Kind, Recorded
    from adapters.ledger.keys import ApiKey
    from adapters.service.replay import Rules

TEXT = "text/plain"
VARIES = {"Vary": "Accept, Accept-Language"}
"""Said of words."""

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
    rules = _rules(request)
    form, lang = _form(request), language_of(request)
    try:
        text = await asyncio.to_thread(_why, found, rules, lang if form == TEXT else None)
    except NotTheSame as error:
        raise _conflict(error) from None
    said = told_in(lang) | VARIES if form == TEXT else {"Vary": "Accept"}
    return Response(text, 200, said, form)


async def explanations(request: Request) -> Response:
    """Why decisions were made, the last first, in the forms of `explanation`; in words, `Link` has the next page.

    Where one doesn't come out as it was recorded a problem stands.
    """
    key = await granted(request, "read")
    form, lang = _form(request), language_of(request)
    shown = partial(_words if form == TEXT else _shown_explanation, rules=_rules(request), lang=lang)
    page = await _page(request, key, "decision", lambda recorded: recorded, newest=True)
    found = page._replace(items=await asyncio.to_thread(lambda: [*map(shown, page.items)]))  # no connection is held
    answer = answered(found) if form == JSON else Response("\n".join(found.items), 200, _link(request, found), TEXT)
    answer.headers.update(told_in(lang) | VARIES)
    return answer


async def decisions(request: Request) -> Response:
    """Decisions, the last first."""
    key = await granted(request, "read")
    return answered(await _page(request, key, "decision", _shown_decision, newest=True))


async def messages(request: Request) -> Response:
    """Messages as they were sent, in the order of the ledger."""
    key = await granted(request, "read")
    return answered(await _page(request, key, "message", _shown_message, newest=False))


async def _decision(request: Request) -> Recorded:
    key = await granted(request, "read")
    parameters.read(request, {})
    wanted = request.path_params["id"]
    found = await reading(request, partial(queries.by_id, kind="decision", id_=wanted))
    mine = [each for each in found if visible(key, (each.entry.branch,))]
    if not mine:
        raise refused(404, "GJ868", what="decision", id=wanted)
    return mine[0]


async def _page(request: Request, key: ApiKey, kind: Kind, shown: Callable[[Recorded], Any], *, newest: bool) -> Page:
    asked = parameters.read(request, _PARAMETERS)
    wanted = Wanted((kind,), branches_of(key, asked["branch"]), asked["policy"], asked["case"])
    read = partial(page_of_entries, wanted=wanted, asked=asked, shown=shown, newest=newest)
    found = await reading(request, read)
    if not found.items:
        refuse_unknown(request, key, asked)
    return found


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


def _words(recorded: Recorded, rules: Rules, lang: str) -> str:
    """An explanation under its time and the decision's id."""
    try:
        why = made_again(recorded, rules).explain(lang)
    except NotTheSame as error:
        why = f"{error.diagnostics[0].message(lang)}\n"
    return f"{instant(recorded.recorded).isoformat()}  {recorded.entry.id}\n\n{why}"


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


def _rules(request: Request) -> Rules:
    rules: Rules = request.app.state.service.recalled.policy
    return rules


def _link(request: Request, page: Page) -> dict[str, str]:
    """Where the page after this one is (RFC 8288), if there is one."""
    query = request.url.include_query_params(after=page.next).query
    return {"Link": f'<?{query}>; rel="next"'} if page.next else {}


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
