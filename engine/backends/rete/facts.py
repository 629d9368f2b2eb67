"""A state of a ladder's history as facts of a net: spells, and the events that fall into them.

A spell is a time during which the same number of strikes is `gone`: expired, or from before a reset, an opening, the
start of a run. The how-many-th an event is: its place among all that count (`ord`), less what is gone in its spell.
That spell is of the same `era` and, of periods, the same `step`: whose number less their place is the same are a run.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.temporal.ladders import runs, windows
from engine.temporal.ladders.reading import Consecutive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.backends.rete.terms import Fact
    from engine.temporal.ladders.counting import Standing
    from engine.temporal.ladders.reading import PlainWindow
    from engine.temporal.ladders.windows import CountingWindow

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

MOST_FACTS = 4000
"""Of one state: what each costs grows with those that are there."""

Group = tuple[dt.datetime | int, int]
"""An era and a step: what is counted together."""


class Event(NamedTuple):
    """What falls into a spell: a strike that counts, a closing of the window, or now, which has no id."""

    kind: Literal["strike", "closing", "now"]
    id: str
    at: dt.datetime
    group: Group
    lapses: dt.datetime = windows.NEVER


class Scene(NamedTuple):
    """A state's facts; the events that some of them stand for, and how many are gone in the spells, by their place."""

    facts: list[Fact]
    events: dict[int, Event]


def scene(window: PlainWindow, state: Standing, zone: ZoneInfo) -> Scene:
    """What a net is told of one state: the spells first, so that each later fact falls into one of them at once."""
    strikes, moments = _periods(state) if isinstance(window, Consecutive) else _counted(window, state, zone)
    groups: dict[Group, list[int]] = {event.group: [] for event in (*strikes, *moments)}
    for place, strike in enumerate(strikes, 1):
        groups[strike.group].append(place)
    eras = {era: number for number, era in enumerate(dict.fromkeys(era for era, _ in groups))}
    spells = [
        _spell(eras[era], step, *spell) for (era, step), places in groups.items() for spell in _spells(places, strikes)
    ]
    falling = [
        *((place, strike) for place, strike in enumerate(strikes, 1)),
        *((max(groups[moment.group], default=0), moment) for moment in moments),
    ]
    facts = [*spells, *(_falling(event, eras[event.group[0]], place) for place, event in falling)]
    return Scene(facts, {number: event for number, (_, event) in enumerate(falling, len(spells))})


def _counted(window: CountingWindow, state: Standing, zone: ZoneInfo) -> tuple[list[Event], list[Event]]:
    strikes = []
    for strike in state.strikes:
        era = windows.era(window, state.resets, strike)
        if strike.counts and era is not None:
            expiry = windows.expiry(window, strike.at, zone)
            strikes.append(Event("strike", strike.id, strike.at, (era, 0), expiry))
    moments = [Event("closing", one.event, one.at, (one.era, 0)) for one in windows.closed(window, state)]
    now = windows.current(window, state)
    return strikes, moments if now is None else [*moments, Event("now", "", state.now, (now, 0))]


def _periods(state: Standing) -> tuple[list[Event], list[Event]]:
    told = runs.told(state)
    counted = [one for one in told if one.word.counts]
    strikes = [
        Event("strike", one.word.id, one.word.at, (one.era, one.period - place)) for place, one in enumerate(counted)
    ]
    ends_now = counted and counted[-1] == told[-1] and told[-1].era == len(state.resets)
    return strikes, [Event("now", "", state.now, strikes[-1].group)] if ends_now else []


def _spells(places: Sequence[int], strikes: Sequence[Event]) -> Iterator[tuple[int, dt.datetime, dt.datetime]]:
    """How many are gone, since when, until when, of one group: one more each time that a strike expires."""
    gone = places[0] - 1 if places else 0
    lapses = sorted(strikes[place - 1].lapses for place in places)
    for more, (opens, closes) in enumerate(pairwise([windows.FIRST, *lapses, windows.NEVER])):
        if opens < closes:
            yield gone + more, opens, closes


def _spell(era: int, step: int, gone: int, opens: dt.datetime, closes: dt.datetime) -> Fact:
    return {"kind": "spell", "era": era, "step": step, "gone": gone, "opens": _number(opens), "closes": _number(closes)}


def _falling(event: Event, era: int, place: int) -> Fact:
    return {"kind": event.kind, "era": era, "step": event.group[1], "ord": place, "at": _number(event.at)}


def _number(instant: dt.datetime) -> int:
    return (instant - _EPOCH) // dt.timedelta.resolution
