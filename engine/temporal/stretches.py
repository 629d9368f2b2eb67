"""A stretch of time told by what the calendar says of it: open, closed, break, rest day, holiday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from engine.temporal.civil import date_of
from engine.temporal.timetable import day_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from engine.temporal.timetable import Openings, Place, Timetable

    _Piece = tuple[Place, Place, "StretchKind", str]

StretchKind = Literal["open", "closed", "break", "rest-day", "holiday"]


class Stretch(NamedTuple):
    """Half-open. `break`: between a day's openings; `name`: of the special day, where that is why it is open or not."""

    since: dt.datetime
    until: dt.datetime
    kind: StretchKind
    name: str = ""


def stretches(table: Timetable, start: dt.datetime, end: dt.datetime) -> tuple[Stretch, ...]:
    """What lies between two instants, by the calendar's zone: ascending, without gaps; no two that touch are alike."""
    (_, since), (_, until) = table.place(start), table.place(end)
    openings = table.around(since[0], until[0] + 1)
    found = (piece for day in range(since[0], until[0] + 1) for piece in _of_day(table, openings, day))
    return tuple(
        Stretch(openings.instant(begins), openings.instant(ends), kind, name)
        for begins, ends, kind, name in _merged(_within(found, since, until))
    )


def _of_day(table: Timetable, openings: Openings, number: int) -> Iterator[_Piece]:
    day = day_of(table, date_of(number))
    hours, ends = openings.on(number), (number, openings.length(number))
    if not hours:
        yield (number, 0), ends, "rest-day" if day.kind == "rest-day" else "holiday", day.name
        return
    passed = 0
    for opens, closes in hours:
        yield (number, passed), (number, opens), "break" if passed else "closed", ""
        yield (number, opens), (number, closes), "open", day.name
        passed = closes
    yield (number, passed), ends, "closed", ""


def _within(found: Iterable[_Piece], since: Place, until: Place) -> Iterator[_Piece]:
    """What of them lies between two places; what takes no time isn't there."""
    for begins, ends, kind, name in found:
        if max(begins, since) < min(ends, until):
            yield max(begins, since), min(ends, until), kind, name


def _merged(found: Iterable[_Piece]) -> list[_Piece]:
    merged: list[_Piece] = []
    for piece in found:
        if merged and merged[-1][2:] == piece[2:]:
            merged[-1] = (merged[-1][0], *piece[1:])
        else:
            merged.append(piece)
    return merged
