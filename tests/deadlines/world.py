"""A service without its door: a database, a library in force, events taken in, a sweeper whose clock is set by hand."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager
from textwrap import dedent
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from adapters.clock import micros
from adapters.ledger import queries
from adapters.ledger.database import Database
from adapters.ledger.tables import cases, clocks
from adapters.service.activations import activate
from adapters.service.bundles import bundle_of, unpack
from adapters.service.deadlines.sweeper import Sweeper
from adapters.service.ingest import Incoming, take
from adapters.service.live import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from adapters.service.live import Served

ZONE = ZoneInfo("Asia/Shanghai")
LIBRARY = "guiju: 1\nzone: Asia/Shanghai\ncurrency: CNY\n"
VOCABULARY = """\
subjects: {manager: {zh: 经理, en: Manager}, foreman: Foreman}
events:
  case.opened: {title: Opened, data: {part: string, level: {type: enum, values: {high: High, low: Low}, title: Level}}}
  case.graded: {title: Graded, data: {level: {type: enum, values: {high: High, low: Low}, title: Level}}}
  case.closed: {title: Closed, data: {part: string}}
  case.waiting: {title: Waiting, data: {part: string}}
  case.resumed: {title: Resumed, data: {part: string}}
  case.reopened: {title: Reopened, data: {part: string}}
  work.failed: {title: Failed, data: {project: string}}
  work.appealed: {title: Appealed, data: {of: string}}
  visit.done: {title: Visited, data: {}}
  other.happened: {title: Other, data: {}}
consequences:
  notice: {title: Notice, attributes: {points: number}}
cases: {complaint: One complaint, order: One order}
"""
HANDLING = """\
policy: handling
title: {zh: 处理, en: Handling}
facts:
  level: {title: Level, type: enum, values: {high: High, low: Low}, from: case.graded.level}
clocks:
  answer:
    title: {zh: 答复, en: Answer}
    starts: case.opened
    stops: case.closed
    pauses: [case.waiting until case.resumed]
    reopens: {event: case.reopened, as: new cycle}
    within: if level = "high" then 2h else 4h
    warn: [{at: 50%, title: {zh: 过半, en: Half}, then: [{do: notice, to: manager}]}]
    escalate:
      - {at: due, then: [{do: notice, to: manager, points: 1}]}
      - {at: +2h, then: [{do: notice, to: manager, points: 2}, {do: notice, to: foreman, points: 1}]}
"""
FAILING = """\
policy: failing
title: Failing
ladders:
  failures:
    title: {zh: 不合格, en: Failures}
    counts: work.failed
    removes: work.appealed
    rungs:
      - {at: 1, then: [{do: notice, to: foreman}]}
      - {from: 2, then: [{do: notice, to: manager}]}
"""
VISITS = """\
policy: visits
title: Visits
schedules:
  visit:
    title: {zh: 回访, en: Visit}
    after: case.opened
    at: [1 day, 3 days]
    done: visit.done
    grace: 1 day
    missed: [{do: notice, to: manager}]
"""
POLICIES = {"handling": HANDLING, "failing": FAILING, "visits": VISITS}


def instant(text: str) -> dt.datetime:
    """`03-02 09:00`, of 2026, in the library's zone."""
    return dt.datetime.fromisoformat(f"2026-{text.replace(' ', 'T')}").replace(tzinfo=ZONE)


def files_of(policies: Mapping[str, str], vocabulary: str = VOCABULARY) -> dict[str, bytes]:
    """A library's files by path."""
    texts = {"library": LIBRARY, "vocabulary": vocabulary} | {f"base/{name}": text for name, text in policies.items()}
    return {f"{path}.yaml": dedent(text).encode() for path, text in texts.items()}


