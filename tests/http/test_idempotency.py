"""The same call twice: answered once, by whichever process."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from adapters.ledger.database import Database
from tests.faults.service import wait_for
from tests.http.calling import STORES, Caller, code, event

if TYPE_CHECKING:
    import httpx

    from tests.faults.service import Service

pytestmark = pytest.mark.parametrize("store", STORES, indirect=True, scope="session")

DECIDE = "/v1/branches/base/policies/assessment/decide"


def decide(caller: Caller, key: str, score: object = 50, **members: object) -> httpx.Response:
    return caller.post(DECIDE, json={"facts": {"score": score}, **members}, headers={"idempotency-key": key})


def count(caller: Caller, case: str) -> int:
    return len(caller.get("/v1/decisions", params={"case": case}).json()["items"])


def test_a_call_sent_again_is_answered_as_it_was(everything: Caller) -> None:
    case = uuid4().hex
    first = decide(everything, case, case=case)
    again = decide(everything, case, case=case)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"]
    assert count(everything, case) == 1


@pytest.mark.parametrize("path", [DECIDE, "/v1/policies/assessment/decide", "/v1/reload"])
def test_every_call_that_does_something_is_answered_as_it_was(path: str, everything: Caller) -> None:
    headers = {"idempotency-key": uuid4().hex}
    first, again, other = (
        everything.post(path, json={"facts": {"score": score}}, headers=headers) for score in (50, 50, 51)
    )
    assert (again.status_code, again.content) == (200, first.content)
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert code(other) == (422, "GJ866")


def test_a_key_in_quotes_is_the_same_key(everything: Caller) -> None:
    key = uuid4().hex
    first, again = decide(everything, key), decide(everything, f'"{key}"')
    assert again.headers["idempotency-replayed"] == "true"
    assert first.content == again.content


def test_another_call_may_not_take_a_key_that_was_used(everything: Caller) -> None:
    key = uuid4().hex
    decide(everything, key)
    assert code(decide(everything, key, score=51)) == (422, "GJ866")
    other_path = everything.post("/v1/reload", headers={"idempotency-key": key})
    assert code(other_path) == (422, "GJ866")


def test_the_headers_of_a_binary_event_are_a_part_of_the_call(everything: Caller) -> None:
    key, case = uuid4().hex, uuid4().hex
    said = {f"ce-{name}": value for name, value in event(case, "work.done", case).items()}
    first = everything.post("/v1/events", headers={**said, "idempotency-key": key})
    assert first.json() == {"accepted": [case], "known": []}
    other = everything.post("/v1/events", headers={**said, "ce-id": "other", "idempotency-key": key})
    assert code(other) == (422, "GJ866")


def test_keys_of_two_api_keys_have_nothing_to_do_with_one_another(service: Service, everything: Caller) -> None:
    key = uuid4().hex
    decide(everything, key)
    with Caller(service) as other:
        assert decide(other, key, score=51).status_code == 200


def test_what_was_refused_may_come_again_mended(everything: Caller) -> None:
    key = uuid4().hex
    assert code(decide(everything, key, score=500))[0] == 422
    assert decide(everything, key, score=50).status_code == 200


def test_an_events_answer_says_accepted_again(everything: Caller) -> None:
    name = uuid4().hex
    told = [event(name, "work.done", name), event(f"{name}2", "work.done", name)]
    first = everything.tell(*told, **{"idempotency-key": name})
    again = everything.tell(*told, **{"idempotency-key": name})
    assert first.json() == again.json() == {"accepted": [name, f"{name}2"], "known": []}
    assert everything.tell(*told).json() == {"accepted": [], "known": [name, f"{name}2"]}


@pytest.mark.parametrize("key", ["", '""', "a b", "x" * 256, "ключ".encode()])
def test_a_key_that_could_not_be_kept_is_refused(key: str | bytes, everything: Caller) -> None:
    headers = {b"idempotency-key": key.encode() if isinstance(key, str) else key}
    response = everything.post(DECIDE, json={"facts": {"score": 50}}, headers=headers)
    assert code(response) == (400, "GJ865")


def test_two_keys_are_refused(everything: Caller) -> None:
    headers = [("idempotency-key", "a"), ("idempotency-key", "b")]
    assert code(everything.post(DECIDE, json={"facts": {"score": 50}}, headers=headers)) == (400, "GJ865")


def test_many_at_once_bring_one_effect_in_two_processes(service: Service, second: Service, everything: Caller) -> None:
    case, start = uuid4().hex, threading.Barrier(8)
    with Caller(second, key=everything.key) as other, ThreadPoolExecutor(8) as pool:

        def ask(number: int) -> httpx.Response:
            start.wait()
            return decide((everything, other)[number % 2], case, case=case)

        answers = list(pool.map(ask, range(8)))
    assert {each.status_code for each in answers} <= {200, 409}
    decided = [each for each in answers if each.status_code == 200]
    assert len({each.content for each in decided}) == 1
    assert sum("idempotency-replayed" not in each.headers for each in decided) == 1
    assert all(code(each) == (409, "GJ867") for each in answers if each.status_code == 409)
    assert count(everything, case) == 1


def test_a_call_in_flight_is_not_carried_out_twice(service: Service, everything: Caller) -> None:
    """While somebody else holds the database's write lock the first can't end: the others are told so."""
    key = uuid4().hex
    with ThreadPoolExecutor(4) as pool, closing(Database.open(service.database)) as database:
        with database.writing():
            calls = [pool.submit(decide, everything, key) for _ in range(4)]
            wait_for(lambda: sum(call.done() for call in calls) == 3, "answer to all but one")
            assert {code(call.result()) for call in calls if call.done()} == {(409, "GJ867")}
        (first,) = (call for call in calls if call.result().status_code == 200)
    again = decide(everything, key)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.result().content
