"""Cases: a branch and an id, with what the ledger knows of them, as policies take it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.clock import micros
from adapters.ledger import queries

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    import engine
    from adapters.ledger.entries import Entry, Kind

FACTS = "guiju.facts"
"""The type of events that tell bare facts of a case: their data are values by the names of facts."""
NAME = 255
"""Characters of an id at most: of a case, an event."""

_NOT_IN_NAMES = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What CloudEvents 1.0 allows in no text, and PostgreSQL partly neither."""


def is_name(value: object) -> bool:
    """Whether a value may be the id of a case or of an event."""
    return isinstance(value, str) and 0 < len(value) <= NAME and not _NOT_IN_NAMES.search(value)


def odd_character(text: str) -> str:
    """The first character of a text that no id may have; "" where there is none."""
    match = _NOT_IN_NAMES.search(text)
    return match[0] if match else ""


class Told(NamedTuple):
    """Facts that were told of a case at an instant, in microseconds, by the event `id`."""

    at: int
    id: str
    facts: Mapping[str, Any]


class Case(NamedTuple):
    """A case's history. `events`: as policies take them; `told`: bare facts, in the order of (at, id)."""

    events: tuple[dict[str, Any], ...]
    told: tuple[Told, ...]

    def facts(self, policy: engine.Policy, now: dt.datetime) -> dict[str, Any]:
        """The bare facts that a policy declares, as of `now`: of each the last that was told, none where it is null."""
        latest = {name: value for told in self.told if told.at <= micros(now) for name, value in told.facts.items()}
        return {name: value for name, value in latest.items() if name in policy.facts and value is not None}

    def given(self, policy: engine.Policy, now: dt.datetime) -> dict[str, Any]:
        """What the policy is asked with: its facts, and the case's events."""
        return {**self.facts(policy, now), "events": list(self.events)}


_EVENTS: tuple[Kind, ...] = ("event",)


def history(connection: Connection, branch: str, case: str) -> Case:
    """All that is recorded of a case; of one that nobody has told of, nothing."""
    return case_of(events_of(connection, branch, case))


def events_of(connection: Connection, branch: str, case: str) -> tuple[Entry, ...]:
    """The events that are recorded of a case, in the order of the ledger."""
    return tuple(found.entry for found in queries.of_case(connection, branch, case, _EVENTS))


def case_of(entries: Sequence[Entry]) -> Case:
    """A case as the entries of its events tell it."""
    bodies = [(entry, body_of(entry)) for entry in entries]
    events = tuple(as_engine(body) for _, body in bodies if body["type"] != FACTS)
    told = sorted(_told(entry, body) for entry, body in bodies if body["type"] == FACTS)
    return Case(events, tuple(told))


def body_of(entry: Entry) -> dict[str, Any]:
    """The JSON of an entry, its numbers exact."""
    body: dict[str, Any] = json.loads(entry.body, parse_float=Decimal)
    return body


def as_engine(body: Mapping[str, Any]) -> dict[str, Any]:
    """A CloudEvent as an event of a case: its id, type and instant, with its data beside them."""
    return {"id": body["id"], "type": body["type"], "at": body["time"], **body.get("data", {})}


def _told(entry: Entry, body: Mapping[str, Any]) -> Told:
    return Told(entry.at, entry.id, body["data"])
