"""Events taken in: held against the policies first, then recorded together with the wish to look at their cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert, select, update

from adapters import json_text
from adapters.clock import micros
from adapters.ledger.entries import Entry
from adapters.ledger.tables import cases
from adapters.service.cases import FACTS, HISTORY, KIND, as_engine, body_of, kind_of
from engine.diagnostics import Diagnostic, GuijuError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapters.ledger.entries import Appended
    from adapters.ledger.transaction import Transaction
    from engine import Library

_OWN = ("id", "type", "at")
"""What an event says of itself, beside which its data stand where policies read it."""
_HERE = {"": "", "/id": "/id", "/type": "/type", "/at": "/time"}
"""Where a CloudEvent has that."""


class Unfit(GuijuError):
    """Events that can't be recorded: none of them was. Pointers lead into the list of them."""


class Incoming(NamedTuple):
    """An event, of which branch. `body`: the CloudEvent, which has all that the specification and a case ask for."""

    branch: str
    body: Mapping[str, Any]


class Taken(NamedTuple):
    """The ids of events: those that were recorded, and those that had been before."""

    accepted: tuple[str, ...]
    known: tuple[str, ...]


def faults(event: Incoming, library: Library) -> Iterator[Diagnostic]:
    """What the policies of its branch can't use in an event; pointers lead into it."""
    branch, kind, data = library.branch(event.branch), kind_of(event.body), event.body.get("data", {})
    if kind and kind not in library.kinds:
        args = (("kind", kind), ("near", did_you_mean(kind, library.kinds)), ("known", ", ".join(library.kinds)))
        yield Diagnostic("GJ886", args=args, pointer=f"/{KIND}")
    elif event.body["type"] == FACTS:
        yield from (replace(found, pointer=f"/data{found.pointer}") for found in branch.check_facts(data, kind))
    elif hidden := [name for name in _OWN if name in data]:
        yield from (_hidden(name, event) for name in hidden)
    else:
        found = branch.check_event(as_engine(event.body), kind)
        yield from (replace(each, pointer=_HERE.get(each.pointer or "", f"/data{each.pointer}")) for each in found)


def _hidden(name: str, event: Incoming) -> Diagnostic:
    """What is said of data that would stand in the place of something of the event's own."""
    return Diagnostic("GJ453", args=(("type", event.body["type"]), ("field", name)), pointer=f"/data/{name}")


def take(transaction: Transaction, events: Sequence[Incoming]) -> Taken:
    """Record events, all or none, and have their cases looked at. Those recorded before are known, and change nothing.

    Raises `Unfit` where one was recorded before with other content, or its case has no room.
    """
    entries = [_entry(event) for event in events]
    appended = transaction.append(entries)
    found = list(zip(entries, appended, strict=True))
    differing = [
        _at(place, "GJ876", "/id", id=entry.id) for place, (entry, was) in enumerate(found) if _differ(entry, was)
    ]
    _refuse(differing or list(_looked_at(transaction, found)))
    known = tuple(entry.id for entry, was in found if was.known)
    return Taken(tuple(entry.id for entry, was in found if not was.known), known)


def _entry(event: Incoming) -> Entry:
    body = event.body
    at = micros(datetime.fromisoformat(body["time"]))
    return Entry("event", body["id"], event.branch, "", body["subject"], at, json_text.write(body))


def _differ(entry: Entry, appended: Appended) -> bool:
    """Whether what was there before says something else. Instants and numbers may be written differently."""
    before = appended.recorded.entry
    if not appended.known or before.body == entry.body:
        return False
    return (entry.at, body_of(entry) | {"time": ""}) != (before.at, body_of(before) | {"time": ""})


def _looked_at(transaction: Transaction, found: Sequence[tuple[Entry, Appended]]) -> Iterator[Diagnostic]:
    """Count the new events of each case and have it looked at; what is said of those that have no room."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, (entry, appended) in enumerate(found):
        if not appended.known:
            places.setdefault((entry.branch, entry.case), []).append(place)
    for (branch, case), new in places.items():
        if _grown(transaction, branch, case, len(new)) > HISTORY:
            yield _at(new[0], "GJ877", "/subject", case=case, limit=HISTORY)


def _grown(transaction: Transaction, branch: str, case: str, new: int) -> int:
    """Write down that a case has so many new events, and is to be looked at: how many it has now."""
    this = (cases.c.branch == branch, cases.c.case_id == case)
    before = transaction.connection.scalar(select(cases.c.events).where(*this))
    if before is None:
        named = {"branch": branch, "case_id": case}
        unread = {"look_at": 0, "bundle": "", "read_to": 0, "problems": "{}"}
        transaction.connection.execute(insert(cases), {**named, **unread, "events": new})
        return new
    transaction.connection.execute(update(cases).where(*this).values(events=before + new, look_at=0))
    return int(before + new)


def _at(place: int, code: str, pointer: str, **args: object) -> Diagnostic:
    return Diagnostic(code, None, tuple((name, str(value)) for name, value in args.items()), "", f"/{place}{pointer}")


def _refuse(found: Sequence[Diagnostic]) -> None:
    if found:
        raise Unfit(found)
