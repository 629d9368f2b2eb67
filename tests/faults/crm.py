"""A CRM that never gives up: what has no answer it sends again, and it keeps its own log of what was acknowledged."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType
    from typing import Self

JSON, EVENT, EVENTS, LINES = (
    "application/json",
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
    "application/x-ndjson",
)
PAUSE = 0.05
"""Seconds before a call is made again."""
LATER = {409, 425, 429, 503}
"""Statuses that ask to be asked again."""


class NotNowError(Exception):
    """A line of an answer asks to be asked again."""


class Decided(NamedTuple):
    """A decision that was acknowledged: what was asked, of which policy, and the whole answer."""

    branch: str
    policy: str
    asked: dict[str, Any]
    answer: dict[str, Any]


class Log:
    """What was acknowledged, by the word of the one who asked. Threads may share it."""

    def __init__(self) -> None:
        self.sent: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, Any]] = {}
        self.decided: list[Decided] = []
        self.again = 0
        """Calls that had to be repeated."""


class Crm:
    """One caller on one connection. `patience`: seconds for which it repeats a call that has no answer."""

    def __init__(self, url: str, key: str, log: Log | None = None, patience: float = 60) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, headers={"Authorization": f"Bearer {key}"}, trust_env=False)
        self._patience = patience
        self.log = log or Log()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._http.close()

    def get(self, path: str, **asked: str) -> Any:
        return self._insist(lambda: self._http.get(path, params=asked)).json()

    def send(self, *events: dict[str, Any]) -> None:
        """Events: one by itself, or several as a batch."""
        kind, body = (EVENT, events[0]) if len(events) == 1 else (EVENTS, events)
        self.log.sent.update({event["id"]: event for event in events})
        self._post("/v1/events", json.dumps(body).encode(), kind)
        self.log.events.update({event["id"]: event for event in events})

    def decide(self, branch: str, policy: str, asked: dict[str, Any], key: str = "") -> dict[str, Any]:
        path = f"/v1/branches/{branch}/policies/{policy}/decide"
        answer: dict[str, Any] = self._post(path, json.dumps(asked).encode(), JSON, key).json()
        self.log.decided.append(Decided(branch, policy, asked, answer))
        return answer

    def decide_all(self, branch: str, policy: str, asked: Sequence[dict[str, Any]], key: str) -> None:
        """In one stream. Each line that has arrived whole is acknowledged; the stream is sent until all have."""
        path = f"/v1/branches/{branch}/policies/{policy}/decide/bulk"
        content = b"".join(json.dumps(each).encode() + b"\n" for each in asked)

        def call() -> httpx.Response:
            with self._http.stream("POST", path, content=content, headers=_headers(LINES, key)) as response:
                if not response.is_success:
                    response.read()
                    return response
                answers = (json.loads(line) for line in _whole_lines(response))
                for question, answer in zip(asked, answers, strict=True):
                    _insist_on(answer)
                    self.log.decided.append(Decided(branch, policy, question, answer))
            return response

        self._insist(call)

    def _post(self, path: str, content: bytes, kind: str, key: str = "") -> httpx.Response:
        return self._insist(lambda: self._http.post(path, content=content, headers=_headers(kind, key)))

    def _insist(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                response = call()
            except (httpx.TransportError, NotNowError):
                assert time.monotonic() < deadline, "nobody answers"
            else:
                if response.status_code not in LATER or time.monotonic() > deadline:
                    assert response.is_success, f"{response.request.url}: {response.status_code} {response.text}"
                    return response
            self.log.again += 1
            time.sleep(PAUSE)


def event(name: str, kind: str, case: str, at: dt.datetime, branch: str = "base", **data: Any) -> dict[str, Any]:
    """A CloudEvent of a case."""
    return {
        "specversion": "1.0",
        "id": name,
        "source": "/crm",
        "type": kind,
        "subject": case,
        "branch": branch,
        "time": at.isoformat(),
        "data": data,
    }


def _headers(kind: str, key: str) -> dict[str, str]:
    return {"Content-Type": kind} | ({"Idempotency-Key": key} if key else {})


def _insist_on(answer: dict[str, Any]) -> None:
    if "error" in answer:
        assert answer["error"]["status"] in LATER, answer
        raise NotNowError


def _whole_lines(response: httpx.Response) -> Iterator[str]:
    rest = ""
    for text in response.iter_text():
        *lines, rest = (rest + text).split("\n")
        yield from lines
    assert not rest, f"the last line has no end: {rest}"
