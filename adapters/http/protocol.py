"""Uvicorn's HTTP/1.1 with limits of its own: what comes before the application is asked, or after it has answered.

A request whose headers don't come in time is answered 408, one with too many of them 431, one that is no HTTP 400. What
is still coming of a request that has been answered is let pass for a while: a caller who sends on would not read the
answer if the connection were cut at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from adapters.http.limits import ARRIVAL, HEADERS, late
from adapters.http.problems import Refused, refused, response

if TYPE_CHECKING:
    import asyncio


class Protocol(HttpToolsProtocol):
    """One connection. Of the present request, `_coming`: something is still to come; `_size`: bytes without an end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._coming = True
        self._headers_end = self._body_begins = False
        self._size = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as Uvicorn has it
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._headers_end:
            self._size += len(data)
        if self.transport.is_closing():
            return
        if self._size > HEADERS:
            self._refuse(refused(431, "GJ842", limit=HEADERS))
        elif not self._coming:
            self._stop_waiting()
        elif self._timer is None:
            self._wait()

    def on_message_begin(self) -> None:
        self._stop_waiting()
        self._coming, self._headers_end, self._body_begins, self._size = True, False, False, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._headers_end = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_begins = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._coming = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  the parser's words, which aren't for callers
        self._refuse(refused(400, "GJ857"))

    def _wait(self) -> None:
        self._timer = self.loop.call_later(ARRIVAL, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        """Once the body begins, or the answer, the application is its own judge of time."""
        if (self._headers_end and self.cycle.response_complete) or not self._size:
            self.transport.close()
        elif self._headers_end and (self._body_begins or self.cycle.response_started):
            self._wait()
        else:
            self._refuse(late())

    def _refuse(self, refusal: Refused) -> None:
        """Answer without the application, which was never asked, and close the connection."""
        answer = response(refusal, self._accepted())
        headers = [*self.server_state.default_headers, *answer.raw_headers, (b"connection", b"close")]
        lines = [STATUS_LINE[answer.status_code], *(b"%s: %s\r\n" % header for header in headers), b"\r\n"]
        self.transport.write(b"".join((*lines, bytes(answer.body))))
        self.transport.close()

    def _accepted(self) -> str | None:
        """The Accept-Language, if it has come."""
        found = (value.decode("latin-1") for name, value in self.headers or () if name == b"accept-language")
        return next(found, None)
