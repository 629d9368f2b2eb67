"""The process: where it listens, what it says of itself, how it ends."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import httpx
import pytest

from adapters.http.limits import BODY
from tests.faults.service import Service, guiju, run_guiju
from tests.faults.wire import all_of
from tests.http.calling import Caller, code

if TYPE_CHECKING:
    from pathlib import Path


def get(service: Service, path: str) -> httpx.Response:
    return httpx.get(service.url + path, headers={"accept-language": "en"}, trust_env=False)


def raw(service: Service, request: bytes) -> bytes:
    """What the service says to some bytes before it hangs up."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as line:
        line.sendall(request)
        return all_of(line)


def test_health_is_open_to_all(service: Service) -> None:
    assert get(service, "/livez").json() == {"status": "alive"}
    ready = get(service, "/readyz").json()
    assert (ready["status"], ready["revision"][:7]) == ("ready", "sha256:")


def test_a_path_that_leads_nowhere(service: Service) -> None:
    assert code(get(service, "/v2")) == (404, "GJ840")
    assert code(get(service, "/livez/")) == (404, "GJ840")


def test_a_method_that_a_path_does_not_take(service: Service) -> None:
    refused = httpx.put(f"{service.url}/livez", trust_env=False)
    assert code(refused) == (405, "GJ841")
    assert refused.headers["allow"] == "GET, HEAD"


def test_headers_without_end(service: Service) -> None:
    said = raw(service, b"GET /livez HTTP/1.1\r\nx: " + b"a" * 66_000)
    assert said.startswith(b"HTTP/1.1 431 ")
    assert b"application/problem+json" in said


def test_what_is_no_http(service: Service) -> None:
    said = raw(service, b"HELO example.org\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"GJ857" in said


@pytest.mark.parametrize(
    ("size", "answer"), [(23, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "), (2 << 20, b"HTTP/1.1 413 ")]
)
def test_who_asks_first_whether_to_send_a_body(size: int, answer: bytes, service: Service, everything: Caller) -> None:
    head = f"POST /v1/branches/base/policies/assessment/decide HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n"
    head += f"Authorization: Bearer {everything.key}\r\nContent-Type: application/json\r\n"
    head += "Connection: close\r\nExpect: 100-continue\r\n\r\n"
    assert raw(service, head.encode() + b'{"facts": {"score": 1}}' * (size < BODY)).startswith(answer)


def test_metrics_tell_of_requests_and_of_the_ledger(service: Service, everything: Caller) -> None:
    everything.decide({"score": 1})
    get(service, "/nowhere")
    httpx.request("PROPFIND", f"{service.url}/livez", trust_env=False)
    text = everything.get("/metrics").text
    assert 'guiju_http_seconds_count{method="POST",route="/v1/branches/{branch}/policies/{policy}/decide"' in text
    assert 'guiju_http_seconds_count{method="-",route="-",status="404"}' in text
    assert 'guiju_http_seconds_count{method="-",route="/livez",status="405"}' in text
    assert "PROPFIND" not in text
    assert "guiju_database_up 1.0" in text
    assert code(get(service, "/metrics")) == (401, "GJ860")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    with Service(f"sqlite:///{tmp_path / 'guiju.db'}") as service:
        service.signal(number)
        assert service.process.wait(60) == 0


def test_a_port_that_is_taken(service: Service, tmp_path: Path) -> None:
    ended = run_guiju(
        "serve", "--port", str(service.port), "--db", str(tmp_path / "x.db"), "--policies", "tests/faults/policies"
    )
    assert (ended.code, "GJ859" in ended.stderr) == (2, True)


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("noon", "GJ704"),
        ("2026-03-02T09:00@600x", "GJ704"),
        ("@5x", "GJ704"),
        ("file:/nowhere/clock", "GJ707 `/nowhere/clock`"),
    ],
)
def test_a_clock_that_is_none(clock: str, said: str) -> None:
    ended = run_guiju("serve", "--clock", clock, "--policies", "tests/faults/policies", "--lang", "en")
    assert (ended.code, said in ended.stderr) == (2, True)


def test_a_start_that_is_refused_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'no' / 'guiju.db'}"
    environment = {"GUIJU_KEY": str(tmp_path / "guiju.key")}
    with pytest.raises(AssertionError, match="GJ801"), Service(nowhere, environment=environment):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_slip_in_the_path_of_the_key_is_no_new_key(tmp_path: Path) -> None:
    database, key = f"sqlite:///{tmp_path / 'guiju.db'}", tmp_path / "guiju.key"
    with Service(database, f"--key={key}") as service:
        assert service.stop() == 0
    guiju("ledger", "seal", "--key", str(key), "--db", database)
    with pytest.raises(AssertionError, match="GJ819"), Service(database, f"--key={tmp_path / 'guiju.kay'}"):
        pass
    assert not (tmp_path / "guiju.kay").exists()