class World:
    """One process's view of a service."""

    def __init__(self, url: str, folder: Path, policies: Mapping[str, str] = POLICIES) -> None:
        self.database = Database.open(url)
        self.now = instant("03-02 08:00")
        self._folder = folder
        self.served = self.serve(policies)
        self.sweeper = Sweeper(self.database, lambda: self.served, lambda: self.now)

    def serve(self, policies: Mapping[str, str], vocabulary: str = VOCABULARY) -> Served:
        """Put a library in force."""
        bundle = bundle_of(files_of(policies, vocabulary))
        folder = self._folder / bundle.hash.removeprefix("sha256:")
        self.served = compiled(bundle.hash, folder if folder.exists() else unpack(bundle, folder), "policies")
        with self.database.writing() as transaction:
            activate(transaction, self.served, bundle, micros(self.now))
        return self.served

    def happened(self, id_: str, kind: str, at: str | dt.datetime, case: str = "c", **data: Any) -> None:
        """Take an event in; nothing is settled yet."""
        at = instant(at) if isinstance(at, str) else at
        self.take(event(id_, kind, at, case, **data))

    def take(self, *events: Mapping[str, Any]) -> None:
        with self.database.writing() as transaction:
            take(transaction, [Incoming("base", each) for each in events])

    def at(self, now: str | dt.datetime) -> list[dict[str, Any]]:
        """Sweep at an instant: what is told for the first time, as CloudEvents."""
        before = len(self.messages())
        self.now = instant(now) if isinstance(now, str) else now
        self.sweeper.sweep()
        return self.messages()[before:]

    def messages(self, case: str | None = None) -> list[dict[str, Any]]:
        """Every message, in the ledger's order."""
        with self.database.reading() as connection:
            found = queries.listing(connection, queries.Wanted(kinds=["message"], case=case), limit=None)
        return [json.loads(each.entry.body) for each in found]

    def standing(self) -> dict[tuple[Any, ...], str]:
        """The points that were told and not withdrawn, with the message of each."""
        return standing(self.messages())

    def projection(self) -> dict[str, set[tuple[Any, ...]]]:
        """All rows of cases and clocks."""
        with self.database.reading() as connection:
            return {table.name: set(map(tuple, connection.execute(select(table)))) for table in (cases, clocks)}


@contextmanager
def world(url: str, folder: Path, policies: Mapping[str, str] = POLICIES) -> Iterator[World]:
    made = World(url, folder, policies)
    try:
        yield made
    finally:
        made.database.close()


def world_in(folder: Path, policies: Mapping[str, str] = POLICIES) -> AbstractContextManager[World]:
    """One on an SQLite, `guiju.db`, in a folder."""
    return world(str(folder / "guiju.db"), folder / "copies", policies)


def event(id_: str, kind: str, at: dt.datetime, case: str = "c", **data: Any) -> dict[str, Any]:
    """An event as a CRM sends it."""
    sent = {"specversion": "1.0", "id": id_, "source": "/crm", "type": kind, "subject": case, "time": at.isoformat()}
    return {**sent, "data": data}


def short(messages: list[dict[str, Any]]) -> list[str]:
    """`warning answer.50% 03-02 10:00`."""
    return [_short(each["type"].rpartition(".")[2], each["data"]) for each in messages]


def _short(kind: str, data: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (kind, data.get("rung", data["timer"]), _local(data.get("at")))))


def standing(messages: list[dict[str, Any]]) -> dict[tuple[Any, ...], str]:
    """The points that stand after some messages; each is told once, until it is withdrawn."""
    found: dict[tuple[Any, ...], str] = {}
    for each in messages:
        data = each["data"]
        if each["type"] == "guiju.withdrawn":
            found = {mark: id_ for mark, id_ in found.items() if id_ != data["withdraws"]}
        elif each["type"] != "guiju.clock.changed":
            mark = (each["subject"], data["policy"], data["timer"], data["rung"], str(data["key"]), data["cycle"])
            assert mark not in found, f"told twice: {mark}"
            found[mark] = each["id"]
    return found


def _local(at: str | None) -> str:
    return dt.datetime.fromisoformat(at).astimezone(ZONE).strftime("%m-%d %H:%M") if at else ""
