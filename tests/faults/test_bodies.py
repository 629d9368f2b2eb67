"""Bodies and addresses as nobody should send them: each gets a 4xx as a problem, and the service goes on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.crm import EVENT, EVENTS, LINES, event
from tests.faults.moving_clock import MORNING, MovingClock
from tests.faults.service import Service, new_key
from tests.faults.wire import Answer, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEBIBYTE = 1 << 20
DECIDE = "/v1/branches/base/policies/assessment/decide"
GOOD = {"score": 75}

BODIES = {
    "nothing": b"",
    "half of an object": b'{"facts": {"score": 75}',
    "more after the object": b'{"facts": {"score": 75}} x',
    "no JSON": b"{'facts': {}}",
    "another value: a list": b"[]",
    "another value: null": b"null",
    "another value: a number": b"75",
    "facts as a list": b'{"facts": [75]}',
    "no facts": b"{}",
    "null facts": b'{"facts": null}',
    "an unknown member": b'{"facts": {"score": 75}, "fact": 1}',
    "an unknown fact": b'{"facts": {"skore": 75}}',
    "the same key twice": b'{"facts": {"score": 75, "score": 76}}',
    "a byte order mark": b'\xef\xbb\xbf{"facts": {"score": 75}}',
    "UTF-16": '{"facts": {"score": 75}}'.encode("utf-16"),
    "no UTF-8 in a text": b'{"facts": {"score": 75, "name": "\xff\xfe"}}',
    "an overlong form": b'{"facts": {"score": 75, "name": "\xc0\x80"}}',
    "half of a surrogate pair": rb'{"facts": {"score": 75, "name": "\ud800"}}',
    "half of a pair in a key": rb'{"facts": {"score": 75, "\udfff": 1}}',
    "a bare control character": b'{"facts": {"score": 75, "name": "\x01"}}',
    "NaN": b'{"facts": {"score": NaN}}',
    "infinity": b'{"facts": {"score": -Infinity}}',
    "a number without end": b'{"facts": {"score": 1e999999999}}',
    "a number without bounds": b'{"facts": {"score": 75, "points": 1e999999999}}',
    "a fraction without bounds": b'{"facts": {"score": 75, "points": 1e-999999999}}',
    "a number of 10,000 digits": b'{"facts": {"score": ' + b"7" * 10_000 + b"}}",
    "a text for a number": b'{"facts": {"score": "\xef\xbc\x97"}}',
    "a day that isn't": b'{"facts": {"score": 75}, "as_of": "2026-02-30"}',
    "a day as a number": b'{"facts": {"score": 75}, "as_of": 20260302}',
    "an instant that isn't": b'{"facts": {"score": 75}, "now": "9999-12-31T24:61:00Z"}',
    "an instant before all": b'{"facts": {"score": 75}, "now": "0000-01-01T00:00:00Z"}',
    "a horizon that isn't": b'{"facts": {"score": 75}, "horizon": "for ever"}',
    "a case that is a number": b'{"facts": {"score": 75}, "case": 7}',
    "a case of a null character": rb'{"facts": {"score": 75}, "case": "a\u0000b"}',
    "lists in lists": b'{"facts": {"score": ' + b"[" * 100 + b"]" * 100 + b"}}",
    "lists without end": b"[" * 100_000,
    "objects without end": b'{"facts":' * 50_000,
    "too much": b'{"facts": {"score": 75, "name": "' + b"x" * MEBIBYTE + b'"}}',
    "much too much": b'{"facts": {"score": 75, "name": "' + b"x" * (20 * MEBIBYTE) + b'"}}',
}
"""To a decision's address."""


def _changed(**changes: Any) -> bytes:
    """An event in which something is other than it should be; None takes it away."""
    whole = event("e1", "complaint.opened", "c1", MORNING) | changes
    return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()


