"""Why a clock that counts working time is due when it is: day by day what was counted, and why the rest was not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.timed.instants import airy, clock_words, day_column, span_words
from engine.diagnostics.width import columns
from engine.temporal.clocks import ahead, segments
from engine.temporal.span import TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.backends.prose.timed.instants import Tongue
    from engine.backends.prose.timed.notes import Past
    from engine.temporal.clocks.reading import Segment

MOST = 24
"""Rows that are told; of more those in the middle are left out."""
IN_WORKING_TIME = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})
_SECOND = dt.timedelta(seconds=1)


class Row(NamedTuple):
    """Days that follow one another and are told alike; `seconds`: of working time, on each of them."""

    first: dt.date
    last: dt.date
    told: str
    seconds: int = 0
    days: int = 1

    @property
    def counted(self) -> int:
        return self.seconds * self.days


class Told(NamedTuple):
    """What days are told with: `events` are what events are called, by their id."""

    tongue: Tongue
    events: Mapping[str, str]


def counted_days(past: Past, events: Mapping[str, str]) -> list[str]:
    """The days of the last cycle up to its end, or on to the due instant; empty where no calendar counts."""
    target = past.reading.target
    if target is None or target.unit not in IN_WORKING_TIME or past.table is None:
        return []
    asked = (past.rules, past.marks, past.table, past.now, past.tongue.zone)
    found = (_by(past.table.zone, segment) for segment in (*segments(*asked), *ahead(*asked)))
    rows = _rows(_pieces(found), Told(past.tongue, events))
    return columns(_cut(list(_cells(rows, past.tongue))))


def _by(zone: dt.tzinfo, segment: Segment) -> Segment:
    return segment._replace(since=segment.since.astimezone(zone), until=segment.until.astimezone(zone))


def _rows(pieces: Iterable[Segment], told: Told) -> list[Row]:
    """Days that are told alike are one row where nothing is between them."""
    rows: list[Row] = []
    for day, found in groupby(pieces, key=lambda piece: piece.since.date()):
        row = _row(day, list(found), told)
        before = rows[-1] if rows else None
        if before and before[2:4] == row[2:4]:
            rows[-1] = before._replace(last=day, days=before.days + 1)
        else:
            rows.append(row)
    return rows


def _pieces(found: Iterable[Segment]) -> Iterator[Segment]:
    """The segments, cut at midnight; what is cut at now is one again."""
    joined: list[Segment] = []
    for segment in found:
        if joined and joined[-1][2:] == segment[2:]:
            joined[-1] = joined[-1]._replace(until=segment.until)
        else:
            joined.append(segment)
    for segment in joined:
        since = segment.since
        while since < segment.until:
            until = min(segment.until, _midnight_after(since))
            yield segment._replace(since=since, until=until)
            since = until


def _midnight_after(instant: dt.datetime) -> dt.datetime:
    return dt.datetime.combine(instant.date() + dt.timedelta(days=1), dt.time.min, instant.tzinfo)


def _row(day: dt.date, pieces: Sequence[Segment], told: Told) -> Row:
    seconds = sum((piece.until - piece.since) // _SECOND for piece in pieces if piece.kind == "open")
    busy = [piece for piece in pieces if piece.kind in {"open", "paused", "ended"}]
    if not busy:
        return Row(day, day, _idle(pieces[0], told.tongue))
    shown = [piece for piece in pieces if piece in busy or piece.kind == "break"]
    separator = told.tongue.say("separator")
    names = dict.fromkeys(piece.name for piece in pieces if piece.kind == "open" and piece.name)
    return Row(day, day, separator.join((*names, *(_piece(piece, told) for piece in shown))), seconds)


def _idle(piece: Segment, tongue: Tongue) -> str:
    phrase = piece.kind if piece.kind in {"holiday", "rest-day"} else "closed_all_day"
    return tongue.say(phrase, name=piece.name)


def _piece(piece: Segment, told: Told) -> str:
    say = told.tongue.say
    if piece.kind == "break":
        return say("break")
    window = say("window", since=clock_words(piece.since), until=_end(piece))
    if piece.kind == "open":
        return window
    return say(f"{piece.kind}_window", window=window, by=told.events.get(piece.name, piece.name))


def _end(piece: Segment) -> str:
    """The end of the day is 24:00."""
    return "24:00" if piece.until.date() != piece.since.date() else clock_words(piece.until)


def _cells(rows: Iterable[Row], tongue: Tongue) -> Iterator[tuple[str, ...]]:
    total = 0
    for row in rows:
        total += row.counted
        counted = _counted(row, tongue) if row.seconds else ""
        yield _days(row, tongue), airy(row.told, tongue), counted, _in_all(total, tongue) if row.seconds else ""


def _days(row: Row, tongue: Tongue) -> str:
    first, last = (day_column(day, tongue) for day in (row.first, row.last))
    return first if row.first == row.last else tongue.say("days_column", first=first, last=last)


def _counted(row: Row, tongue: Tongue) -> str:
    phrase = "counted" if row.days == 1 else "counted_each"
    return airy(tongue.say(phrase, span=_hours(row.seconds, tongue)), tongue)


def _in_all(seconds: int, tongue: Tongue) -> str:
    return airy(tongue.say("total", span=_hours(seconds, tongue)), tongue)


def _hours(seconds: int, tongue: Tongue) -> str:
    return span_words(TimeSpan(Unit.SECONDS, Decimal(seconds)), tongue)


def _cut(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    half = MOST // 2
    return rows if len(rows) <= MOST else [*rows[:half], ("…",), *rows[-half:]]
