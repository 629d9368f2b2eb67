"""The outermost of our own: no error gets past it, and of none that we didn't expect more than an id."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from adapters.http.problems import answer, unexpected

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NUL = "\0"
"""What no database takes, and nothing here is called by."""


class Guard:
    """Errors as problems. Where the answer has begun nothing more can be said: it ends before its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif NUL in scope["path"]:
            await _refuse(HTTPException(HTTPStatus.NOT_FOUND), scope, receive, send)
        else:
            await self._guarded(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = False

        async def sent(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001  it is in the log, under its id
            refusal = unexpected(error)
            if not began:
                await _refuse(refusal, scope, receive, send)


async def _refuse(error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    respond = await answer(Request(scope), error)
    await respond(scope, receive, send)
