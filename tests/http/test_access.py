"""Who may call the service: keys, scopes, branches, rates."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.rates import Buckets
from tests.faults.service import guiju, new_key, run_guiju, wait_for
from tests.http.calling import Caller, code, event

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.service import Service

EVERYWHERE = (
    ("GET", "/v1/clocks"),
    ("GET", "/v1/decisions"),
    ("GET", "/v1/decisions/x"),
    ("GET", "/v1/decisions/x/explanation"),
    ("GET", "/v1/explanations"),
    ("GET", "/v1/branches/base/cases/x"),
    ("GET", "/v1/messages"),
    ("GET", "/v1/policies"),
    ("GET", "/v1/branches/base/policies/assessment"),
    ("GET", "/v1/revisions"),
    ("GET", "/v1/revisions/x"),
    ("GET", "/v1/deliveries"),
    ("POST", "/v1/deliveries/x/resend"),
    ("POST", "/v1/reload"),
    ("POST", "/v1/events"),
    ("POST", "/v1/branches/base/policies/assessment/decide"),
)


@pytest.mark.parametrize(("method", "path"), EVERYWHERE)
def test_nothing_is_answered_without_a_key(method: str, path: str, service: Service) -> None:
    response = httpx.request(method, service.url + path, trust_env=False)
    assert code(response) == (401, "GJ860")
    assert response.headers["www-authenticate"] == 'Bearer realm="guiju"'


@pytest.mark.parametrize(
    "command", [("keys", "create", "--scope", "read"), ("webhooks", "add", "http://127.0.0.1:9/told")]
)
@pytest.mark.parametrize(("branch", "near"), [("xian", ""), ("xiann", "did you mean `xian`?")])
def test_a_branch_that_nothing_is_served_of(command: tuple[str, ...], branch: str, near: str, service: Service) -> None:
    made = run_guiju(*command, "--branch", branch, "--db", service.database, "--lang", "en")
    assert made.code == 0, "it may be still to come"
    assert ("GJ887" in made.stderr, near in made.stderr) == (bool(near), True)


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Bearer guiju_000000000000_" + "0" * 64, "Bearer \u00e9", "Bearer " + "k" * 5000]
)
def test_a_key_that_opens_nothing_is_none(header: str, service: Service) -> None:
    headers = {b"authorization": header.encode("latin-1")}
    response = httpx.get(f"{service.url}/v1/policies", headers=headers, trust_env=False)
    assert code(response) == (401, "GJ861")


def test_the_right_id_with_another_secret_is_refused(service: Service, everything: Caller) -> None:
    name, _, secret = everything.key.rpartition("_")
    other = f"{name}_{secret[:-1]}{'0' if secret[-1] != '0' else '1'}"
    with Caller(service, key=other) as caller:
        assert code(caller.get("/v1/policies")) == (401, "GJ861")


def test_a_scope_allows_what_it_says_and_nothing_else(service: Service) -> None:
    with Caller(service, "read") as reader, Caller(service, "decide") as decider:
        assert reader.get("/v1/policies").status_code == 200
        assert code(reader.decide({"score": 50})) == (403, "GJ862")
        assert code(reader.post("/v1/reload")) == (403, "GJ862")
        assert decider.decide({"score": 50}).status_code == 200
        refused = decider.get("/v1/policies")
        assert code(refused) == (403, "GJ862")
        assert 'scope="read"' in refused.headers["www-authenticate"]


def test_other_branches_do_not_exist_for_a_key(service: Service, everything: Caller) -> None:
    everything.tell(event("other-1", "complaint.opened", "other", branch="base"))
    decided = everything.decide({"score": 50}, case="other").json()["decision"]
    with Caller(service, branches=["xian"]) as xian:
        assert code(xian.decide({"score": 50})) == (404, "GJ864")
        assert code(xian.get("/v1/branches/base/cases/other")) == (404, "GJ864")
        assert code(xian.get("/v1/branches/nowhere/cases/other")) == (404, "GJ864")
        assert code(xian.get("/v1/decisions", params={"branch": "base"})) == (404, "GJ864")
        assert code(xian.get(f"/v1/decisions/{decided}")) == (404, "GJ868")
        assert code(xian.get(f"/v1/decisions/{decided}/explanation")) == (404, "GJ868")
        assert xian.get("/v1/decisions", params={"case": "other"}).json()["items"] == []
        assert xian.get("/v1/explanations", params={"case": "other"}).json()["items"] == []
        assert {each["branch"] for each in xian.get("/v1/policies").json()["items"]} == {"xian"}
        assert all(name.startswith("xian/") for name in _revision(xian)["policies"])
        assert code(xian.tell(event("x-1", "complaint.opened", "other", branch="base"))) == (422, "GJ879")


def test_an_event_belongs_to_the_only_branch_of_its_key(service: Service) -> None:
    with Caller(service, branches=["xian"]) as xian:
        assert xian.tell(event("only", "complaint.opened", "only-branch")).json()["accepted"] == ["only"]
        known = xian.get("/v1/branches/xian/cases/only-branch").json()
        assert [each["branch"] for each in known["events"]] == ["xian"]


def test_a_revoked_key_is_soon_refused_by_every_process(service: Service, second: Service) -> None:
    with Caller(service) as caller, Caller(second, key=caller.key) as other:
        assert (caller.get("/v1/policies").status_code, other.get("/v1/policies").status_code) == (200, 200)
        guiju("keys", "revoke", caller.key.split("_")[1], "--db", service.database)
        for each in (caller, other):
            refusals = wait_for(partial(_refused, each), "refusal")
            assert code(refusals[0]) == (401, "GJ861")


def test_a_new_key_opens_at_once(service: Service) -> None:
    for _ in range(3):
        with Caller(service, "read") as caller:
            assert caller.get("/v1/policies").status_code == 200


def test_a_key_calls_no_faster_than_its_rate(service: Service) -> None:
    key = guiju("keys", "create", "--scope=read", "--rate=3", "--db", service.database).strip()
    with Caller(service, key=key) as caller:
        answers = [caller.get("/v1/policies") for _ in range(30)]
        refused = next(each for each in answers if each.status_code != 200)
        assert code(refused) == (429, "GJ863")
        assert refused.headers["retry-after"] == "1"
        assert refused.headers["ratelimit-policy"] == '"key";q=3;w=1'
        assert refused.headers["ratelimit"] == '"key";r=0;t=1'
        wait_for(lambda: caller.get("/v1/policies").status_code == 200, "token")


@given(
    rate=st.integers(1, 50),
    gaps=st.lists(st.floats(0, 2, allow_nan=False), min_size=1, max_size=200),
)
def test_a_bucket_lets_through_its_rate_and_one_second_more(rate: int, gaps: list[float]) -> None:
    buckets, now, passed = Buckets(), 0.0, 0
    for gap in gaps:
        now += gap
        wait = buckets.wait("k", rate, now)
        passed += not wait
        assert wait >= 0
        assert passed <= rate * (1 + now) + 1e-6
        if wait:
            assert Buckets.wait(_copy(buckets), "k", rate, now + wait + 1e-9) == 0


def test_a_key_is_told_once_and_kept_as_a_hash(tmp_path: Path) -> None:
    database = tmp_path / "keys.db"
    made = run_guiju("keys", "create", "--scope=read", "--name=CRM", "--db", str(database))
    assert made.stdout.count("\n") == 1
    secret = made.stdout.strip().rpartition("_")[2]
    assert secret not in made.stderr
    with sqlite3.connect(database) as connection:
        stored = repr(connection.execute("SELECT * FROM keys").fetchall())
    connection.close()
    assert "CRM" in stored
    assert secret not in stored
    assert secret not in guiju("keys", "list", "--format=json", "--db", str(database))


def test_revoking_a_key_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    new_key(f"sqlite:///{tmp_path / 'keys.db'}")
    ended = run_guiju("keys", "revoke", "nothing", "--db", str(tmp_path / "keys.db"))
    assert ended.code == 2
    assert "GJ872" in ended.stderr


def _refused(caller: Caller) -> list[httpx.Response]:
    response = caller.get("/v1/policies")
    return [response] if response.status_code == 401 else []


def _revision(caller: Caller) -> dict[str, dict[str, str]]:
    last: dict[str, dict[str, str]] = caller.get("/v1/revisions").json()["items"][0]
    return last


def _copy(buckets: Buckets) -> Buckets:
    copied = Buckets()
    copied._buckets = dict(buckets._buckets)  # noqa: SLF001  to see what would come next
    return copied
