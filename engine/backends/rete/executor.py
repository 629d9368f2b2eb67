"""Ladders read by durable-rules: a net that correlates strikes with the spells and rungs that they fall into."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from engine.backends.rete.facts import MOST_FACTS, scene
from engine.backends.rete.from_ladder import KINDS, MOST_RUNGS, rules
from engine.backends.rete.process import Lost, Worker
from engine.backends.rete.terms import TooLarge, as_durable
from engine.diagnostics import Diagnostic, GuijuError
from engine.temporal.ladders.reading import Reach
from engine.temporal.ladders.revocations import Tally, read_by

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from engine.backends.rete.facts import Scene
    from engine.ir.timed import Ladder
    from engine.temporal.ladders.counting import Standing
    from engine.temporal.ladders.reading import Chronicle, LadderReading, PlainWindow, Threshold, Window

Match = tuple[str, tuple[int, int]]
"""A rule's name, and the places of the spell and of the event that it joined."""


class Unread(GuijuError):
    """durable-rules isn't there, can't hold the history, or was lost over it: nothing was decided."""


class ReteCorrelator:
    """Reads a ladder by a net in a process of its own; raises `Unread`, at the ladder's line, rather than to guess."""

    def __init__(self, worker: Worker, ladder: Ladder | None = None) -> None:
        self._worker = worker
        self._ladder = ladder

    def read(
        self, window: Window, thresholds: Sequence[Threshold], chronicle: Chronicle, now: dt.datetime, zone: ZoneInfo
    ) -> LadderReading:
        """See `Correlator`."""
        return read_by(self._tell, window, thresholds, chronicle, now, zone)

    def _tell(
        self, window: PlainWindow, thresholds: Sequence[Threshold], states: Sequence[Standing], zone: ZoneInfo
    ) -> Sequence[Tally]:
        scenes = [scene(window, state, zone) for state in states]
        matches = self._matches(self._request(thresholds, scenes))
        return [self._tally(one, found) for one, found in zip(scenes, matches, strict=True)]

    def _request(self, thresholds: Sequence[Threshold], scenes: Sequence[Scene]) -> dict[str, Any]:
        if len(thresholds) > MOST_RUNGS:
            raise self._unread("GJ281", rungs=len(thresholds), most=MOST_RUNGS)
        longest = max(len(one.facts) for one in scenes)
        if longest > MOST_FACTS:
            raise self._unread("GJ282", facts=longest, most=MOST_FACTS)
        try:
            compiled = {name: as_durable(rule) for name, rule in rules(thresholds).items()}
        except TooLarge as large:
            raise self._unread("GJ283", count=large.args[0]) from None
        return {"rules": compiled, "states": [one.facts for one in scenes]}

    def _matches(self, request: dict[str, Any]) -> list[list[Match]]:
        if find_spec("durable_rules_engine") is None:
            raise self._unread("GJ280")
        try:
            reply = self._worker.ask(request)
        except Lost as lost:
            raise self._unread("GJ284", how=lost.how, end=lost.end) from None
        if "fault" in reply:
            raise self._unread("GJ285", fault=reply["fault"])
        return [[(rule, (spell, event)) for rule, (spell, event) in state] for state in reply["matches"]]

    def _tally(self, one: Scene, matches: Sequence[Match]) -> Tally:
        """What was matched. Each event falls into one spell: were one lost or doubled, so might be a rung."""
        fallen = [(event, spell) for rule, (spell, event) in matches if rule in KINDS]
        if sorted(event for event, _ in fallen) != sorted(one.events):
            raise self._unread("GJ285", fault=f"{len(fallen)} / {len(one.events)}")
        counts = {event: one.facts[event]["ord"] - one.facts[spell]["gone"] for event, spell in fallen}
        reached = [
            Reach(int(rule), one.events[event].id, one.events[event].at, counts[event])
            for rule, (_, event) in matches
            if rule not in KINDS
        ]
        now = (count for event, count in counts.items() if one.events[event].kind == "now")
        return Tally(next(now, 0), tuple(reached))

    def _unread(self, code: str, **args: object) -> Unread:
        item, span = (self._ladder.name, self._ladder.span) if self._ladder else ("", None)
        told = {"item": item, **args}
        return Unread([Diagnostic(code, span, tuple((name, str(value)) for name, value in told.items()))])


def correlator(ladder: Ladder) -> ReteCorrelator:
    """The executor of one ladder; all of them share one worker."""
    return ReteCorrelator(_worker(), ladder)


@cache
def _worker() -> Worker:
    return Worker()
