"""Uvicorn's HTTP/1.1 with limits of its own: what comes before the application is asked, or after it has answered.

A request whose headers don't come in time is answered 408, one with too many of them 431, one that is no HTTP 400. What
is still coming of a request that has been answered is let pass for a while: a caller who sends on would not read the
answer if the connection were cut at once. Who neither sends nor reads is hung up on. Where an answer is still due, or
has begun, no other is put in its place: the connection ends, and the caller asks again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from adapters.http.limits import ARRIVAL, HEADERS, late
from adapters.http.problems import Refused, refused, response

if TYPE_CHECKING:
    import asyncio

STANDSTILL = 300.0
"""Seconds for which a caller may take nothing of an answer, and send nothing."""


class Protocol(HttpToolsProtocol):
    """One connection. Of the present request, `_coming`: something is still to come; `_size`: bytes of what has no end.

    Those are bytes that bring the request no further: an unfinished head, the small print of a body's chunks.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._coming = True
        self._begun = self._headers_end = self._body_begins = self._further = self._asked = False
        self._size = 0
        self._timer: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as Uvicorn has it
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stuck = self.loop.call_later(STANDSTILL, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._further = False
        self._read(data)
        self._size = 0 if self._further else self._size + len(data)
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = self.loop.call_later(STANDSTILL, self.transport.abort)
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
        self._begun = self._coming = True
        self._headers_end = self._body_begins = False
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """What comes after the body isn't taken for headers (RFC 9110, section 6.5.1)."""
        if not self._headers_end:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if not self.parser.should_upgrade():
            self._headers_end = self._further = True
            super().on_headers_complete()
            self._asked = True

    def on_body(self, body: bytes) -> None:
        self._body_begins = self._further = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        if not self.parser.should_upgrade():
            self._coming, self._further = False, True
            super().on_message_complete()

    def _read(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as asked:
            self._stay(data[asked.args[0] :])
        except httptools.HttpParserError:
            self._refuse(refused(400, "GJ857"))

    def _stay(self, rest: bytes) -> None:
        """Go on in HTTP/1.1 with a request that would rather speak another protocol, as Java's asks for HTTP/2.

        That may be ignored (RFC 9110, section 7.8). The parser takes what follows for the other protocol; so a new one
        is told of the request without that wish.
        """
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        if method == b"CONNECT":
            return self._refuse(refused(400, "GJ857"))
        lines = [b"%s %s HTTP/%s" % (method, self.url, version)]
        lines += [b"%s: %s" % header for header in self.headers if header[0] != b"upgrade"]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        return self._read(b"\r\n".join((*lines, b"", rest)))

    def _wait(self) -> None:
        self._timer = self.loop.call_later(ARRIVAL, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        """Once the body begins, or the answer, the application is its own judge of time."""
        if not self._begun or (self._headers_end and self.cycle.response_complete):
            self.transport.close()
        elif self._headers_end and (self._body_begins or self.cycle.response_started):
            self._wait()
        else:
            self._refuse(late())

    def _refuse(self, refusal: Refused) -> None:
        """Answer without the application, if no other answer is due, and close the connection."""
        due = self._asked and not self.cycle.response_complete
        if not due or (self._headers_end and not self.cycle.response_started):
            self._answer(refusal)
        self.transport.close()

    def _answer(self, refusal: Refused) -> None:
        answer = response(refusal, self._accepted())
        headers = [*self.server_state.default_headers, *answer.raw_headers, (b"connection", b"close")]
        lines = [STATUS_LINE[answer.status_code], *(b"%s: %s\r\n" % header for header in headers), b"\r\n"]
        self.transport.write(b"".join((*lines, bytes(answer.body))))

    def _accepted(self) -> str | None:
        """The Accept-Language, if it has come."""
        found = (value.decode("latin-1") for name, value in self.headers or () if name == b"accept-language")
        return next(found, None)
