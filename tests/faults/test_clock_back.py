"""A clock that jumps back takes nothing back, and tells nothing twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.faults.audit import Remains, remains, should_be_told, were_told
from tests.faults.crm import Crm, event
from tests.faults.moving_clock import MORNING, MovingClock
from tests.faults.receivers import Receiver
from tests.faults.service import Service, end_leases, new_endpoint, new_key, wait_for

if TYPE_CHECKING:
    from pathlib import Path

HOUR = dt.timedelta(hours=1)


def told(found: Remains) -> int:
    return sum(row.kind == "message" for row in found.entries)


def test_what_was_told_stands(sqlite: str, tmp_path: Path) -> None:
    clock, key = MovingClock(tmp_path / "now"), new_key(sqlite)
    with Receiver() as receiver, Service(sqlite, clock.option) as service:
        new_endpoint(sqlite, receiver.url)
        with Crm(service.url, key) as crm:
            crm.send(event("e1", "complaint.opened", "c1", MORNING))
            clock.set(MORNING + 2 * HOUR)
            crm.get("/v1/clocks")
            before = told(remains(sqlite))
            assert before == 2, "the answer is late: breached, and escalated"
            clock.set(MORNING - 72 * HOUR)
            crm.send(event("e2", "complaint.resumed", "c1", MORNING - 72 * HOUR))
            crm.get("/v1/clocks")
        service.kill()
        end_leases(sqlite)
        with Crm(service.start().url, key, crm.log) as crm:
            crm.get("/v1/clocks")
            crm.send(event("e3", "complaint.resumed", "c1", MORNING + HOUR / 2))
            crm.get("/v1/clocks")
            assert told(remains(sqlite)) == before, "neither withdrawn nor told anew"
            clock.set(MORNING + 6 * HOUR)
            crm.get("/v1/clocks")
        found = remains(sqlite)
        assert told(found) == before + 1, "half of the time to solve it is over"
        assert were_told(found) == should_be_told(crm.log, clock.now)
        # A message that was under way when the service was killed may come twice, but never under a second id.
        wait_for(lambda: len({each.id for each in receiver.told}) == told(found), "delivery of each")
