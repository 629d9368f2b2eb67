"""What is read again: clocks, decisions and why, cases, messages, policies and revisions; page by page."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from adapters.http.parameters import cursor_of
from tests.http.calling import STORES, Caller, code, event

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.faults.service import Service


pytestmark = pytest.mark.parametrize("store", STORES, indirect=True, scope="session")


def pages(caller: Caller, path: str, **asked: str | int) -> Iterator[list[Any]]:
    """Every page of a list."""
    after: dict[str, str] = {}
    while True:
        page = caller.get(path, params={**asked, **after}).json()
        yield page["items"]
        if page["next"] is None:
            return
        after = {"after": page["next"]}


def test_a_decision_is_read_as_it_was_answered(everything: Caller) -> None:
    answered = everything.decide({"score": 95.5}, case="read-1", as_of="2026-03-01")
    read = everything.get(f"/v1/decisions/{answered.json()['decision']}")
    assert read.content == answered.content
    assert read.headers["content-type"] == answered.headers["content-type"]


def test_an_explanation_is_made_by_the_rules_of_the_decision(everything: Caller) -> None:
    decided = everything.decide({"score": 50}).json()
    path = f"/v1/decisions/{decided['decision']}/explanation"
    reasons = everything.get(path).json()
    assert {name: reasons[name] for name in decided} == decided
    assert reasons["reasons"]["facts"]["score"] == "50"
    words = everything.get(path, headers={"accept": "text/plain"})
    assert words.headers["content-type"] == "text/plain; charset=utf-8"
    assert words.headers["content-language"] == "en"
    assert "Assessment" in words.text
    chinese = everything.get(path, headers={"accept": "text/plain", "accept-language": "zh-CN"})
    assert chinese.headers["content-language"] == "zh"
    assert "考核" in chinese.text


def test_an_explanation_comes_in_the_form_that_is_liked_best(everything: Caller) -> None:
    path = f"/v1/decisions/{everything.decide({'score': 50}).json()['decision']}/explanation"
    both = everything.get(path, headers={"accept": "text/plain;q=0.5, application/json"})
    assert both.headers["content-type"] == "application/json"
    several = everything.get(path, headers=[("accept", "text/plain"), ("accept", "application/json;q=0.9")])
    assert several.headers["content-type"] == "text/plain; charset=utf-8"
    assert code(everything.get(path, headers={"accept": "text/html"})) == (406, "GJ881")


def test_the_decisions_of_a_case_are_explained(everything: Caller) -> None:
    case = uuid4().hex
    made = [everything.decide({"score": score}, case=case).json()["decision"] for score in (10, 95)]
    found = [each for page in pages(everything, "/v1/explanations", case=case, limit=1) for each in page]
    alone = [everything.get(f"/v1/decisions/{decided}/explanation").json() for decided in reversed(made)]
    assert [each["explanation"] for each in found] == alone
    assert {each["case"] for each in found} == {case}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_decisions_of_a_case_are_explained_in_words(everything: Caller, lang: str) -> None:
    case, words = uuid4().hex, {"accept": "text/plain", "accept-language": lang}
    made = [everything.decide({"score": score}, case=case).json()["decision"] for score in (10, 95)]
    last = everything.get("/v1/explanations", params={"case": case, "limit": 1}, headers=words)
    first = everything.get(f"/v1/explanations{last.links['next']['url']}", headers=words)
    for page, decided in ((last, made[1]), (first, made[0])):
        head, _, text = page.text.partition("\n\n")
        assert head.endswith(decided)
        assert text == everything.get(f"/v1/decisions/{decided}/explanation", headers=words).text
        assert page.headers["content-language"] == lang
        assert "Accept-Language" in page.headers["vary"]
    assert not first.links
    assert code(everything.get("/v1/explanations", headers={"accept": "text/html"})) == (406, "GJ881")
    unnamed = {"accept": "text/html", "authorization": ""}
    assert code(everything.get("/v1/explanations", headers=unnamed)) == (401, "GJ860")


def test_a_decision_that_does_not_come_out_again_has_no_explanation(
    store: str, service: Service, everything: Caller
) -> None:
    """Somebody with the right to the file has changed what was recorded."""
    if store != "sqlite":
        pytest.skip("the same code reads what was changed in the other kind")
    decided = everything.decide({"score": 61.25}).json()["decision"]
    with closing(sqlite3.connect(service.database.removeprefix("sqlite:///"))) as connection, connection:
        trigger = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE entries SET body = replace(body, '61.25', '61.26') WHERE id = ?", (decided,))
        for (sql,) in trigger:
            connection.execute(sql)
    assert code(everything.get(f"/v1/decisions/{decided}/explanation")) == (409, "GJ818")
    (last,) = everything.get("/v1/explanations", params={"limit": 1}).json()["items"]
    assert last["explanation"]["type"] == "urn:guiju:problem:GJ818"


def test_pages_of_decisions_neither_shift_nor_repeat(everything: Caller) -> None:
    case = uuid4().hex
    made = [everything.decide({"score": score}, case=case).json()["decision"] for score in range(7)]
    found: list[str] = []
    for page in pages(everything, "/v1/decisions", case=case, limit=3):
        found += [each["decision"]["decision"] for each in page]
        everything.decide({"score": 50 + len(found)}, case=case)
    assert found == made[::-1]


def test_decisions_are_listed_by_case_branch_and_policy(everything: Caller) -> None:
    case = uuid4().hex
    everything.decide({"score": 1}, case=case)
    everything.decide({"score": 1}, "xian/assessment", case=case)
    (page,) = pages(everything, "/v1/decisions", case=case)
    assert [(each["case"], each["decision"]["branch"]) for each in page] == [(case, "xian"), (case, "base")]
    (page,) = pages(everything, "/v1/decisions", case=case, branch="xian", policy="assessment")
    assert [each["decision"]["branch"] for each in page] == ["xian"]
    assert list(pages(everything, "/v1/decisions", case=case, policy="failures")) == [[]]


def test_clocks_are_read_with_what_was_just_told(everything: Caller) -> None:
    case = uuid4().hex
    everything.tell(event("1", "complaint.opened", case))
    (page,) = pages(everything, "/v1/clocks", case=case)
    assert [(each["clock"], each["state"], each["due"]) for each in page] == [
        ("answer", "breached", "2026-03-02T10:00:00+08:00"),
        ("solve", "running", "2026-03-02T19:00:00+08:00"),
    ]
    assert {name: page[0][name] for name in ("branch", "policy", "case", "key")} == {
        "branch": "base",
        "policy": "complaint",
        "case": case,
        "key": None,
    }
    everything.tell(event("2", "complaint.solved", case, time="2026-03-02T10:30:00+08:00"))
    (page,) = pages(everything, "/v1/clocks", case=case, state="met")
    assert [each["clock"] for each in page] == ["solve"]


def test_clocks_are_listed_by_due_window_the_soonest_first(everything: Caller) -> None:
    case = uuid4().hex
    for hour in (3, 1, 4, 2):
        told = event("1", "complaint.opened", f"{case}-{hour}", time=f"2026-02-05T0{hour}:00:00+08:00", branch="xian")
        everything.tell(told)
    window = {"due_from": "2026-02-05T03:00:00+08:00", "due_until": "2026-02-04T21:00:00Z"}
    found = list(pages(everything, "/v1/clocks", branch="xian", limit=1, **window))
    assert [each["case"].rpartition("-")[2] for page in found for each in page] == ["2", "3", "4"]
    assert {len(page) for page in found} == {1}


def test_a_case_tells_all_that_is_known_of_it(everything: Caller) -> None:
    case = f"case/{uuid4().hex}"
    everything.tell(event("1", "complaint.opened", case), event("2", "work.failed", case, data={"crew": "c"}))
    known = everything.get(f"/v1/branches/base/cases/{case}").json()
    assert [each["id"] for each in known["events"]] == ["1", "2"]
    assert {each["clock"] for each in known["clocks"]} == {"answer", "solve"}
    assert set(known["decisions"]) == {"complaint", "failures"}
    assert known["decisions"]["complaint"]["clocks"]["solve"]["remaining"] == "PT7H"
    assert known["problems"] == {}
    assert code(everything.get("/v1/branches/base/cases/nobody")) == (404, "GJ868")
    assert code(everything.get(f"/v1/branches/nowhere/cases/{case}")) == (404, "GJ868")


def test_messages_are_read_as_they_were_sent(everything: Caller) -> None:
    case = uuid4().hex
    everything.tell(event("1", "complaint.opened", case))
    everything.get("/v1/clocks")
    (page,) = pages(everything, "/v1/messages", case=case)
    assert sorted(each["type"] for each in page) == ["guiju.clock.breached", "guiju.clock.escalated"]
    assert {each["subject"] for each in page} == {case}
    assert [each for one in pages(everything, "/v1/messages", case=case, limit=1) for each in one] == page


def test_policies_are_told_with_what_they_ask(everything: Caller) -> None:
    (page,) = pages(everything, "/v1/policies")
    assert {f"{each['branch']}/{each['policy']}" for each in page} >= {"base/assessment", "xian/complaint"}
    policy = everything.get("/v1/branches/base/policies/assessment").json()
    assert policy["title"] == {"zh": "考核", "en": "Assessment"}
    assert code(everything.get("/v1/branches/base/policies/asessment")) == (404, "GJ858")


def test_a_revision_has_its_files(service: Service, everything: Caller) -> None:
    (page,) = pages(everything, "/v1/revisions")
    assert page[0]["previous"] is None
    revision = everything.get(f"/v1/revisions/{page[0]['revision']}").json()
    assert revision["files"]["base/assessment.yaml"].startswith("policy: assessment")
    assert "branches/xian/complaint.yaml" in revision["files"]
    with Caller(service, branches=["base"]) as base:
        own = base.get(f"/v1/revisions/{page[0]['revision']}").json()["files"]
    assert revision["files"].keys() - own.keys() == {"branches/xian/branch.yaml", "branches/xian/complaint.yaml"}
    assert code(everything.get("/v1/revisions/sha256:0")) == (404, "GJ868")


def test_nothing_is_to_be_delivered_where_nobody_wants_it(everything: Caller) -> None:
    assert everything.get("/v1/deliveries", params={"state": "dead"}).json() == {"items": [], "next": None}
    assert code(everything.post("/v1/deliveries/msg_0:x/resend")) == (404, "GJ868")


LISTS = ("/v1/clocks", "/v1/decisions", "/v1/explanations", "/v1/messages", "/v1/revisions", "/v1/deliveries")
NO_PLACES = {
    "/v1/decisions": (10**30,),
    "/v1/revisions": (-(2**63),),
    "/v1/clocks": (1, "\ud800", "", "", "", ""),
    "/v1/deliveries": (1, "\0"),
}
"""Cursors that nobody was given, of values that not every database takes."""


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("limit=0", "GJ869"),
        ("limit=1001", "GJ869"),
        ("limit=1e3", "GJ869"),
        ("limit=", "GJ869"),
        ("limit=1&limit=2", "GJ869"),
        ("after=x", "GJ869"),
        ("after=", "GJ869"),
        ("after=W10=", "GJ869"),
        ("after=WyJhIl0=", "GJ869"),
        ("offset=5", "GJ870"),
        ("%00=5", "GJ870"),
    ],
)
def test_a_list_is_asked_for_sensibly(path: str, asked: str, found: str, everything: Caller) -> None:
    assert code(everything.get(f"{path}?{asked}")) == (400, found)


@pytest.mark.parametrize("path", NO_PLACES)
def test_a_cursor_that_nobody_was_given_is_refused(path: str, everything: Caller) -> None:
    assert code(everything.get(path, params={"after": cursor_of(*NO_PLACES[path])})) == (400, "GJ869")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/v1/clocks?state=open", "GJ869"),
        ("/v1/clocks?due_from=2026-03-02", "GJ869"),
        ("/v1/clocks?due_until=2026-02-30T09:00:00Z", "GJ869"),
        ("/v1/clocks?branch=xiann", "GJ869"),
        ("/v1/messages?policy=complain", "GJ869"),
        ("/v1/decisions?case=", "GJ869"),
        ("/v1/decisions?case=%00", "GJ869"),
        ("/v1/deliveries?state=lost", "GJ869"),
        ("/v1/policies?limit=1", "GJ870"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(asked: str, found: str, everything: Caller) -> None:
    refused = everything.get(asked)
    assert code(refused) == (400, found)


def test_a_plus_that_was_not_escaped_is_meant(everything: Caller) -> None:
    assert everything.get("/v1/clocks?due_from=2026-03-02T09:00:00+08:00").status_code == 200


def test_a_reload_is_answered_with_what_is_served(everything: Caller) -> None:
    (page,) = pages(everything, "/v1/revisions")
    answer: httpx.Response = everything.post("/v1/reload")
    assert answer.json() == {"revision": page[0]["revision"]}
