"""One attempt: a POST to a receiver that may be slow, gone, broken or hostile, and what came of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import ssl
from http.client import GONE, SERVICE_UNAVAILABLE, TOO_MANY_REQUESTS
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, NamedTuple

import httpx

from adapters.clock import system
from adapters.notify.retry_after import retry_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENOUGH = 64 * 1024
"""Bytes of an answer that are read; one that goes on is cut off there."""

_SENT = {
    "content-type": "application/cloudevents+json",
    "user-agent": "guiju",
    "accept-encoding": "identity",
    "connection": "close",
}
_OVERLOADED = (TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE)
"""The statuses of which `Retry-After` is heeded."""


class Answer(NamedTuple):
    """What came of an attempt: the HTTP status, None where there was none; the problem, empty where it was taken.

    A problem is a name of the catalog's table `delivery`, in some cases with `: ` and what the system said. `wait`:
    microseconds for which the receiver asks to be left alone.
    """

    status: int | None
    problem: str
    wait: int = 0

    @property
    def taken(self) -> bool:
        """The receiver has the message: a status 2xx, and an answer that ended, or was as long as is read."""
        return not self.problem

    @property
    def gone(self) -> bool:
        """The receiver wants no more messages."""
        return self.status == GONE


def client() -> httpx.AsyncClient:
    """What posts: no redirects, no cookies, as many connections as are asked for; proxies by the environment.

    None is used twice: else what a receiver sends after its answer would pass for the answer to the next message.
    """
    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncClient(headers=_SENT, cookies=cookies, limits=limits, timeout=None)  # noqa: S113  `post` has one


async def post(poster: httpx.AsyncClient, url: str, headers: Mapping[str, str], body: str, seconds: float) -> Answer:
    """Send a message. `seconds` are for all of it, so that a receiver that drips gains nothing by it."""
    status = None
    try:
        async with asyncio.timeout(seconds), poster.stream("POST", url, headers=headers, content=body) as response:
            status = response.status_code
            await _read(response)
    except TimeoutError:
        return Answer(status, "timeout")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Answer(status, _problem(error))
    return Answer(status, _refusal(response), _wait(response))


async def _read(response: httpx.Response) -> None:
    """As it comes, never unpacked."""
    async for _ in response.aiter_raw():
        if response.num_bytes_downloaded >= ENOUGH:
            return


def _refusal(response: httpx.Response) -> str:
    if response.is_success:
        return ""
    return "redirect" if response.is_redirect else "status"


def _wait(response: httpx.Response) -> int:
    asked = response.headers.get("retry-after") if response.status_code in _OVERLOADED else None
    return retry_after(asked, system()) // dt.timedelta(microseconds=1) if asked else 0


def _problem(error: Exception) -> str:
    """In a word, then as the system or OpenSSL says it."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return f"tls: {getattr(cause, 'verify_message', '') or cause.reason or cause}"
    if isinstance(error, httpx.ConnectError):
        return f"unreachable: {next(filter(None, map(_of_system, causes)), error)}"
    return "closed" if isinstance(error, httpx.TransportError) else f"unreachable: {error}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            yield from error.exceptions
        error = error.__cause__ or error.__context__


def _of_system(error: BaseException) -> str:
    """What the system says, or its resolver, whose numbers are negative; empty where it is none of theirs."""
    if not isinstance(error, OSError) or not error.errno:
        return ""
    return os.strerror(error.errno) if error.errno > 0 else error.strerror or ""
