"""Two services on one database: whichever is told or sweeps, each point stands once, and no id is given twice."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.deadlines.world import short, standing
from tests.faults.moving_clock import MORNING, MovingClock
from tests.faults.receivers import Receiver
from tests.faults.service import POLICIES, Service, new_endpoint, wait_for
from tests.http.calling import Caller, event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOUR = dt.timedelta(hours=1)
ODD = "单号 #1/?x=%2F&y \\ 😀"


class Office:
    """Two services, each asked in turn."""

    def __init__(self, first: Caller, second: Caller, clock: MovingClock, folder: Path) -> None:
        self._turns = [first, second]
        self.clock = clock
        self.policy = folder / "base" / "complaint.yaml"

    @property
    def caller(self) -> Caller:
        self._turns.reverse()
        return self._turns[0]

    def tell(self, case: str, *events: dict[str, Any]) -> None:
        told = self.caller.tell(*[each | {"subject": case} for each in events]).json()
        assert told["accepted"] == [each["id"] for each in events]

    def at(self, case: str, hours: float) -> list[dict[str, Any]]:
        """What was told of a case until then."""
        self.clock.set(MORNING + hours * HOUR)
        for _ in self._turns:
            self.caller.get("/v1/clocks").raise_for_status()
        found: list[dict[str, Any]] = self.caller.get("/v1/messages", params={"case": case}).json()["items"]
        return found


def event_at(name: str, kind: str, hours: float) -> dict[str, Any]:
    return event(name, kind, "", time=(MORNING + hours * HOUR).isoformat())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def office(tmp_path: Path, receiver: Receiver) -> Iterator[Office]:
    clock, folder = MovingClock(tmp_path / "now"), shutil.copytree(POLICIES, tmp_path / "policies")
    url = f"sqlite:///{tmp_path / 'guiju.db'}"
    with (
        Service(url, clock.option, policies=folder) as first,
        Service(url, clock.option, policies=folder) as second,
        Caller(first) as caller,
        Caller(second, key=caller.key) as other,
    ):
        new_endpoint(url, receiver.url)
        yield Office(caller, other, clock, folder)


def test_told_undone_and_told_anew_however_often(office: Office, receiver: Receiver) -> None:
    """Pauses of three hours, told of when the limit that they put off has passed."""
    office.tell(ODD, event_at("e1", "complaint.opened", 0))
    told = office.at(ODD, 12)
    for begun, now in ((6, 12), (9.5, 14)):
        resumed = event_at(f"resumed-{begun}", "complaint.resumed", begun + 3)
        office.tell(ODD, resumed, event_at(f"waiting-{begun}", "complaint.waiting", begun))
        office.at(ODD, now)
        told = office.at(ODD, now + 2.5)
    over = ["breached solve.breach", "escalated solve.due"]
    undone = ["withdrawn solve.breach", "withdrawn solve.due"]
    assert [text.rsplit(" ", 2)[0] for text in short(told)[3:]] == [*over, *undone, *over, *undone, *over]
    assert len({each["id"] for each in told}) == len(told)
    assert len(standing(told)) == len(told) - 2 * len([*undone, *undone])
    wait_for(lambda: len(receiver.told) >= len(told), "delivery of each")
    assert [json.loads(each.body) for each in receiver.told] == told


def test_a_shorter_limit_is_told_and_taken_back_with_the_policy(office: Office) -> None:
    office.tell("c", event_at("e1", "complaint.opened", 0))
    before = office.at("c", 4)
    text = office.policy.read_text(encoding="utf-8")
    office.policy.write_text(text.replace("value: 10h", "value: 3h"), encoding="utf-8")
    told = wait_for(lambda: office.at("c", 4)[len(before) :], "what the new rules change")
    assert short(told) == [
        "changed solve",
        "warning solve.50% 03-02 10:30",
        "breached solve.breach 03-02 12:00",
        "escalated solve.due 03-02 12:00",
    ]
    office.policy.write_text(text, encoding="utf-8")
    back = wait_for(lambda: office.at("c", 4)[len(before) + len(told) :], "what the old rules take back")
    assert [each["data"].get("withdraws") for each in back] == [None, *(each["id"] for each in told[1:])]
    assert standing(office.at("c", 4)) == standing(before)
