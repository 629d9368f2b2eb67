"""One case, decided: alone, and in all branches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from engine import Library
from tests.faults.service import POLICIES
from tests.http.calling import Caller, code, codes, event

if TYPE_CHECKING:
    from tests.faults.service import Service

DECIDE = "/v1/branches/base/policies/assessment/decide"


def test_a_decision_is_the_engines(everything: Caller) -> None:
    answer = everything.decide({"score": 95.5}, as_of="2026-03-02", now="2026-03-02T10:00:00+08:00")
    policy = Library.load(POLICIES).branch("base").policy("assessment")
    assert answer.status_code == 200
    assert answer.json() == policy.decide({"score": "95.5"}, "2026-03-02", "2026-03-02T10:00:00+08:00").to_dict()


def test_without_dates_it_is_decided_by_the_services_clock(everything: Caller) -> None:
    assert everything.decide({"score": 70}).json()["as_of"] == "2026-03-02"


def test_the_exact_number_counts(everything: Caller) -> None:
    """As a double it would be 90."""
    answer = everything.post(
        DECIDE, content=b'{"facts": {"score": 89.99999999999999999}}', headers={"content-type": "application/json"}
    )
    assert answer.json()["outputs"] == {"grade": "qualified"}


def test_a_decision_is_in_the_ledger_when_it_is_answered(everything: Caller) -> None:
    decision = everything.decide({"score": 12}, case="ledgered").json()["decision"]
    assert everything.get(f"/v1/decisions/{decision}").status_code == 200


def test_what_is_wrong_with_facts_is_said_at_its_place(everything: Caller) -> None:
    refused = everything.decide({"score": 101, "skore": 1, "name": 5})
    assert code(refused) == (422, "GJ850")
    assert codes(refused) == {"/facts/score": "GJ430", "/facts/skore": "GJ401", "/facts/name": "GJ414"}
    assert "did you mean `score`" in next(e["hint"] for e in refused.json()["errors"] if e["code"] == "GJ401")


def test_what_is_wrong_with_the_question_is_said_all_at_once(everything: Caller) -> None:
    refused = everything.post(DECIDE, json={"facts": [], "as_off": 1, "now": 5, "case": ""})
    assert code(refused) == (422, "GJ846")
    assert codes(refused) == {"/facts": "GJ848", "/as_off": "GJ847", "/now": "GJ848", "/case": "GJ856"}


def test_a_date_that_is_none_points_at_the_question(everything: Caller) -> None:
    assert codes(everything.decide({"score": 1}, as_of="soon")) == {"/as_of": "GJ470"}


@pytest.mark.parametrize(("accepted", "lang"), [("", "zh"), ("en;q=0.1, zh", "zh"), ("fr, en;q=0.5", "en")])
def test_a_problem_is_told_in_the_language_asked_for(everything: Caller, accepted: str, lang: str) -> None:
    refused = everything.post(
        DECIDE, content=b"{", headers={"accept-language": accepted, "content-type": "application/json"}
    )
    assert refused.headers["content-language"] == lang
    assert refused.headers["vary"] == "Accept-Language"
    assert refused.json()["title"] == {"zh": "请求有误", "en": "Bad request"}[lang]


@pytest.mark.parametrize(
    ("path", "missing", "near"),
    [("base/policies/assesment", "GJ858", "assessment"), ("xiann/policies/complaint", "GJ864", "xian")],
)
def test_an_unknown_policy_or_branch_is_guessed(path: str, missing: str, near: str, everything: Caller) -> None:
    refused = everything.post(f"/v1/branches/{path}/decide", json={"facts": {}})
    assert code(refused) == (404, missing)
    assert f"did you mean `{near}`?" in refused.json()["hint"]


def test_a_policy_that_no_branch_has(everything: Caller) -> None:
    refused = everything.post("/v1/policies/asessment/decide", json={"facts": {}})
    assert code(refused) == (404, "GJ868")
    assert refused.json()["detail"] == "there is no policy `asessment`"


def test_a_case_is_decided_by_its_recorded_history(everything: Caller) -> None:
    opened = event("history-1", "complaint.opened", "history", time="2026-03-02T09:00:00+08:00")
    assert everything.tell(opened).is_success
    asked = {"policy": "base/complaint", "now": "2026-03-02T11:00:00+08:00"}
    assert everything.decide({}, case="history", **asked).json()["clocks"]["solve"]["state"] == "running"
    assert everything.decide({}, case="nobody", **asked).json()["clocks"]["solve"]["state"] == "not-started"
    assert (
        everything.decide({"events": []}, case="history", **asked).json()["clocks"]["solve"]["state"] == "not-started"
    )


def test_facts_that_were_told_of_a_case_are_known(everything: Caller) -> None:
    """The policy reads no events."""
    assert codes(everything.decide({}, case="told")) == {"/facts/score": "GJ402"}
    assert everything.tell(event("f1", "guiju.facts", "told", data={"score": 95, "name": "甲"})).is_success
    known = everything.decide({}, case="told").json()
    assert known["outputs"] == {"grade": "excellent"}
    assert everything.decide({"score": 10}, case="told").json()["outputs"] == {"grade": "failed"}
    assert codes(everything.decide({"score": None}, case="told")) == {"/facts/score": "GJ402"}
    assert codes(everything.decide({})) == {"/facts/score": "GJ402"}
    explained = everything.get(f"/v1/decisions/{known['decision']}/explanation", headers={"accept": "text/plain"})
    assert "95" in explained.text


def test_facts_are_known_as_of_the_instant_that_is_asked_about(everything: Caller) -> None:
    for at, score in (("09", 95), ("11", 10)):
        told = event(at, "guiju.facts", "of-then", time=f"2026-03-02T{at}:00:00+08:00", data={"score": score})
        assert everything.tell(told).is_success
    grades = [
        everything.decide({}, case="of-then", now=f"2026-03-02T{hour}:30:00+08:00").json().get("outputs")
        for hour in ("08", "10", "11")
    ]
    assert grades == [None, {"grade": "excellent"}, {"grade": "failed"}]


def test_all_branches_decide_as_each_would(everything: Caller) -> None:
    question = {"facts": {"events": [{"id": "1", "type": "complaint.opened", "at": "2026-03-02T09:00:00+08:00"}]}}
    asked = question | {"now": "2026-03-02T11:00:00+08:00"}
    decisions = everything.post("/v1/policies/complaint/decide", json=asked).json()["decisions"]
    assert set(decisions) == {"base", "xian"}
    for branch, decision in decisions.items():
        assert decision == everything.post(f"/v1/branches/{branch}/policies/complaint/decide", json=asked).json()


def test_a_branch_that_cannot_decide_has_a_problem_in_its_place(everything: Caller) -> None:
    told = everything.post("/v1/policies/assessment/decide", json={"facts": {}}).json()["decisions"]
    assert {(each["status"], each["type"]) for each in told.values()} == {(422, "urn:guiju:problem:GJ850")}


@pytest.mark.parametrize("members", [{"as_of": "soon"}, {"now": "2026-13-01"}, {"horizon": ""}])
def test_a_date_that_is_none_is_no_branchs_problem(members: dict[str, str], everything: Caller) -> None:
    refused = everything.post("/v1/policies/assessment/decide", json={"facts": {}, **members})
    assert code(refused) == (422, "GJ850")
    assert codes(refused) == {f"/{name}": "GJ470" for name in members}


def test_what_one_branch_lacks_is_its_own_problem(everything: Caller) -> None:
    assert everything.tell(event("f1", "guiju.facts", "only-there", data={"score": 95}, branch="xian")).is_success
    asked = {"facts": {}, "case": "only-there"}
    told = everything.post("/v1/policies/assessment/decide", json=asked).json()["decisions"]
    assert told["xian"]["outputs"] == {"grade": "excellent"}
    assert [each["pointer"] for each in told["base"]["errors"]] == ["/facts/score"]


HUGE = "x" * 900_000
ECHOED: list[dict[str, Any]] = [
    {"facts": {"score": HUGE}},
    {"facts": {"score": 1, HUGE: 1}},
    {"facts": {"score": 1, "events": [{"id": "1", "type": HUGE, "at": "2026-03-02"}]}},
    {"facts": {"score": 1, "events": [{"id": "1", "type": "work.done", "at": "2026-03-02T09:00", HUGE: 1}]}},
    {"facts": {"score": 1}, HUGE: 1},
    {"facts": {"score": 1}, "as_of": HUGE},
    {"facts": {"score": 1}, "now": HUGE},
    {"facts": {"score": 1}, "horizon": HUGE},
    {"facts": {"score": 1}, "case": HUGE},
]


@pytest.mark.parametrize("asked", ECHOED, ids=range(len(ECHOED)))
def test_what_is_huge_is_not_repeated(asked: dict[str, Any], everything: Caller) -> None:
    refused = everything.post(DECIDE, json=asked)
    assert refused.status_code == 422
    assert len(refused.content) < 5000


def test_a_key_of_one_branch_asks_only_there(service: Service) -> None:
    with Caller(service, "decide", branches=("xian",)) as caller:
        asked = {"facts": {"score": 50}}
        assert set(caller.post("/v1/policies/assessment/decide", json=asked).json()["decisions"]) == {"xian"}
        assert caller.post("/v1/branches/xian/policies/assessment/decide", json=asked).is_success
        assert caller.post(DECIDE, json=asked).status_code == 404


def test_a_call_that_comes_again_is_answered_as_before(everything: Caller) -> None:
    asked = {"facts": {"score": 33}}
    first, again = (everything.post(DECIDE, json=asked, headers={"idempotency-key": "decided-once"}) for _ in range(2))
    assert (first.content, again.headers["idempotency-replayed"]) == (again.content, "true")
    other = everything.post(DECIDE, json={"facts": {"score": 34}}, headers={"idempotency-key": "decided-once"})
    assert code(other) == (422, "GJ866")


def test_integers_beyond_all_bounds_are_refused(everything: Caller) -> None:
    body = json.dumps({"facts": {"score": 1}}).replace("1}", "1" * 5000 + "}").encode()
    refused = everything.post(DECIDE, content=body, headers={"content-type": "application/json"})
    assert codes(refused) == {"/facts/score": "GJ434"}


MEDIA = [
    ("application/json", "", 200),
    ("Application/JSON; charset=UTF8", "", 200),
    ('application/json;charset="utf-8"', "identity", 200),
    ("application/json; charset=gb18030", "", 415),
    ("application/json; version=2", "", 415),
    ("text/plain", "", 415),
    ("application/json", "gzip", 415),
]


@pytest.mark.parametrize(("media", "packed", "status"), MEDIA)
def test_what_a_body_may_be(media: str, packed: str, status: int, everything: Caller) -> None:
    headers = {"content-type": media, **({"content-encoding": packed} if packed else {})}
    assert everything.post(DECIDE, content=b'{"facts": {"score": 1}}', headers=headers).status_code == status


def test_a_body_of_no_type_is_told_which_there_are(everything: Caller) -> None:
    told = everything.post(f"{DECIDE}/bulk", content=b"x", headers={"accept-language": "en"}).json()
    assert (told["detail"], told["hint"].partition(";")[0]) == (
        "the content isn't taken",
        "send a `Content-Type` that is one of application/x-ndjson, application/ndjson, application/jsonl",
    )
