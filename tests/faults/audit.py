"""What stands in a database, beside what was acknowledged and what the engine makes of the events."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import create_engine, delete, select

from adapters.ledger.tables import cases, clocks, deliveries, endpoints, entries
from engine import Library
from tests.faults.service import POLICIES, guiju

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Row, Select, Table

    from tests.faults.crm import Log
    from tests.faults.receivers import Told

TIMED = ("complaint", "failures", "callbacks")
REACHED = {
    "guiju.clock.warning",
    "guiju.clock.breached",
    "guiju.clock.escalated",
    "guiju.ladder.reached",
    "guiju.schedule.missed",
}
WITHDRAWN = "guiju.withdrawn"


class Rung(NamedTuple):
    """A point of one case, as messages and the engine both name it: not when, which a late event may move once told."""

    branch: str
    policy: str
    case: str
    timer: str
    rung: str
    key: tuple[str, ...]
    cycle: str


TABLES = (entries, cases, clocks, deliveries, endpoints)


class Remains(NamedTuple):
    """The rows of `TABLES` in a database, in a fixed order."""

    entries: tuple[Row[Any], ...]
    cases: tuple[Row[Any], ...]
    clocks: tuple[Row[Any], ...]
    deliveries: tuple[Row[Any], ...]
    endpoints: tuple[Row[Any], ...]

    def bodies(self, kind: str) -> dict[str, dict[str, Any]]:
        """Of the entries of a kind, by id."""
        return {row.id: json.loads(row.body) for row in self.entries if row.kind == kind}


def remains(url: str) -> Remains:
    """Read by plain SQL, past all that the service reads by."""
    with _connected(url) as connection:
        return Remains(*(tuple(connection.execute(_in_order(table))) for table in TABLES))


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key.columns)


def compare(found: Remains, log: Log) -> None:
    """Nothing acknowledged is lost or other than it was, nothing is there twice, nothing that nobody sent."""
    assert [row.seq for row in found.entries] == list(range(1, len(found.entries) + 1))
    _compare_events(found, log)
    _compare_decisions(found, log)


def _compare_events(found: Remains, log: Log) -> None:
    ids = Counter(row.id for row in found.entries if row.kind == "event")
    assert ids.keys() >= log.events.keys(), f"lost: {log.events.keys() - ids.keys()}"
    assert ids.keys() <= log.sent.keys(), f"nobody sent: {ids.keys() - log.sent.keys()}"
    assert max(ids.values()) == 1
    bodies = found.bodies("event")
    changed = [name for name, event in log.events.items() if bodies[name] != event]
    assert not changed, [(log.events[name], bodies[name]) for name in changed[:3]]


def _compare_decisions(found: Remains, log: Log) -> None:
    bodies = found.bodies("decision")
    for decided in log.decided:
        name = decided.answer["decision"]
        assert name in bodies, f"lost: {decided}"
        assert bodies[name]["answer"] == decided.answer
    asked = Counter(body["facts"]["name"] for body in bodies.values() if "name" in body["facts"])
    twice = [name for name, times in asked.items() if times > 1]
    assert not twice, f"decided twice under different ids: {twice}"


def should_be_told(log: Log, now: dt.datetime) -> Counter[Rung]:
    """What the engine makes of the events that were acknowledged, without any service."""
    library = Library.load(POLICIES)
    histories: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in log.events.values():
        histories.setdefault((each["branch"], each["subject"]), []).append(_as_fact(each))
    rungs: Counter[Rung] = Counter()
    for (branch, case), events in histories.items():
        for policy in TIMED:
            points = library.branch(branch).policy(policy).decide({"events": events}, now=now).points
            rungs.update(Rung(branch, policy, case, p.timer, p.rung, p.key, p.cycle) for p in points)
    return rungs


def _as_fact(event: dict[str, Any]) -> dict[str, Any]:
    """The event as the engine takes it."""
    return {"id": event["id"], "type": event["type"], "at": event["time"], **event["data"]}


def were_told(found: Remains) -> Counter[Rung]:
    """What messages in the ledger tell of and don't take back; each rung at most once at a time."""
    standing: Counter[Rung] = Counter()
    told: dict[str, Rung] = {}
    for row in found.entries:
        if row.kind != "message":
            continue
        body = json.loads(row.body)
        if body["type"] in REACHED:
            told[row.id] = _rung(body["data"])
            standing[told[row.id]] += 1
        elif body["type"] == WITHDRAWN:
            standing[told[body["data"]["withdraws"]]] -= 1
        assert set(standing.values()) <= {0, 1}, f"told twice, or withdrawn twice: {body}"
    return +standing


def _rung(data: dict[str, Any]) -> Rung:
    key = data["key"]
    values = tuple(key.values()) if isinstance(key, dict) else tuple(key or ())
    return Rung(data["branch"], data["policy"], data["case"], data["timer"], data["rung"], values, data["cycle"])


def compare_deliveries(found: Remains, got: Sequence[Told], secret: str) -> None:
    """Each message has arrived, signed, as it is in the ledger; what arrived more than once did so under one id."""
    messages = found.bodies("message")
    assert {told.id for told in got} == messages.keys()
    assert all(json.loads(told.body) == messages[told.id] for told in got)
    assert all(told.is_signed(secret) for told in got)
    assert {row.state for row in found.deliveries} <= {"delivered"}


def compare_commands(database: str, found: Remains, clock: str) -> None:
    """Nothing was tampered with, decisions come out the same, and so do projections that are made from nothing."""
    guiju("ledger", "verify", "--db", database)
    guiju("replay", "--db", database)
    with _connected(database) as connection:
        for table in (cases, clocks):
            connection.execute(delete(table))
    guiju("ledger", "rebuild", "--db", database, clock)
    anew = remains(database)
    assert anew.entries == found.entries, anew.entries[len(found.entries) :]
    assert anew.clocks == found.clocks
    assert anew.cases == found.cases
