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
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    import engine
    from adapters.ledger.entries import Entry, Kind

FACTS = "guiju.facts"
"""The type of events that tell bare facts of a case: their data are values by the names of facts."""
KIND = "casekind"
"""The attribute of events by which they say what their case is: a kind of the vocabulary's."""
NAME = 255
"""Characters of an id at most: of a case, an event."""
HISTORY = 10_000
"""Events of a case at most, given or recorded."""

_EXACTLY = json.JSONDecoder(parse_float=Decimal)
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What CloudEvents 1.0 allows in no text (its type `String`), and PostgreSQL partly neither."""


def is_name(value: object) -> bool:
    """Whether a value may be the id of a case or of an event."""
    return isinstance(value, str) and 0 < len(value) <= NAME and not odd_character(value)


def odd_character(text: str) -> str:
    """The first character of a text that no id or attribute of an event may have; "" where there is none."""
    match = _ODD.search(text)
    return match[0] if match else ""


class Happened(NamedTuple):
    """An event as policies take it. `kind`: what the case is by that event, empty where it doesn't say."""

    kind: str
    event: dict[str, Any]


class Told(NamedTuple):
    """Facts that were told of a case of some kind at an instant, in microseconds, by the event `id`."""

    at: int
    id: str
    kind: str
    facts: Mapping[str, Any]


class Case(NamedTuple):
    """A case's history, in the ledger's order; the bare facts in that of (at, id).

    A policy sees nothing of what is told of another kind of case, and of events only those that it goes by, with the
    data that the vocabulary knows: what an older one knew besides is kept, and no policy of today stumbles over it.
    `types`: of the events, each with what the case is by it.
    """

    events: tuple[Happened, ...]
    told: tuple[Told, ...]
    types: frozenset[tuple[str, str]]

    def concerns(self, policy: engine.Policy) -> bool:
        """Whether the policy goes by anything that is known of the case, now or later."""
        told = (each.facts for each in self.told if policy.is_about(each.kind))
        seen = any(event in policy.event_members and policy.is_about(kind) for kind, event in self.types)
        return seen or any(not policy.facts.isdisjoint(facts) for facts in told)

    def facts(self, policy: engine.Policy, now: dt.datetime) -> dict[str, Any]:
        """The bare facts that a policy declares, as of `now`: of each the last that was told, none where it is null."""
        told = (each.facts for each in self.told if each.at <= micros(now) and policy.is_about(each.kind))
        latest = {name: value for facts in told for name, value in facts.items()}
        return {name: value for name, value in latest.items() if name in policy.facts and value is not None}

    def given(self, policy: engine.Policy, now: dt.datetime) -> dict[str, Any]:
        """What the policy is asked with: its facts, and the events, those too that are later than `now`."""
        events = {"events": list(self._seen(policy))} if policy.event_types else {}
        return {**self.facts(policy, now), **events}

    def _seen(self, policy: engine.Policy) -> Iterator[dict[str, Any]]:
        """The events as the policy sees them."""
        for kind, event in self.events:
            known = policy.event_members.get(event["type"])
            if known and policy.is_about(kind):
                yield {name: value for name, value in event.items() if name in known}


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
    events = tuple(Happened(kind_of(body), as_engine(body)) for _, body in bodies if body["type"] != FACTS)
    told = sorted(_told(entry, body) for entry, body in bodies if body["type"] == FACTS)
    return Case(events, tuple(told), frozenset((kind, event["type"]) for kind, event in events))


def body_of(entry: Entry) -> dict[str, Any]:
    """The JSON of an entry, its numbers exact."""
    body: dict[str, Any] = _EXACTLY.decode(entry.body)
    return body


def kind_of(body: Mapping[str, Any]) -> str:
    """What the case of a CloudEvent is; empty where it doesn't say."""
    kind: str = body.get(KIND, "")
    return kind


def as_engine(body: Mapping[str, Any]) -> dict[str, Any]:
    """A CloudEvent as an event of a case: its id, type and instant, with its data beside them."""
    return {"id": body["id"], "type": body["type"], "at": body["time"], **body.get("data", {})}


def _told(entry: Entry, body: Mapping[str, Any]) -> Told:
    return Told(entry.at, entry.id, kind_of(body), body.get("data", {}))
