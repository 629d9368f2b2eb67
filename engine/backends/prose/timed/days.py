"""Why a clock that counts working time is due when it is: day by day what was counted, and why the rest was not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.timed.instants import airy, day_column, hour_words, span_words
from engine.diagnostics.width import columns
from engine.temporal.clocks import ahead, segments
from engine.temporal.clocks.reading import Segment
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.stretches import stretches
from engine.temporal.timetable import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from engine.backends.prose.timed.instants import Tongue
    from engine.backends.prose.timed.notes import Past

MOST = 24
"""Rows that are told; of more those in the middle are left out."""
HALTED = frozenset({"paused", "ended"})
IN_WORKING_TIME = frozenset({Unit.WORKING_SECONDS, Unit.WORKING_DAYS})
_SECOND = dt.timedelta(seconds=1)


class Row(NamedTuple):
    """Days that follow one another and are told alike.

    `seconds`: of working time on each of them; where days are counted 1, or 0 for one that doesn't count.
    """

    first: dt.date
    last: dt.date
    told: str
    seconds: int = 0
    days: int = 1

    @property
    def counted(self) -> int:
        return self.seconds * self.days


def counted_days(past: Past, events: Mapping[str, str]) -> list[str]:
    """The days of the last cycle up to its end, or on to the due instant; empty where no calendar counts."""
    target = past.reading.target
    if target is None or target.unit not in IN_WORKING_TIME or past.table is None:
        return []
    asked = (past.rules, past.marks, past.table, past.now, past.tongue.zone)
    found = (_by(past.table.zone, segment) for segment in (*segments(*asked), *ahead(*asked)))
    pieces = list(_pieces(found))
    if target.unit is Unit.WORKING_DAYS and all(piece.kind not in HALTED for piece in pieces):
        start = pieces[0].since.date()
        rows = _rows(pieces, lambda day, here: _numbered(day, here, past, start))
        return columns(_cut(list(_numbers(rows, past.tongue))))
    rows = _rows(pieces, lambda day, here: _windowed(day, here, past, events))
    return columns(_cut(list(_hours_counted(rows, past.tongue))))


def _by(zone: dt.tzinfo, segment: Segment) -> Segment:
    return segment._replace(since=segment.since.astimezone(zone), until=segment.until.astimezone(zone))


def _rows(pieces: Iterable[Segment], told: Callable[[dt.date, Sequence[Segment]], Row]) -> list[Row]:
    """Days that are told alike are one row where nothing is between them."""
    rows: list[Row] = []
    for day, found in groupby(pieces, key=lambda piece: piece.since.date()):
        row = told(day, list(found))
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


def _numbered(day: dt.date, pieces: Sequence[Segment], past: Past, start: dt.date) -> Row:
    """A day of a target in working days: the start's own isn't counted."""
    if not any(piece.kind == "open" for piece in pieces):
        return Row(day, day, _idle(day, pieces[0], past))
    if day == start:
        return Row(day, day, past.tongue.say("first_day"))
    return Row(day, day, _special(day, past), 1)


def _windowed(day: dt.date, pieces: Sequence[Segment], past: Past, events: Mapping[str, str]) -> Row:
    """A day of a target in working time: its hours, and what stands between them."""
    pieces = [part for piece in pieces for part in _within_hours(piece, past)]
    shown = [piece for piece in pieces if piece.kind in HALTED or piece.kind in {"open", "break"}]
    if all(piece.kind == "break" for piece in shown):
        return Row(day, day, _idle(day, pieces[0], past))
    seconds = sum((piece.until - piece.since) // _SECOND for piece in pieces if piece.kind == "open")
    told = (_special(day, past), *(_window(piece, past.tongue, events) for piece in shown))
    return Row(day, day, past.tongue.say("separator").join(filter(None, told)), seconds)


def _within_hours(piece: Segment, past: Past) -> Iterator[Segment]:
    """Of a pause what would have counted, and why the rest would not."""
    if piece.kind not in HALTED or past.table is None:
        yield piece
        return
    for part in stretches(past.table, piece.since, piece.until):
        yield Segment(part.since, part.until, *((piece.kind, piece.name) if part.kind == "open" else part[2:]))


def _special(day: dt.date, past: Past) -> str:
    """Why a day is open that might not be; empty for one like its weekday."""
    kind = day_of(past.table, day).kind if past.table else "open"
    return past.tongue.say(f"open_{kind}", name=_name(day, past)) if kind in {"workday", "override"} else ""


def _idle(day: dt.date, piece: Segment, past: Past) -> str:
    phrase = piece.kind if piece.kind in {"holiday", "rest-day"} else "closed_all_day"
    return past.tongue.say(phrase, name=_name(day, past))


def _name(day: dt.date, past: Past) -> str:
    """What a special day is called; empty for one like its weekday."""
    if past.table is None:
        return ""
    found = day_of(past.table, day)
    return found.name if past.tongue.lang == "zh" else found.english or found.name


def _window(piece: Segment, tongue: Tongue, events: Mapping[str, str]) -> str:
    if piece.kind == "break":
        return tongue.say("break")
    ends = "24:00" if piece.until.date() != piece.since.date() else hour_words(piece.until)
    window = tongue.say("window", since=hour_words(piece.since), until=ends)
    if piece.kind == "open":
        return window
    return tongue.say(f"{piece.kind}_window", window=window, by=events.get(piece.name, piece.name))


def _numbers(rows: Iterable[Row], tongue: Tongue) -> Iterator[tuple[str, ...]]:
    """Which working day, or which, a row is."""
    before = 0
    for row in rows:
        first, last = before + 1, before + row.counted
        before = last
        phrase = "nth_days" if row.days > 1 else "nth_day"
        told = (tongue.say(phrase, first=first, last=last), row.told) if row.seconds else (row.told,)
        yield _days(row, tongue), airy(tongue.say("clause_separator").join(filter(None, told)), tongue)


def _hours_counted(rows: Iterable[Row], tongue: Tongue) -> Iterator[tuple[str, ...]]:
    """The hours of a row's days, and all up to its last."""
    total = 0
    for row in rows:
        total += row.counted
        yield _days(row, tongue), *_added(row, total, tongue), airy(row.told, tongue)


def _added(row: Row, total: int, tongue: Tongue) -> tuple[str, str]:
    if not row.seconds:
        return "", ""
    each = tongue.say("counted" if row.days == 1 else "counted_each", span=_hours(row.seconds, tongue))
    return airy(each, tongue), airy(tongue.say("total", span=_hours(total, tongue)), tongue)


def _hours(seconds: int, tongue: Tongue) -> str:
    return span_words(TimeSpan(Unit.SECONDS, Decimal(seconds)), tongue)


def _days(row: Row, tongue: Tongue) -> str:
    first, last = (day_column(day, tongue) for day in (row.first, row.last))
    return first if row.first == row.last else tongue.say("days_column", first=first, last=last)


def _cut(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    half = MOST // 2
    return rows if len(rows) <= MOST else [*rows[:half], ("…",), *rows[-half:]]
