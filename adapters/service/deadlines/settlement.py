"""What is to be told of a case and written about it: a pure function of its history, of what was told, of now."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from adapters.clock import instant, micros
from adapters.notify.messages import CHANGED, TYPES, WITHDRAWN, About, message
from adapters.service.cases import case_of
from adapters.service.deadlines.reading import read
from adapters.service.deadlines.told import told
from engine import moment_json

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from adapters.ledger.entries import Entry
    from adapters.service.deadlines.reading import ClockName, ClockState, Reached, Reading
    from adapters.service.deadlines.told import Told
    from engine import Diagnostic, Policy

OPEN = frozenset({"running", "paused", "breached"})
"""The states of clocks that have not ended."""
_UTC = ZoneInfo("UTC")
OF_POINT = ("timer", "title", "key", "rung", "cycle", "at", "due", "outcomes", "words")
"""What messages say of a point, and those that take it back, too."""


class Rules(NamedTuple):
    """What is settled by: the policies of the case's branch in a library, and since when that is in force.

    `activation`: the id of the ledger's entry, `activated` its instant; `source`: see `About`.
    """

    policies: Sequence[Policy]
    bundle: str
    activation: str
    activated: int
    source: str

    def about(self, known: Known, policy: str, revision: str) -> About:
        """Whose message it is: in the time of its branch, in UTC where the library has none of that name."""
        zone = self.policies[0].zone if self.policies else _UTC
        return About(self.source, zone, known.branch, policy, revision, known.case)


class Known(NamedTuple):
    """What the database knows of a case. `bundle`, `read_to`, `clocks`: as it was last read; empty, 0: it never was."""

    branch: str
    case: str
    events: Sequence[Entry]
    messages: Sequence[Entry]
    bundle: str
    read_to: int
    clocks: Mapping[ClockName, ClockState]


class Settlement(NamedTuple):
    """`read_to`, `look_at`: see the table of cases; `problems`: by policy, why it can't be decided."""

    messages: tuple[Entry, ...]
    clocks: Mapping[ClockName, ClockState]
    read_to: int
    look_at: int | None
    problems: Mapping[str, Sequence[Diagnostic]]


def settlement(known: Known, rules: Rules, now: dt.datetime) -> Settlement:
    """A case settled as of `now`, or of the last instant that it was ever read to: what was told isn't untold.

    The order of `known.events` doesn't matter; `known.messages` are in the ledger's.
    """
    before = told(known.messages)
    latest = max([before.read_to, *(event.at for event in known.events)])
    read_to = max(min(known.read_to, latest), before.read_to)
    now = max(now, instant(read_to))
    present = micros(now)
    counted = [event.at for event in known.events if event.at <= present]
    readings = _readings(known, rules.policies, before, now) if counted else []
    until = max([before.until, *counted])
    points: list[Entry] = []
    for reading in readings:
        about = rules.about(known, reading.policy, reading.revision)
        points += (*_withdrawn(about, reading, before, until), *_reached(about, reading, before))
    return Settlement(
        (*_changes(known, rules, readings), *points),
        dict(chain.from_iterable(reading.clocks.items() for reading in readings)),
        max([read_to, *counted, told(points).read_to]),
        _look_at(known.events, readings, present),
        {reading.policy: reading.problems for reading in readings if reading.problems},
    )


def _readings(known: Known, policies: Iterable[Policy], before: Told, now: dt.datetime) -> list[Reading]:
    """What those policies say that the case is about, or once was."""
    case = case_of(known.events)
    first = instant(min(event.at for event in known.events))
    spoke = {mark.policy for mark in before.standing}
    timed = (policy for policy in policies if policy.has_timers)
    return [read(policy, case, first, now) for policy in timed if case.concerns(policy) or policy.id in spoke]


def _reached(about: About, reading: Reading, before: Told) -> Iterator[Entry]:
    """What is told for the first time, or again after it was withdrawn."""
    for mark, reached in reading.reached.items():
        if mark not in before.standing:
            point, times = reached.point, before.times.get(mark, 0) + 1
            of = (mark.timer, mark.rung, mark.key, mark.cycle, times)
            yield message(about, TYPES[point.kind], micros(point.at), of, _point_data(reached, reading, about.zone))


def _point_data(reached: Reached, reading: Reading, zone: ZoneInfo) -> dict[str, Any]:
    point = reached.point
    data = {
        "timer": point.timer,
        "title": reading.titles[point.timer],
        "key": reached.key,
        "rung": point.rung,
        "cycle": point.cycle,
        "at": moment_json(point.at, zone),
        "due": moment_json(point.due, zone) if point.due else None,
        "outcomes": list(point.outcomes),
    }
    return data | ({"words": {"zh": point.words.zh, "en": point.words.en}} if point.words else {})


def _withdrawn(about: About, reading: Reading, before: Told, until: int) -> Iterator[Entry]:
    """What was told and is asked for still, but not reached any more."""
    for mark, sent in before.standing.items():
        if mark.rule in reading.judged and mark not in reading.reached:
            told_then = json.loads(sent.body)["data"]
            data = {name: told_then[name] for name in OF_POINT if name in told_then} | {"withdraws": sent.id}
            yield message(about, WITHDRAWN, until, ("withdrawn", sent.id), data)


def _changes(known: Known, rules: Rules, readings: Sequence[Reading]) -> Iterator[Entry]:
    """Open clocks that another library reads otherwise than the one by which they were read before."""
    if known.bundle in ("", rules.bundle):
        return
    by_policy = {reading.policy: reading for reading in readings}
    for name, old in known.clocks.items():
        reading = by_policy.get(name.policy)
        new = reading.clocks.get(name) if reading else None
        if old.state in OPEN and (new is None or _standing(new) != _standing(old)):
            about = rules.about(known, name.policy, new.revision if new else "")
            data = {
                "timer": name.clock,
                "title": reading.titles.get(name.clock) if reading else None,
                "key": json.loads(name.key) if name.key else None,
                "old": _state_data(old),
                "new": new and _state_data(new),
            }
            yield message(about, CHANGED, rules.activated, ("changed", name.clock, name.key, rules.activation), data)


def _standing(clock: ClockState) -> tuple[object, ...]:
    """What time alone doesn't change of an open clock, which it makes a breached one."""
    if clock.state == "paused":
        return clock.state, clock.reading["target"]
    return "running" if clock.state == "breached" else clock.state, clock.due


def _state_data(clock: ClockState) -> dict[str, Any]:
    return {**clock.reading, "revision": clock.revision}


def _look_at(events: Iterable[Entry], readings: Iterable[Reading], present: int) -> int | None:
    """When the case must be read again: at the next point and, being there, just after it; when an event counts."""
    points = (max(micros(reading.next), present + 1) for reading in readings if reading.next)
    later = (event.at for event in events if event.at > present)
    return min((*points, *later), default=None)
