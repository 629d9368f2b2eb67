"""Events in, by the CloudEvents 1.0 HTTP binding; what the `cloudevents` package sends is taken."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from cloudevents.core.bindings import http as binding
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from adapters import json_text
from adapters.clock import micros
from adapters.http import cloud_events
from adapters.ledger.entries import Entry
from adapters.service.cases import case_of
from engine import Library
from tests.faults.service import POLICIES
from tests.http.calling import BATCH, ONE, Caller, code, codes, event

if TYPE_CHECKING:
    import httpx

    from tests.faults.service import Service


def known(caller: Caller, case: str, branch: str = "base") -> dict[str, Any]:
    found: dict[str, Any] = caller.get(f"/v1/branches/{branch}/cases/{case}").json()
    return found


@pytest.mark.parametrize("to_message", [binding.to_binary_event, binding.to_structured_event])
def test_what_the_cloudevents_package_sends_is_taken(to_message: Any, everything: Caller) -> None:
    case = f"工程 {uuid4().hex}/1%"
    at = dt.datetime(2026, 3, 2, 1, 0, 0, 250000, tzinfo=dt.UTC)
    attributes = {"type": "work.failed", "source": "/crm", "id": "a b", "subject": case, "time": at}
    message = to_message(
        CloudEvent({**attributes, "branch": "xian", "traceparent": "00-1"}, {"crew": "c1", "cost": 12.5})
    )
    told = everything.post("/v1/events", content=message.body, headers=message.headers)
    assert told.json() == {"accepted": ["a b"], "known": []}
    (kept,) = known(everything, case.replace("%", "%25"), "xian")["events"]
    assert kept == {
        "specversion": "1.0",
        "id": "a b",
        "source": "/crm",
        "type": "work.failed",
        "subject": case,
        "time": "2026-03-02T01:00:00.250000Z",
        "branch": "xian",
        "traceparent": "00-1",
        "data": {"crew": "c1", "cost": 12.5},
    }


def test_the_same_event_is_known_in_whatever_mode_it_comes(everything: Caller) -> None:
    name = uuid4().hex
    said = event(name, "work.failed", name)
    data = {"crew": "c1", "cost": 12.5}
    assert everything.tell({**said, "data": data, "dataschema": None}).json()["accepted"] == [name]
    assert everything.tell({"data": data, "datacontenttype": "application/json", **said}).json()["known"] == [name]
    assert everything.tell({**said, "branch": "base", "data": data}).json()["known"] == [name]
    binary = {f"ce-{key}": value for key, value in said.items()}
    assert everything.post("/v1/events", json=data, headers=binary).json()["known"] == [name]
    utc = {**said, "time": "2026-03-02T01:00:00z", "data": {"cost": 12.50, "crew": "c1"}}
    assert everything.tell(utc).json()["known"] == [name]
    assert len(known(everything, name)["events"]) == 1


def test_an_id_stands_for_one_event_of_a_case(everything: Caller) -> None:
    name = uuid4().hex
    everything.tell(event(name, "work.failed", name, data={"crew": "c1"}))
    for other in ({"data": {"crew": "c2"}}, {"time": "2026-03-02T09:00:01+08:00"}, {"type": "work.done", "data": {}}):
        refused = everything.tell(event(name, "work.failed", name, **{"data": {"crew": "c1"}, **other}))
        assert code(refused) == (422, "GJ879")
        assert codes(refused) == {"/id": "GJ876"}
    assert everything.tell(event(name, "work.done", f"{name}-2")).json()["accepted"] == [name]
    assert everything.tell(event(name, "work.done", name, branch="xian")).json()["accepted"] == [name]


def test_a_batch_is_taken_as_a_whole_or_not_at_all(everything: Caller) -> None:
    name = uuid4().hex
    good, bad = event("1", "work.done", name), event("2", "work.don", name)
    refused = everything.tell(good, bad, {"id": "3"})
    assert code(refused) == (422, "GJ879")
    assert codes(refused) == {
        "/1/type": "GJ452",
        **{f"/2/{field}": "GJ873" for field in ("specversion", "source", "type", "subject", "time")},
    }
    assert everything.get(f"/v1/branches/base/cases/{name}").status_code == 404
    assert everything.tell(good, event("2", "work.done", name), good).json() == {"accepted": ["1", "2"], "known": ["1"]}
    clash = everything.tell(event("3", "work.done", name), event("2", "complaint.solved", name))
    assert codes(clash) == {"/1/id": "GJ876"}
    assert [each["id"] for each in known(everything, name)["events"]] == ["1", "2"]


def test_an_empty_batch_is_nothing(everything: Caller) -> None:
    assert everything.tell().json() == {"accepted": [], "known": []}


def test_a_batch_has_its_limit(everything: Caller) -> None:
    many = [event(str(number), "work.done", "many") for number in range(1001)]
    assert code(everything.tell(*many)) == (413, "GJ878")


WRONG = [
    ({"specversion": "0.3"}, {"/specversion": "GJ874"}),
    ({"specversion": 1.0}, {"/specversion": "GJ874"}),
    ({"id": ""}, {"/id": "GJ874"}),
    ({"id": 7}, {"/id": "GJ874"}),
    ({"id": None}, {"/id": "GJ873"}),
    ({"id": "a\u0000b"}, {"/id": "GJ874"}),
    ({"id": "x" * 256}, {"/id": "GJ874"}),
    ({"subject": None}, {"/subject": "GJ873"}),
    ({"subject": "a\nb"}, {"/subject": "GJ874"}),
    ({"source": ""}, {"/source": "GJ874"}),
    ({"type": ["work.done"]}, {"/type": "GJ874"}),
    ({"type": "work.finished"}, {"/type": "GJ452"}),
    ({"time": "2026-03-02"}, {"/time": "GJ874"}),
    ({"time": "2026-03-02T09:00:00"}, {"/time": "GJ874"}),
    ({"time": "2026-02-30T09:00:00Z"}, {"/time": "GJ874"}),
    ({"time": "2026-03-02T09:00:60Z"}, {"/time": "GJ874"}),
    ({"time": 1772413200}, {"/time": "GJ874"}),
    ({"time": "9999-12-31T23:59:59Z"}, {"/time": "GJ435"}),
    ({"data": [1]}, {"/data": "GJ874"}),
    ({"data": "crew"}, {"/data": "GJ874"}),
    ({"data": {"crew": 5}}, {"/data/crew": "GJ414"}),
    ({"data": {"crw": "a"}}, {"/data/crw": "GJ453"}),
    ({"data": {"id": "a"}}, {"/data/id": "GJ453"}),
    ({"data": {"cost": "dear", "crew": True}}, {"/data/cost": "GJ411", "/data/crew": "GJ414"}),
    ({"data_base64": "AAAA"}, {"/data_base64": "GJ875"}),
    ({"dataContentType": "application/json"}, {"/dataContentType": "GJ875"}),
    ({"datacontenttype": "text/xml"}, {"/datacontenttype": "GJ874"}),
    ({"dataschema": ""}, {"/dataschema": "GJ874"}),
    ({"trace": {"a": 1}}, {"/trace": "GJ874"}),
    ({"trace": 1.5}, {"/trace": "GJ874"}),
    ({"a/b~c": 1}, {"/a~1b~0c": "GJ875"}),
    ({"branch": "nowhere"}, {"/branch": "GJ864"}),
    ({"branch": 5}, {"/branch": "GJ874"}),
    ({"casekind": 5}, {"/casekind": "GJ874"}),
    ({"casekind": "complaint"}, {"/casekind": "GJ886"}),
]


@pytest.mark.parametrize(("change", "found"), WRONG, ids=[json.dumps(change)[:40] for change, _ in WRONG])
def test_every_wrong_member_is_pointed_at(change: dict[str, Any], found: dict[str, str], everything: Caller) -> None:
    name = uuid4().hex
    refused = everything.tell({**event(name, "work.failed", name, data={"crew": "c1"}), **change})
    assert code(refused) == (422, "GJ879")
    assert codes(refused) == found
    assert all(each["message"] for each in refused.json()["errors"])
    assert everything.get(f"/v1/branches/base/cases/{name}").status_code == 404


def test_an_event_says_what_the_policies_go_by_that_read_it(everything: Caller) -> None:
    """The ladder `failures` is kept per crew."""
    refused = everything.tell(event("1", "work.failed", uuid4().hex, data={"cost": 5}))
    assert codes(refused) == {"": "GJ472"}
    refused = everything.tell(event("1", "work.failed", uuid4().hex), event("2", "work.appealed", uuid4().hex))
    assert codes(refused) == {"/0": "GJ472", "/1": "GJ472"}


@pytest.mark.parametrize(
    "body", [b"{}x", b"\xff", b"\xef\xbb\xbf{}", b'{"id":"a","id":"b"}', b'{"data":NaN}', b'"\\ud800"', b"", b"[" * 99]
)
def test_what_is_no_json_is_refused(body: bytes, everything: Caller) -> None:
    refused = everything.post("/v1/events", content=body, headers={"content-type": ONE})
    assert code(refused) == (400, "GJ845")


@pytest.mark.parametrize("body", [b"7", b"null", b"[]", b'"x"'])
def test_an_event_is_an_object(body: bytes, everything: Caller) -> None:
    refused = everything.post("/v1/events", content=body, headers={"content-type": ONE})
    assert codes(refused) == {"": "GJ874"}


def test_a_batch_is_an_array(everything: Caller) -> None:
    refused = everything.post("/v1/events", content=b"{}", headers={"content-type": BATCH})
    assert codes(refused) == {"": "GJ874"}
    assert codes(everything.post("/v1/events", content=b"[7]", headers={"content-type": BATCH})) == {"/0": "GJ874"}


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/cloudevents+xml", ""])
def test_other_content_is_refused(kind: str, everything: Caller) -> None:
    refused = everything.post("/v1/events", content=b"{}", headers={"content-type": kind})
    assert code(refused) == (415, "GJ844")


def binary(caller: Caller, said: list[tuple[bytes, bytes]], content: bytes = b"") -> httpx.Response:
    base = [(f"ce-{key}".encode(), value.encode()) for key, value in event("b", "work.done", uuid4().hex).items()]
    names = {name for name, _ in said}
    return caller.post("/v1/events", content=content, headers=[*(each for each in base if each[0] not in names), *said])


def test_headers_are_percent_decoded_or_utf_8(everything: Caller) -> None:
    case = uuid4().hex
    for subject in (f"案件{case}".encode(), f"%E6%A1%88%E4%BB%B6{case}".encode(), f'"%E6%A1%88\\件{case}"'.encode()):
        assert binary(everything, [(b"ce-subject", subject)]).status_code == 200
    assert [each["id"] for each in known(everything, f"案件{case}")["events"]] == ["b"]


@pytest.mark.parametrize("said", [b"%FF", b"\xff", b"%00", b""])
def test_headers_that_are_no_text_are_refused(said: bytes, everything: Caller) -> None:
    refused = binary(everything, [(b"ce-subject", said)])
    assert refused.status_code in (400, 422)
    assert codes(refused) == {"/subject": "GJ874"}


HUGE = "x" * 900_000


@pytest.mark.parametrize(
    "member",
    [
        *({name: HUGE} for name in ("id", "type", "subject", "time", "branch", "casekind", "datacontenttype")),
        {HUGE: 1},
        {"traceparent": [HUGE]},
        {"data": {HUGE: 1}},
        {"data": {"cost": HUGE}},
        {"type": "guiju.facts", "data": {HUGE: 1}},
    ],
    ids=lambda member: next(iter(member))[:20],
)
def test_what_is_huge_is_not_repeated(member: dict[str, Any], everything: Caller) -> None:
    refused = everything.tell({**event("huge", "work.failed", "huge"), **member})
    assert code(refused) == (422, "GJ879")
    assert len(refused.content) < 5000


def test_a_value_is_told_as_it_was_sent(everything: Caller) -> None:
    refused = everything.tell(event("1", "work.failed", "as-sent", specversion=1.0, time=None, trace={"a": 1.50}))
    told = {each["pointer"]: each["message"] for each in refused.json()["errors"]}
    assert told["/specversion"] == "`specversion` can't be `1.0`"
    assert told["/trace"] == '`trace` can\'t be `{"a":1.5}`'


def test_of_a_batch_of_nothing_but_faults_some_are_told(everything: Caller) -> None:
    bad = {f"X{number}": 1 for number in range(40)}
    told = everything.tell(*(event(str(number), "work.done", "odd", **bad) for number in range(1000)))
    assert (told.status_code, len(told.json()["errors"])) == (422, 100)


def test_a_header_given_twice_is_refused(everything: Caller) -> None:
    refused = binary(everything, [(b"ce-id", b"a"), (b"ce-id", b"b")])
    assert codes(refused) == {"/id": "GJ874"}


def test_binary_data_is_json(everything: Caller) -> None:
    assert code(binary(everything, [(b"content-type", b"text/plain")], b"x")) == (415, "GJ844")
    assert code(binary(everything, [(b"content-type", b"application/json")], b"x")) == (400, "GJ845")
    assert codes(binary(everything, [(b"content-type", b"application/json")], b"[]")) == {"/data": "GJ874"}


def test_the_latest_of_the_bare_facts_counts() -> None:
    told = [
        event(
            "f2", "guiju.facts", "c", time="2026-03-02T10:00:00+08:00", data={"score": 95.5, "name": "甲", "level": 1}
        ),
        event("f1", "guiju.facts", "c", time="2026-03-02T09:00:00+08:00", data={"score": 10, "points": 1}),
        event("f3", "guiju.facts", "c", time="2027-01-01T00:00:00+08:00", data={"score": 1}),
        event("f4", "guiju.facts", "c", time="2026-03-02T11:00:00+08:00", data={"points": None}),
    ]
    case = case_of([_entry(each) for each in told])
    policy = Library.load(POLICIES).branch("base").policy("assessment")
    instants = [dt.datetime(2026, 3, 2, hour, tzinfo=dt.UTC) for hour in (0, 1, 2, 3)]
    assert [case.facts(policy, now) for now in instants] == [
        {},
        {"score": 10, "points": 1},
        {"score": Decimal("95.5"), "points": 1, "name": "甲"},
        {"score": Decimal("95.5"), "name": "甲"},
    ]


def _entry(told: dict[str, Any]) -> Entry:
    at = micros(dt.datetime.fromisoformat(told["time"]))
    return Entry("event", told["id"], "base", "", told["subject"], at, json.dumps(told))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"scor": 1}, {"/data/scor": "GJ401"}),
        ({"score": "high"}, {"/data/score": "GJ410"}),
        ({"score": 101, "name": 5}, {"/data/name": "GJ414", "/data/score": "GJ430"}),
    ],
)
def test_bare_facts_fit_the_policies_that_declare_them(
    data: dict[str, Any], found: dict[str, str], everything: Caller
) -> None:
    assert codes(everything.tell(event("f", "guiju.facts", uuid4().hex, data=data))) == found


def test_a_case_has_its_limit(everything: Caller) -> None:
    case = uuid4().hex
    for start in range(0, 10_000, 1000):
        events = [event(str(number), "complaint.waiting", case) for number in range(start, start + 1000)]
        assert everything.tell(*events).status_code == 200
    full = everything.tell(event("x", "complaint.waiting", case), event("y", "work.done", f"{case}-2"))
    assert codes(full) == {"/0/subject": "GJ877"}
    assert everything.tell(event("5", "complaint.waiting", case)).json()["known"] == ["5"]
    assert everything.get(f"/v1/branches/base/cases/{case}-2").status_code == 404


def test_an_event_is_there_for_other_processes(second: Service, everything: Caller) -> None:
    case = uuid4().hex
    everything.tell(event("e", "work.done", case))
    with Caller(second, key=everything.key) as other:
        assert other.tell(event("e", "work.done", case)).json()["known"] == ["e"]
        assert len(known(other, case)["events"]) == 1


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20)
NUMBERS = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
DATA = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(TEXTS, TEXTS, st.datetimes(timezones=st.just(dt.UTC), min_value=dt.datetime(1970, 1, 1)), DATA)  # noqa: DTZ001  hypothesis adds the zone
def test_a_normal_event_is_a_faultless_one_that_stays_the_same(
    name: str, case: str, at: dt.datetime, data: object
) -> None:
    raw = event(name, "t", case, time=at.isoformat(), data={"d": data}, x="1", dataschema=None)
    assert list(cloud_events.faults(raw)) == []
    once = cloud_events.normal(raw)
    assert cloud_events.normal(once) == once
    assert list(cloud_events.faults(once)) == []
    written = json_text.read_exact(json_text.write(once).encode(errors="surrogatepass"), 64)
    assert written == json.loads(json_text.write(once), parse_float=Decimal, parse_int=Decimal)
