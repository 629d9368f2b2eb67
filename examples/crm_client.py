"""A CRM's side of the service: asks, tells, reads on. Needs nothing but Python."""

from __future__ import annotations

import json
import time
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator

LATER = (408, 409, 429, 502, 503, 504)


class Refused(Exception):
    """What can't be done: the problem (RFC 9457), with `title`, `detail`, and `errors` by place."""


class Guiju(NamedTuple):
    url: str
    key: str
    waits: tuple[float, ...] = (1, 5, 30)

    def decide(self, branch: str, policy: str, facts: dict[str, Any], **more: str) -> Any:
        return self.call(f"/v1/branches/{branch}/policies/{policy}/decide", {"facts": facts, **more})

    def tell(self, *events: dict[str, Any]) -> Any:
        batch = [{"specversion": "1.0", **event} for event in events]
        return self.call("/v1/events", batch, "application/cloudevents-batch+json")

    def every(self, what: str, **wanted: str) -> Iterator[Any]:
        while True:
            page = self.call(f"/v1/{what}?{urlencode(wanted)}")
            yield from page["items"]
            if not page["next"]:
                return
            wanted["after"] = page["next"]

    def call(self, path: str, body: object = None, media_type: str = "application/json") -> Any:
        """The answer. What may come right is tried again under the same key, so that nothing is done twice."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": media_type, "Idempotency-Key": str(uuid4())}
        request = Request(self.url + path, None if body is None else json.dumps(body).encode(), headers)  # noqa: S310
        waits = iter(self.waits)
        while True:
            try:
                with urlopen(request, timeout=60) as answer:  # noqa: S310  the address is the service's own
                    return json.load(answer)
            except HTTPError as error:
                with error:
                    if error.code not in LATER or (wait := next(waits, None)) is None:
                        raise Refused(json.load(error)) from None
                    wait = float(error.headers["Retry-After"] or wait)
            except (URLError, TimeoutError, ConnectionError, HTTPException):
                if (wait := next(waits, None)) is None:
                    raise
            time.sleep(wait)
