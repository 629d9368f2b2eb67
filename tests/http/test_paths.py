"""What is asked of no path, by no method, or with what no path knows."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.faults.wire import all_of
from tests.http.calling import Caller, code

if TYPE_CHECKING:
    from tests.faults.service import Service

DECIDE = "/v1/branches/base/policies/assessment/decide"

NOWHERE = [
    ("/", "GJ840"),
    ("/livez/", "GJ840"),
    ("/v1/policies/", "GJ840"),
    ("/v1//policies", "GJ840"),
    (f"{DECIDE}/", "GJ840"),
    ("/v1/branches/b%2Fase/policies/assessment", "GJ840"),
    ("/v1/branches/base/cases/%00", "GJ840"),
    ("/v1/branches/base/policies/%FF", "GJ858"),
    ("/v1/branches/%E4%B8%AD%E6%96%87/policies/%E6%94%BF%E7%AD%96", "GJ864"),
    ("/v1/branches/base/cases/", "GJ868"),
    ("/v1/decisions/%2E%2E", "GJ868"),
    (f"/v1/decisions/{'y' * 5000}", "GJ868"),
    (f"/v1/branches/{'y' * 5000}/policies/x", "GJ864"),
]


@pytest.mark.parametrize(("path", "found"), NOWHERE, ids=[path[:40] for path, _ in NOWHERE])
def test_what_is_nowhere_is_not_found(path: str, found: str, everything: Caller) -> None:
    refused = everything.get(path)
    assert code(refused) == (404, found)
    assert len(refused.content) < 5000


def test_a_path_is_told_as_it_was_asked_for(service: Service) -> None:
    """A client would take what follows two slashes for the name of a machine."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as line:
        line.sendall(b"GET //livez HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nConnection: close\r\n\r\n")
        assert b"there is nothing at `//livez`" in all_of(line)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("OPTIONS", "/livez", "GET, HEAD"),
        ("PUT", "/v1/policies", "GET, HEAD"),
        ("GET", DECIDE, "POST"),
        ("DELETE", f"{DECIDE}/bulk", "POST"),
        ("OPTIONS", "/v1/events", "POST"),
        ("TRACE", "/v1/reload", "POST"),
    ],
)
def test_other_methods_are_told_which_there_are(method: str, path: str, allowed: str, everything: Caller) -> None:
    refused = everything.request(method, path)
    assert code(refused) == (405, "GJ841")
    assert refused.headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/v1/policies", "/v1/clocks", "/openapi.json", "/metrics"])
def test_a_head_is_the_answer_without_its_body(path: str, everything: Caller) -> None:
    head, answer = everything.head(path), everything.get(path)
    assert (head.status_code, head.content) == (answer.status_code, b"")
    assert head.headers["content-type"] == answer.headers["content-type"]


POSTS = [
    "/v1/events",
    "/v1/reload",
    "/v1/deliveries/x/resend",
    "/v1/policies/assessment/decide",
    DECIDE,
    f"{DECIDE}/bulk",
]


@pytest.mark.parametrize("path", POSTS)
def test_a_query_that_would_not_be_read_is_refused(path: str, everything: Caller) -> None:
    """Whoever gives `as_of` there would think that it counted."""
    refused = everything.post(path, params={"as_of": "2026-01-01"}, json={"facts": {"score": 1}})
    assert code(refused) == (400, "GJ870")
    assert "hint" not in refused.json()