EVENT_BODIES = {
    "nothing": b"",
    "a list for one": b"[]",
    "no version": _changed(specversion=None),
    "another version": _changed(specversion="0.3"),
    "no id": _changed(id=None),
    "an empty id": _changed(id=""),
    "an id that is a number": _changed(id=7),
    "an id of a null character": _changed(id="e\0"),
    "an id of half a pair": _changed(id="e\ud800"),
    "an id without end": _changed(id="e" * 100_000),
    "no source": _changed(source=None),
    "no type": _changed(type=None),
    "an unknown type": _changed(type="complaint.opend"),
    "no subject": _changed(subject=None),
    "an empty subject": _changed(subject=""),
    "a subject of a null character": _changed(subject="c\0"),
    "no time": _changed(time=None),
    "a time that isn't": _changed(time="yesterday"),
    "a time without an offset": _changed(time="2026-03-02T09:00:00"),
    "a time before all": _changed(time="0001-01-01T00:00:00+14:00"),
    "a time after all": _changed(time="9999-12-31T23:59:59-14:00"),
    "an unknown branch": _changed(branch="nowhere"),
    "a branch that is a number": _changed(branch=7),
    "data that is a list": _changed(data=[1]),
    "data of another type": _changed(data={"level": "middling"}),
    "data of an unknown name": _changed(data={"lvel": "high"}),
    "data as bytes": _changed(data=None, data_base64="/w=="),
    "data of another media type": _changed(datacontenttype="text/plain", data="high"),
    "bare facts of an unknown name": _changed(type="guiju.facts", data={"nobody": 1}),
    "bare facts that are no object": _changed(type="guiju.facts", data=7),
}
"""One event, structured."""

ADDRESSES = {
    "nowhere": "/nowhere",
    "an unknown branch": "/v1/branches/nowhere/policies/assessment",
    "an unknown policy": "/v1/branches/base/policies/nothing",
    "a null character": "/v1/decisions/%00",
    "no UTF-8": "/v1/decisions/%FF%FE",
    "half of a pair": "/v1/branches/%ED%A0%80/policies/assessment",
    "a decision that isn't": "/v1/decisions/none",
    "a way out": "/v1/decisions/..%2F..%2Fetc%2Fpasswd",
    "a long way": "/v1/decisions/" + "x" * 50_000,
    "a revision that isn't": "/v1/revisions/none",
    "a limit below nothing": "/v1/clocks?limit=-1",
    "a limit without end": "/v1/clocks?limit=99999999999999999999999",
    "a limit in words": "/v1/clocks?limit=ten",
    "an unknown state": "/v1/clocks?state=tired",
    "a time that isn't": "/v1/clocks?due_from=soon",
    "a cursor that isn't": "/v1/clocks?after=%00%FF",
    "a cursor of another kind": "/v1/messages?case=c1&after=e30",
    "an unknown parameter": "/v1/clocks?stat=running",
}

