"""The events that patterns mean, by the key that they are about."""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING

from engine.backends.scalar.evaluator import evaluator, key
from engine.backends.scalar.keys import key_of
from engine.ir.timed import EVENT
from engine.temporal.clocks.reading import Interval, Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

    from engine.backends.scalar.checked import Event, History
    from engine.backends.scalar.evaluator import Evaluate, Frame
    from engine.backends.scalar.keys import Key, PartialKey
    from engine.feel.values import Value
    from engine.ir.timed import EventInterval, EventPattern

LOCAL = key(EVENT, "local")


def local_event(event: Event, zone: ZoneInfo) -> dict[str, Value]:
    """An event as expressions see it. Its `date` is the day that it happened on, unless it says another."""
    at = event.at.astimezone(zone)
    said = {name: value for name, value in event.data.items() if value is not None}
    return {"id": event.id, "type": event.type, "at": at, "date": at.date(), **said}


class Patterns:
    """Any of several patterns, made ready."""

    __slots__ = ("_conditions", "_per", "_zone")

    def __init__(self, patterns: Iterable[EventPattern], per: Sequence[str], zone: ZoneInfo) -> None:
        self._conditions: dict[str, list[Evaluate | None]] = {}
        for pattern in patterns:
            condition = evaluator(pattern.where.root) if pattern.where else None
            self._conditions.setdefault(pattern.event, []).append(condition)
        self._per = tuple(per)
        self._zone = zone

    def among(self, frame: Frame, history: History) -> ByKey:
        """Those events that fulfil a pattern."""
        if not self._conditions:
            return NOBODYS
        return ByKey((event for event in history.events if self.fits(event, frame)), self._per)

    def of_type(self, history: History) -> ByKey:
        """All that are of the type of a pattern."""
        return ByKey((event for event in history.events if event.type in self._conditions), self._per)

    def fits(self, event: Event, frame: Frame) -> bool:
        conditions = self._conditions.get(event.type, ())
        if not conditions or None in conditions:
            return bool(conditions)
        inner = frame | {LOCAL: local_event(event, self._zone)}
        return any(condition is not None and condition(inner) is True for condition in conditions)


class Intervals:
    """`EVENT until EVENT`, made ready."""

    __slots__ = ("_closes", "_opens")

    def __init__(self, interval: EventInterval, per: Sequence[str], zone: ZoneInfo) -> None:
        self._opens = Patterns((interval.opens,), per, zone)
        self._closes = Patterns((interval.closes,) if interval.closes else (), per, zone)

    def among(self, frame: Frame, history: History) -> tuple[ByKey, ByKey]:
        return self._opens.among(frame, history), self._closes.among(frame, history)


class ByKey:
    """Events in the order of (at, id), by the key that they are about."""

    __slots__ = ("_partial", "_whole")

    def __init__(self, events: Iterable[Event], per: Sequence[str]) -> None:
        self._whole: dict[PartialKey, list[Event]] = {}
        self._partial: list[tuple[PartialKey, Event]] = []
        for event in events:
            about = key_of(event, per)
            if None in about:
                self._partial.append((about, event))
            else:
                self._whole.setdefault(about, []).append(event)

    @property
    def keys(self) -> set[Key]:
        """Those that an event names in full."""
        return {tuple([part or "" for part in about]) for about in self._whole}

    def of(self, wanted: Key) -> tuple[Event, ...]:
        """The events about a key, in order."""
        whole = self._whole.get(wanted, [])
        if not self._partial:
            return tuple(whole)
        partial = [event for about, event in self._partial if _agree(about, wanted)]
        return tuple(merge(whole, partial, key=lambda event: (event.at, event.id)))


NOBODYS = ByKey((), ())


def _agree(about: PartialKey, wanted: Key) -> bool:
    return all(said is None or said == part for said, part in zip(about, wanted, strict=True))


def marks(events: Iterable[Event]) -> tuple[Mark, ...]:
    return tuple([Mark(event.at, event.id) for event in events])


def interval_of(both: tuple[ByKey, ByKey], wanted: Key) -> Interval:
    opens, closes = both
    return Interval(marks(opens.of(wanted)), marks(closes.of(wanted)))
