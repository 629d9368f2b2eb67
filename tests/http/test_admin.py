"""For those who run the service: deliveries, again where they failed; policies read anew."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.service import POLICIES, Service, new_endpoint, wait_for
from tests.http.calling import Caller, code, event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOBODY = "http://127.0.0.1:9/"
"""Nothing listens there."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(POLICIES, tmp_path_factory.mktemp("admin") / "policies")


@pytest.fixture(scope="module")
def own(folder: Path) -> Iterator[Service]:
    database = f"sqlite:///{folder.parent / 'guiju.db'}"
    with Service(database, "--retry", "1s", policies=folder) as started:
        yield started


@pytest.fixture(scope="module")
def admin(own: Service) -> Iterator[Caller]:
    with Caller(own) as caller:
        yield caller


def deliveries(caller: Caller, **asked: str | int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.get("/v1/deliveries", params=asked).json()["items"]
    return found


@pytest.fixture(scope="module")
def dead(own: Service, admin: Caller) -> list[dict[str, Any]]:
    """Deliveries of two branches that were given up."""
    new_endpoint(own.database, NOBODY)
    admin.tell(event("1", "complaint.opened", "admin-1"), event("2", "complaint.opened", "admin-2", branch="xian"))
    return wait_for(lambda: [each for each in [deliveries(admin, state="dead")] if len(each) >= 4], "dead letters")[0]


def test_what_was_given_up_is_sent_again_when_asked(dead: list[dict[str, Any]], admin: Caller) -> None:
    assert {each["state"] for each in dead} == {"dead"}
    assert all(each["problem"] and each["attempts"] == 2 and each["next_at"] is None for each in dead)
    first = admin.get("/v1/deliveries", params={"limit": 1, "state": "dead"}).json()
    second = admin.get("/v1/deliveries", params={"limit": 1, "state": "dead", "after": first["next"]}).json()
    assert [*first["items"], *second["items"]] == dead[:2]
    headers = {"idempotency-key": "again"}
    again = admin.post(f"/v1/deliveries/{dead[0]['id']}/resend", headers=headers)
    assert again.json() == {"resent": 1}
    assert admin.post(f"/v1/deliveries/{dead[0]['id']}/resend", headers=headers).headers["idempotency-replayed"]
    assert admin.post(f"/v1/deliveries/{dead[1]['message']}/resend").json() == {"resent": 1}
    wait_for(lambda: len(deliveries(admin, state="dead")) == len(dead), "dead letters once more")


def test_a_key_sees_the_deliveries_of_its_branches(own: Service, dead: list[dict[str, Any]]) -> None:
    with Caller(own, "admin", "read", branches=["xian"]) as xian:
        mine = {each["id"] for each in xian.get("/v1/messages").json()["items"]}
        assert {each["message"] for each in deliveries(xian)} == mine
        other = next(each for each in dead if each["message"] not in mine)
        assert code(xian.post(f"/v1/deliveries/{other['id']}/resend")) == (404, "GJ868")


def test_a_key_of_some_branches_is_none_for_what_concerns_all(own: Service) -> None:
    with Caller(own, "admin", "read", branches=["xian"]) as xian:
        assert code(xian.post("/v1/reload")) == (403, "GJ882")
        assert code(xian.get("/metrics")) == (403, "GJ882")


@pytest.fixture
def policy(folder: Path, admin: Caller) -> Iterator[Path]:
    """A file that may be changed: it is again as it was afterwards."""
    file = folder / "base/assessment.yaml"
    text = file.read_text(encoding="utf-8")
    yield file
    file.write_text(text, encoding="utf-8")
    assert admin.post("/v1/reload").is_success


def test_a_broken_library_is_refused_and_a_whole_one_served(policy: Path, admin: Caller) -> None:
    before = admin.post("/v1/reload").json()["revision"]
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("hit: unique", "hit: uniqe"), encoding="utf-8")
    refused = admin.post("/v1/reload")
    assert code(refused) == (409, "GJ871")
    (error,) = refused.json()["errors"]
    before_it, _, _ = text.partition("hit:")
    assert (error["file"], error["line"]) == ("policies/base/assessment.yaml", before_it.count("\n") + 1)
    assert admin.decide({"score": 95}).json()["outputs"] == {"grade": "excellent"}
    policy.write_text(text.replace("[90..100]", "[96..100]").replace("[60..90)", "[60..96)"), encoding="utf-8")
    after = admin.post("/v1/reload").json()["revision"]
    assert after != before
    assert admin.decide({"score": 95}).json()["outputs"] == {"grade": "qualified"}
    latest, previous, *_ = admin.get("/v1/revisions").json()["items"]
    assert (latest["revision"], latest["previous"], previous["revision"]) == (after, before, before)


def test_an_old_decision_is_explained_by_its_own_rules(policy: Path, admin: Caller) -> None:
    decided = admin.decide({"score": 97}, as_of="2026-01-05").json()
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("[90..100]", "[98..100]").replace("[60..90)", "[60..98)"), encoding="utf-8")
    admin.post("/v1/reload")
    assert admin.decide({"score": 97}, as_of="2026-01-05").json()["outputs"] == {"grade": "qualified"}
    explained = admin.get(f"/v1/decisions/{decided['decision']}/explanation").json()
    assert explained["outputs"] == decided["outputs"] == {"grade": "excellent"}
