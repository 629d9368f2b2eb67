"""Kinds of case, over HTTP: `casekind` says which policies read what is told."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.service import POLICIES, Service
from tests.http.calling import Caller, code, codes, event
from tests.http.conftest import CLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ORDERS = """\
policy: orders
title: Orders
case: order
facts:
  urgent: {title: Urgent, type: boolean, optional: true}
clocks:
  visit: {title: Visit, starts: complaint.opened, stops: complaint.solved, within: if urgent = true then 1h else 4h}
"""


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """Of a service whose policies are about complaints and about orders; the others don't say."""
    folder = tmp_path_factory.mktemp("kinds")
    policies = folder / "policies"
    shutil.copytree(POLICIES, policies)
    _add(
        policies / "vocabulary.yaml", "\ncases: {complaint: {zh: 投诉, en: Complaint}, order: {zh: 订单, en: Order}}\n"
    )
    _add(policies / "base" / "complaint.yaml", "\ncase: complaint\n")
    (policies / "base" / "orders.yaml").write_text(ORDERS, encoding="utf-8")
    (folder / "clock").write_text(CLOCK, encoding="utf-8")
    database, clock = f"sqlite:///{folder / 'guiju.db'}", f"file:{folder / 'clock'}"
    with Service(database, "--clock", clock, policies=policies) as service, Caller(service) as made:
        yield made


def _add(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def known(caller: Caller, case: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = caller.get(f"/v1/branches/base/cases/{case}").json()
    return found


def test_a_case_is_read_by_the_policies_of_its_kind(caller: Caller) -> None:
    caller.tell(event("1", "complaint.opened", "an-order", casekind="order"))
    order = known(caller, "an-order")
    assert set(order["decisions"]) == {clock["policy"] for clock in order["clocks"]} == {"orders"}
    assert order["problems"] == {}
    assert order["events"][0]["casekind"] == "order"
    caller.tell(event("1", "complaint.opened", "any-case"))
    assert set(known(caller, "any-case")["decisions"]) == {"complaint", "orders"}


def test_a_header_says_it_too(caller: Caller) -> None:
    headers = {f"ce-{name}": value for name, value in event("1", "complaint.opened", "header").items()}
    assert caller.post("/v1/events", headers={**headers, "ce-casekind": "complaint"}).is_success
    assert set(known(caller, "header")["decisions"]) == {"complaint"}
    assert codes(caller.post("/v1/events", headers=headers)) == {"/id": "GJ876"}


def test_a_decision_goes_by_what_its_policy_reads(caller: Caller) -> None:
    caller.tell(event("1", "complaint.opened", "decided", casekind="order"))
    states = {
        policy: caller.decide({}, f"base/{policy}", case="decided").json()["clocks"][clock]["state"]
        for policy, clock in (("complaint", "solve"), ("orders", "visit"))
    }
    assert states == {"complaint": "not-started", "orders": "running"}


def test_an_unknown_kind_is_guessed(caller: Caller) -> None:
    refused = caller.tell(event("1", "complaint.opened", "unknown", casekind="complain"))
    assert (code(refused), codes(refused)) == ((422, "GJ879"), {"/casekind": "GJ886"})
    assert "did you mean `complaint`" in refused.json()["errors"][0]["hint"]


def test_facts_are_those_of_the_kinds_policies(caller: Caller) -> None:
    told = event("1", "guiju.facts", "facts", data={"urgent": True})
    assert codes(caller.tell({**told, "casekind": "complaint"})) == {"/data/urgent": "GJ401"}
    assert caller.tell({**told, "casekind": "order"}).is_success


def test_a_policy_says_what_its_cases_are(caller: Caller) -> None:
    found = caller.get("/v1/policies").json()["items"]
    assert {each["policy"]: each["case"] for each in found if each["branch"] == "base"} == {
        "assessment": None,
        "callbacks": None,
        "complaint": "complaint",
        "failures": None,
        "orders": "order",
    }
    schemas = caller.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["cloud-event.work.done"]["properties"]["casekind"]["enum"] == ["complaint", "order", None]
    assert set(schemas["cloud-event.guiju.facts.order"]["properties"]["data"]["properties"]) == {"urgent"}
