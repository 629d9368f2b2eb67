"""Histories of a clock as lines that read from top to bottom, and what they are as marks.

    2026-03-02 09:00 start              stop, cancel, reopen likewise; renew is a stop and a start in one
    2026-03-02 10:00 pause waiting      until `resume waiting`: the last word tells the kinds of pauses apart
    2026-03-02 11:00 target 8h          from then on

An event's id is the number of its line, or what stands after an `#`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.spans import parse_span
from engine.temporal.clocks.reading import Interval, Mark, Marks, Offset, Share

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from engine.temporal.clocks.reading import RungPoint
    from engine.temporal.span import TimeSpan


class Event(NamedTuple):
    at: dt.datetime
    id: str
    does: str
    what: str = ""


def instant(text: str, zone: ZoneInfo) -> dt.datetime:
    """By the wall clock of the zone."""
    return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=zone)


def read_history(lines: Iterable[str], zone: ZoneInfo) -> list[Event]:
    return [_event(line, number, zone) for number, line in enumerate(lines, start=1)]


def _event(line: str, number: int, zone: ZoneInfo) -> Event:
    said, _, id_ = line.partition("#")
    day, clock, does, *what = said.split(maxsplit=3)
    return Event(instant(f"{day} {clock}", zone), id_.strip() or f"{number}", does, "".join(what).strip())


def marks_of(history: Iterable[Event], target: TimeSpan | None, now: dt.datetime) -> Marks:
    """What a clock sees of a history as of now. The target holds from the beginning, until an event says another."""
    seen = sorted((event for event in history if event.at <= now), key=lambda event: (event.at, event.id))
    changes = [(event.at, parse_span(event.what)) for event in seen if event.does == "target"]
    kinds = dict.fromkeys(event.what for event in seen if event.does == "pause")
    return Marks(
        starts=_marks(seen, "start") + _marks(seen, "renew"),
        stops=_marks(seen, "stop") + _marks(seen, "renew"),
        cancels=_marks(seen, "cancel"),
        pauses=tuple(Interval(_marks(seen, "pause", kind), _marks(seen, "resume", kind)) for kind in kinds),
        reopens=_marks(seen, "reopen"),
        targets=((seen[0].at, target), *changes) if seen else (),
    )


def _marks(seen: Iterable[Event], does: str, what: str = "") -> tuple[Mark, ...]:
    return tuple(Mark(event.at, event.id) for event in seen if event.does == does and event.what == what)


def rung_point(text: str) -> RungPoint:
    """`80%`, `due`, `-2h`, `+8 working hours`."""
    if text == "due":
        return Share(Decimal(1))
    if text.endswith("%"):
        return Share(Decimal(text[:-1]) / 100)
    return Offset(parse_span(text.removeprefix("+")))
