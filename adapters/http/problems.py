"""Refusals as problem details (RFC 9457): what is wrong, by code, in the language that the caller asked for.

    {"type": "urn:guiju:problem:GJ850", "title": …, "status": 422, "detail": …, "hint": …,
     "errors": [{"pointer": "/facts/score", "code": "GJ430", "message": …, "hint": …}, …]}

`title` goes with the status; `detail` and `hint` are the code's words in the catalog. `errors` stands where there are
several, or they have a place: a JSON pointer (RFC 6901) into the body, or line and column where it is no JSON.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from http import HTTPStatus
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from adapters.http.negotiation import language, told_in
from adapters.ledger.errors import Unavailable
from engine import FactError, GuijuError
from engine.diagnostics import Diagnostic, phrases
from engine.diagnostics.diagnostic import brief

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from starlette.requests import Request

    from engine.diagnostics import Span

MEDIA_TYPE = "application/problem+json"
SHOWN = 100
"""How many errors are listed at most."""
RETRY = 5
"""Seconds after which a caller may try again what can't be done now."""

_OF_THE_QUESTION = ("GJ470", "GJ471", "GJ478")
"""Codes of an engine's error whose pointer is one of the question's own members, not of its facts."""

log = logging.getLogger("guiju.http")


class Refused(Exception):
    """A request that isn't carried out: the status, why, and what in particular is wrong."""

    def __init__(
        self,
        status: int,
        diagnostic: Diagnostic,
        errors: Sequence[Diagnostic] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, diagnostic)
        self.status = status
        self.diagnostic = diagnostic
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def refused(status: int, code: str, errors: Sequence[Diagnostic] = (), /, **args: object) -> Refused:
    """A refusal by its code, ready to be raised."""
    return Refused(status, found(code, **args), errors)


def found(code: str, pointer: str | None = None, /, **args: object) -> Diagnostic:
    """A finding, with its place in the body."""
    return Diagnostic(code, None, tuple((name, str(value)) for name, value in args.items()), "", pointer)


def of_error(error: Exception, within: str = "/facts") -> Refused:
    """The refusal that an error stands for. `within`: where in the body the facts are that its pointers lead into.

    Of what nobody expected it has an id, under which the log has the rest.
    """
    match error:
        case Refused():
            return error
        case FactError():
            return refused(422, "GJ850", [_within(each, within) for each in error.diagnostics])
        case Unavailable():
            return _unavailable(error.diagnostics)
        case GuijuError():
            return Refused(422, error.diagnostics[0], error.diagnostics[1:])
        case _:
            return unexpected(error)


def unexpected(error: BaseException) -> Refused:
    """Our own fault: the caller gets an id and nothing else."""
    identity = token_hex(8)
    log.error("GJ852 %s", identity, exc_info=error)
    return refused(500, "GJ852", id=identity)


def problem(refusal: Refused, lang: str) -> dict[str, Any]:
    """The problem details of a refusal, in "zh" or "en"."""
    diagnostic = refusal.diagnostic
    written = {
        "type": f"urn:guiju:problem:{diagnostic.code}",
        "title": phrases.phrase("statuses", str(refusal.status), lang),
        "status": refusal.status,
        "detail": diagnostic.message(lang),
        **_hint(diagnostic, lang),
    }
    if refusal.errors:
        written["errors"] = [_error(each, lang) for each in refusal.errors[:SHOWN]]
    return written


def response(refusal: Refused, accepted: str | None) -> Response:
    """The answer to a request that is refused. `accepted`: its Accept-Language."""
    lang = language(accepted)
    headers = {**told_in(lang), "Cache-Control": "no-store", **refusal.headers}
    body = json.dumps(problem(refusal, lang), ensure_ascii=False).encode(errors="replace")
    return Response(body, refusal.status, headers, MEDIA_TYPE)


async def answer(request: Request, error: Exception) -> Response:
    """The answer to a request whose handling ended in an error."""
    refusal = _unknown(request, error) if isinstance(error, HTTPException) else of_error(error)
    return response(refusal, request.headers.get("accept-language"))


def _unknown(request: Request, error: HTTPException) -> Refused:
    """A path that leads nowhere, or knows other methods."""
    code = "GJ841" if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else "GJ840"
    allowed = ", ".join(sorted((error.headers or {}).get("Allow", "").split(", ")))
    finding = found(code, path=request.scope["path"], method=request.method, allowed=allowed)
    return Refused(error.status_code, finding, headers={"Allow": allowed} if allowed else None)


def _error(diagnostic: Diagnostic, lang: str) -> dict[str, Any]:
    place = _place(diagnostic.span) if diagnostic.span else {}
    pointer = {} if diagnostic.pointer is None else {"pointer": brief(diagnostic.pointer)}
    return {
        **pointer,
        **place,
        "code": diagnostic.code,
        "message": diagnostic.message(lang),
        **_hint(diagnostic, lang),
    }


def _place(span: Span) -> dict[str, Any]:
    """A request's own body has no name."""
    return {**({"file": span.path} if span.path else {}), "line": span.line, "column": span.column}


def _hint(diagnostic: Diagnostic, lang: str) -> dict[str, str]:
    hint = diagnostic.hint(lang)
    return {"hint": hint} if hint else {}


def _within(diagnostic: Diagnostic, above: str) -> Diagnostic:
    if diagnostic.pointer is None or diagnostic.code in _OF_THE_QUESTION:
        return diagnostic
    return replace(diagnostic, pointer=above + diagnostic.pointer)


def outward(diagnostic: Diagnostic) -> Diagnostic:
    """What callers are told of a database: its name, not where it is, nor what its driver says."""
    said = ((name, value) for name, value in diagnostic.args if name not in ("problem", "folder"))
    args = tuple((name, value.rpartition("/")[2] if name == "db" else value) for name, value in said)
    return replace(diagnostic, args=args)


def _unavailable(diagnostics: Iterable[Diagnostic]) -> Refused:
    first, *others = map(outward, diagnostics)
    return Refused(503, first, others, {"Retry-After": str(RETRY)})
