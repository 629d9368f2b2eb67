"""A clock's life told stretch by stretch: what was counted, and why the rest was not."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.temporal.clocks.due import counted_in, due_of
from engine.temporal.clocks.reading import Segment
from engine.temporal.clocks.runs import runs_of
from engine.temporal.span import Unit
from engine.temporal.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.temporal.clocks.due import Course
    from engine.temporal.clocks.pauses import Pause
    from engine.temporal.clocks.reading import ClockRules, Marks
    from engine.temporal.clocks.runs import Run
    from engine.temporal.timetable import Timetable

LONGEST = dt.timedelta(days=3653)
"""How much of a cycle is told: of one that has run to the year 9999 there would be gigabytes."""


def segments(
    rules: ClockRules, marks: Marks, table: Timetable | None, now: dt.datetime, zone: ZoneInfo
) -> tuple[Segment, ...]:
    """The last cycle from its start to its end or now, without holes; what is `open` was counted, and nothing else.

    Of a longer cycle its first ten years (`LONGEST`). Real time, calendar days and months are open day and night. Empty
    where there is no clock.
    """
    runs = runs_of(rules, marks, table, now, zone)
    course = runs[-1].courses[-1] if runs else None
    return _told(runs[-1], course, zone) if course else ()


def ahead(
    rules: ClockRules, marks: Marks, table: Timetable | None, now: dt.datetime, zone: ZoneInfo
) -> tuple[Segment, ...]:
    """What lies between now and the due instant of a clock that has not ended; empty where that has passed."""
    runs = runs_of(rules, marks, table, now, zone)
    course = runs[-1].courses[-1] if runs and runs[-1].cycle.end is None else None
    return tuple(_working(course, now, due_of(course).at, zone)) if course else ()


def _told(run: Run, course: Course, zone: ZoneInfo) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for segment in _pieces(run, course, zone):
        if found and found[-1][2:] == segment[2:]:
            found[-1] = found[-1]._replace(until=segment.until)
        else:
            found.append(segment)
    return tuple(found)


def _pieces(run: Run, course: Course, zone: ZoneInfo) -> Iterator[Segment]:
    for since, until in pairwise(_edges(run)):
        pause = _pause_at(since, run.pauses)
        if pause:
            yield Segment(since.astimezone(zone), until.astimezone(zone), pause.kind, pause.by)
        else:
            yield from _working(course, since, until, zone)


def _edges(run: Run) -> list[dt.datetime]:
    """Where pauses begin and end within a cycle, its start and its end among them."""
    since = run.cycle.start.at
    until = since + min(run.until - since, LONGEST)
    edges = {edge for pause in run.pauses for edge in (pause.since, pause.until) if edge and since < edge < until}
    return sorted({since, *edges, until})


def _pause_at(instant: dt.datetime, pauses: Sequence[Pause]) -> Pause | None:
    """The pause that an instant is told to be in: the ended clock's before others, the earlier before the later."""
    within = [pause for pause in pauses if pause.since <= instant and (pause.until is None or instant < pause.until)]
    return min(within, key=lambda pause: (pause.kind != "ended", pause.since), default=None)


def _working(course: Course, since: dt.datetime, until: dt.datetime, zone: ZoneInfo) -> Iterator[Segment]:
    if since >= until:
        return
    if counted_in(course.target) is Unit.SECONDS:
        yield Segment(since.astimezone(zone), until.astimezone(zone), "open")
    else:
        yield from (Segment(*stretch) for stretch in stretches(course.table, since, until))