HEADERS: dict[str, dict[str, str]] = {
    "no key": {"Authorization": ""},
    "half of a key": {"Authorization": "Bearer"},
    "another scheme": {"Authorization": "Basic Z3VpanU6Z3VpanU="},
    "a key of odd bytes": {"Authorization": "Bearer \xff\x80"},
    "a key without end": {"Authorization": "Bearer " + "x" * 20_000},
    "an empty idempotency key": {"Idempotency-Key": ""},
    "an idempotency key without end": {"Idempotency-Key": "k" * 20_000},
    "an idempotency key of odd bytes": {"Idempotency-Key": "\xff\x80"},
    "another media type": {"Content-Type": "text/plain"},
    "another encoding": {"Content-Encoding": "gzip"},
    "a length that isn't": {"Content-Length": "-1"},
    "a length in words": {"Content-Length": "all"},
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def wire(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    folder = tmp_path_factory.mktemp("bodies")
    database = _database(request, folder)
    with Service(database, MovingClock(folder / "now").option, f"--key={folder / 'guiju.key'}") as service:
        yield Wire(service, new_key(database))
        assert "Traceback" not in service.log
        assert service.stop() == 0


def _database(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'guiju.db'}"
    url: str = request.getfixturevalue("postgres_server").create("bodies")
    return url


@pytest.mark.parametrize("name", BODIES)
def test_a_question_as_nobody_should_ask_it(wire: Wire, name: str) -> None:
    refused(wire.post(DECIDE, BODIES[name]))
    refused(wire.post_in_chunks(DECIDE, _pieces(BODIES[name])))
    refused_everywhere(wire.post("/v1/policies/assessment/decide", BODIES[name]))
    goes_on(wire)


@pytest.mark.parametrize("name", EVENT_BODIES)
def test_an_event_as_nobody_should_send_it(wire: Wire, name: str) -> None:
    refused(wire.post("/v1/events", EVENT_BODIES[name], EVENT))
    refused(wire.post("/v1/events", b"[" + _changed(id="fine") + b"," + EVENT_BODIES[name] + b"]", EVENTS))
    assert not kept(wire)


def test_more_events_than_may_come_at_once(wire: Wire) -> None:
    refused(
        wire.post("/v1/events", b"[" + b",".join(_changed(id=f"e{number}") for number in range(1001)) + b"]", EVENTS)
    )
    assert not kept(wire)


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_that_leads_nowhere(wire: Wire, name: str) -> None:
    refused(wire.ask("GET", ADDRESSES[name]))
    goes_on(wire)


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_says_nothing_sensible(wire: Wire, name: str) -> None:
    answer = wire.post(DECIDE, json.dumps({"facts": GOOD}).encode(), **HEADERS[name])
    assert 400 <= answer.status < 500, answer
    goes_on(wire)


def test_bad_lines_among_good_ones(wire: Wire) -> None:
    """Each line has its own answer, in order; those that are no lines at all spoil nothing."""
    bad = [body for body in BODIES.values() if b"\n" not in body and len(body) < MEBIBYTE]
    good = json.dumps({"facts": GOOD}).encode()
    lines = [line for body in bad if body.strip() for line in (good, body)]
    answer = wire.post(f"{DECIDE}/bulk", b"\n".join(lines) + b"\n", LINES)
    assert answer.status == 200
    answers = [json.loads(line) for line in _unchunked(answer).splitlines()]
    assert [is_problem(each.get("error", {})) for each in answers] == [line is not good for line in lines]


def refused(answer: Answer) -> None:
    assert 400 <= answer.status < 500, answer
    assert answer.headers["content-type"].startswith("application/problem+json"), answer
    assert json.loads(answer.body)["status"] == answer.status
    assert is_problem(json.loads(answer.body))


def refused_everywhere(answer: Answer) -> None:
    """At once, or by each branch for reasons of its own."""
    if answer.status != 200:
        refused(answer)
    else:
        assert all(map(is_problem, json.loads(answer.body)["decisions"].values()))


def is_problem(value: Any) -> bool:
    return {"type", "title", "status", "detail"} <= value.keys() and "Traceback" not in json.dumps(value)


def goes_on(wire: Wire) -> None:
    assert wire.post(DECIDE, json.dumps({"facts": GOOD}).encode()).status == 200


def kept(wire: Wire) -> Any:
    """The events of the case that all of them are about; none where nobody knows it."""
    answer = wire.ask("GET", "/v1/branches/base/cases/c1")
    return json.loads(answer.body)["events"] if answer.status == 200 else []


def _pieces(body: bytes) -> Iterator[bytes]:
    return (body[start : start + 5000] for start in range(0, len(body), 5000))


def _unchunked(answer: Answer) -> bytes:
    if answer.headers.get("transfer-encoding") != "chunked":
        return answer.body
    body, rest = b"", answer.body
    while True:
        size, _, rest = rest.partition(b"\r\n")
        if not int(size, 16):
            return body
        body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
