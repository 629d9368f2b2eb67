"""A case read by one policy: the points that its timers have reached, and how its clocks stand.

Where the rules changed while the case went on, each point is judged by those of its own time: a clock's by those of its
start. So the rules of every period that the case has seen are asked, all of them as of the present instant.
"""

from __future__ import annotations

import datetime as dt
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.clock import micros
from adapters.notify.messages import key_text
from engine import FactError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapters.service.cases import Case
    from engine import Decision, Diagnostic, Point, Policy

NOT_IN_FORCE = "GJ471"
_MICROSECOND = dt.timedelta.resolution


class Mark(NamedTuple):
    """What tells a point from every other one of a case; `key` as `key_text` has it."""

    policy: str
    timer: str
    rung: str
    key: str
    cycle: str

    @property
    def rule(self) -> tuple[str, str, str]:
        """What is asked for it: one rung of one timer."""
        return self.policy, self.timer, self.rung


class Reached(NamedTuple):
    """A point that was reached. `key`: as a decision's JSON has it."""

    point: Point
    key: Any


class ClockName(NamedTuple):
    """A clock of a case; `key` as `key_text` has it."""

    policy: str
    clock: str
    key: str


class ClockState(NamedTuple):
    """How a clock stands until something happens. Instants in microseconds; `reading`: the same as JSON."""

    state: str
    started: int | None
    due: int | None
    revision: str
    reading: Mapping[str, Any]


class Reading(NamedTuple):
    """What a policy says of a case.

    `judged`: every `Mark.rule` that was asked, reached or not. `titles`: of its timers, in both languages. `next`: the
    instant until which all stays as it is if nothing happens; None: for ever. `problems`: why it can't be decided.
    """

    policy: str
    revision: str
    reached: Mapping[Mark, Reached]
    clocks: Mapping[ClockName, ClockState]
    judged: frozenset[tuple[str, str, str]]
    titles: Mapping[str, Mapping[str, str]]
    next: dt.datetime | None
    problems: tuple[Diagnostic, ...] = ()


class _Period(NamedTuple):
    """What the rules of a time, half-open (None: open), say as of the present instant; `timers`: theirs, by id."""

    since: dt.datetime | None
    until: dt.datetime | None
    decision: Decision
    timers: Mapping[str, Any]

    def judges(self, ruled: dt.datetime) -> bool:
        """Whether the rules of this time hold for an instant."""
        return (self.since is None or self.since <= ruled) and (self.until is None or ruled < self.until)


def read(policy: Policy, case: Case, first: dt.datetime, now: dt.datetime) -> Reading:
    """A case as of `now`. `first`: when the first of it happened."""
    changed = next((at for at in policy.changes if at > now), None)
    nothing = Reading(policy.id, policy.revision, {}, {}, frozenset(), {}, changed)
    try:
        periods = [*_periods(policy, case.given(policy, now), first, now)]
    except FactError as error:
        return nothing._replace(problems=error.diagnostics)
    return nothing._replace(
        reached=dict(_reached(policy.id, point, each.timers) for each, point in _points(periods)),
        clocks=dict(chain.from_iterable(_clocks(each) for each in periods)),
        judged=frozenset(chain.from_iterable(_rules(policy.id, each.timers) for each in periods)),
        titles={name: _words(timer.title) for each in periods for name, timer in each.timers.items()},
        next=min((at for at in (changed, *(each.decision.next_point for each in periods)) if at), default=None),
    )


def _periods(policy: Policy, given: Mapping[str, Any], first: dt.datetime, now: dt.datetime) -> Iterator[_Period]:
    """The periods that can be asked. FactError: the present one can't, for what the case is."""
    turns = [at for at in policy.changes if first < at <= now]
    for since, until in pairwise([None, *turns, None]):
        try:
            decision = policy.decide(given, as_of=until and until - _MICROSECOND, now=now)
        except FactError as error:
            if until is None and any(found.code != NOT_IN_FORCE for found in error.diagnostics):
                raise
        else:
            yield _Period(since, until, decision, decision.timers)


def _points(periods: list[_Period]) -> Iterator[tuple[_Period, Point]]:
    """Each point with the period that judges it: its own, or the last one."""
    for place, period in enumerate(periods, 1):
        for point in period.decision.points:
            if place == len(periods) if point.ruled is None else period.judges(point.ruled):
                yield period, point


def _reached(policy: str, point: Point, timers: Mapping[str, Any]) -> tuple[Mark, Reached]:
    key = timers[point.timer].key(point.key)
    return Mark(policy, point.timer, point.rung, key_text(key), point.cycle), Reached(point, key)


def _clocks(period: _Period) -> Iterator[tuple[ClockName, ClockState]]:
    policy, revision = period.decision.policy, period.decision.revision
    for clock, key, started, due, reading in period.decision.standing:
        name = ClockName(policy, clock, key_text(period.timers[clock].key(key)))
        yield name, ClockState(reading["state"], _micros(started), _micros(due), revision, reading)


def _rules(policy: str, timers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, timer in timers.items():
        yield from ((policy, name, rung) for rung in timer.rungs)


def _words(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _micros(instant: dt.datetime | None) -> int | None:
    return None if instant is None else micros(instant)
