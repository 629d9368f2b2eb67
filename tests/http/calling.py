"""A service on the small library of `tests/faults`, and callers with keys of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx

from tests.faults.service import new_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.faults.service import Service

ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
STORES = ("sqlite", "postgresql")
"""Of databases."""


class Caller(httpx.Client):
    """Who calls a service with a key of some scopes and branches; told in English what is wrong."""

    def __init__(self, service: Service, *scopes: str, branches: Sequence[str] = (), key: str = "") -> None:
        self.key = key or new_key(service.database, *scopes, branches=branches)
        headers = {"authorization": f"Bearer {self.key}", "accept-language": "en"}
        super().__init__(base_url=service.url, headers=headers, timeout=60, trust_env=False)

    def tell(self, *events: dict[str, Any], **headers: str) -> httpx.Response:
        """One event structured, several as a batch."""
        if len(events) == 1:
            return self.post("/v1/events", content=json.dumps(events[0]), headers={"content-type": ONE, **headers})
        return self.post("/v1/events", json=events, headers={"content-type": BATCH, **headers})

    def decide(self, facts: dict[str, Any], policy: str = "base/assessment", **members: Any) -> httpx.Response:
        branch, _, name = policy.partition("/")
        return self.post(f"/v1/branches/{branch}/policies/{name}/decide", json={"facts": facts, **members})


def event(name: str, kind: str, case: str, **members: Any) -> dict[str, Any]:
    """A CloudEvent of a case."""
    return {
        "specversion": "1.0",
        "id": name,
        "source": "/crm",
        "type": kind,
        "subject": case,
        "time": "2026-03-02T09:00:00+08:00",
        **members,
    }


def codes(response: httpx.Response) -> dict[str, str]:
    """The codes of a problem's errors by their pointers."""
    return {each.get("pointer", ""): each["code"] for each in response.json()["errors"]}


def code(response: httpx.Response) -> tuple[int, str]:
    """The status of a problem, and its code."""
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == response.status_code
    return response.status_code, told["type"].removeprefix("urn:guiju:problem:")
