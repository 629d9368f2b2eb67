"""What befell a clock, one note for each: it starts, pauses, goes on, ends, reaches a rung, is due."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.timed.instants import due_words, span_words
from engine.backends.prose.timed.readings import left
from engine.backends.prose.wording import number
from engine.feel.types import PERCENT
from engine.temporal.clocks import as_of, read_clock
from engine.temporal.clocks.courses import targets_of
from engine.temporal.clocks.cycles import cycles_of
from engine.temporal.clocks.pauses import merged, pauses_of
from engine.temporal.clocks.reading import Offset, Share
from engine.temporal.span import TimeSpan, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.timed.instants import Tongue
    from engine.temporal.clocks.cycles import Cycle
    from engine.temporal.clocks.reading import ClockReading, ClockRules, Marks, Reached, RungPoint
    from engine.temporal.timetable import Timetable

    Fields = tuple[tuple[str, str], ...]

ENDS = {"met": "meets", "met-late": "meets_late", "cancelled": "cancels"}
CHANGES = "changes"
DUE = Share(Decimal(1))
_SECOND = dt.timedelta(seconds=1)


class Note(NamedTuple):
    """What befell a clock at an instant: a phrase and its fields. `by`: the event that did it; empty: time itself."""

    at: dt.datetime
    by: str
    phrase: str
    fields: Fields = ()


class Past(NamedTuple):
    """One clock of one key, and how it is told. `rungs`: the titles of its rungs, in their order."""

    reading: ClockReading
    rules: ClockRules
    marks: Marks
    table: Timetable | None
    rungs: tuple[str, ...]
    now: dt.datetime
    tongue: Tongue

    def read(self, at: dt.datetime) -> ClockReading:
        """As it read at an instant, by what was known then."""
        return read_clock(self.rules, as_of(self.marks, at), self.table, at, self.tongue.zone)


def notes(past: Past) -> Iterator[Note]:
    """Everything up to now, how the clock stands, and when it will be due."""
    for cycle in cycles_of(past.marks, past.rules.reopens):
        yield from _begun(past, cycle)
        yield from _changed(past, cycle)
        yield from _halted(past, cycle)
        yield from _reopened(past, cycle)
        yield from _breached(past, cycle)
        if cycle.end:
            yield _ended(past, cycle.end.at, cycle.end.id)
    points = ((reached, past.rules.rungs[reached.rung]) for reached in past.reading.reached)
    yield from (_reached(past, reached, point) for reached, point in points if point and point != DUE)
    yield from _standing(past)


def _begun(past: Past, cycle: Cycle) -> Iterator[Note]:
    reading = past.read(cycle.start.at)
    again = "starts_again" if cycle.start in past.marks.reopens else "starts"
    yield Note(*cycle.start, "starts_paused" if reading.state == "paused" else again, _due(past, cycle.start.at))


def _changed(past: Past, cycle: Cycle) -> Iterator[Note]:
    """Where a new target begins to hold; which event did that, the clock doesn't know."""
    end = cycle.end.at if cycle.end else None
    for at, target in targets_of(past.marks.targets, cycle.start.at, end)[1:]:
        if target:
            told = ("target", span_words(target, past.tongue))
            yield Note(at, "", CHANGES, (told, *_due(past, at)))


def _halted(past: Past, cycle: Cycle) -> Iterator[Note]:
    end, pauses = (cycle.end.at if cycle.end else past.now), pauses_of(past.marks.pauses)
    closes = {mark.at: mark.id for _, found in past.marks.pauses for mark in found}
    for since, until in merged(pauses, cycle.start.at, end):
        if since > cycle.start.at:
            yield Note(since, next(pause.by for pause in pauses if pause.since == since), "pauses")
        if until in closes and (cycle.end is None or until < end):
            span = TimeSpan(Unit.SECONDS, Decimal((until - since) // _SECOND))
            told = ("span", span_words(span, past.tongue))
            yield Note(until, closes[until], "resumes", (told, *_due(past, until)))


def _reopened(past: Past, cycle: Cycle) -> Iterator[Note]:
    """Ends that weren't the last, each with the re-opening that let the clock go on."""
    reopens = {mark.at: mark.id for mark in past.marks.reopens}
    for since, until, by, _ in cycle.gaps:
        yield _ended(past, since, by)
        if until:
            yield Note(until, reopens.get(until, ""), "goes_on_ended", _due(past, until))


def _ended(past: Past, at: dt.datetime, by: str) -> Note:
    reading = past.read(at)
    span = span_words(reading.elapsed, past.tongue) if reading.elapsed else ""
    return Note(at, by, ENDS[reading.state], (("span", span), ("left", left(reading, past.tongue))))


def _breached(past: Past, cycle: Cycle) -> Iterator[Note]:
    reading = past.read(cycle.end.at if cycle.end else past.now)
    reached = (rung for rung in past.reading.reached if rung.start == cycle.start)
    due = next((rung for rung in reached if past.rules.rungs[rung.rung] == DUE), None)
    if due:
        yield Note(due.at, "", "breaches", (("title", past.rungs[due.rung]),))
    elif reading.due and reading.state in {"breached", "met-late"}:
        yield Note(reading.due, "", "breaches", (("title", ""),))


def point_words(point: RungPoint, clocks: str, tongue: Tongue) -> str:
    """What reaching a rung is: `移交部门：用去 80%`."""
    phrase, *fields = _point(point, tongue)
    return tongue.say(phrase, clocks=clocks, **dict(fields))


def _reached(past: Past, reached: Reached, point: RungPoint) -> Note:
    phrase, *fields = _point(point, past.tongue)
    return Note(reached.at, "", phrase, (*fields, ("title", past.rungs[reached.rung])))


def _point(point: RungPoint, tongue: Tongue) -> tuple[str, *tuple[tuple[str, str], ...]]:
    match point:
        case Share(part) if part == 1:
            return ("breaches",)
        case Share(part):
            return "reaches_share", ("share", number(part, PERCENT))
        case Offset(span):
            phrase = "reaches_before" if span.amount < 0 else "reaches_after"
            return phrase, ("span", span_words(span, tongue))


def _standing(past: Past) -> Iterator[Note]:
    """How a clock that has not ended stands now; of one that runs, when it will be due."""
    reading = past.reading
    told = (("left", left(reading, past.tongue)),)
    if reading.state == "paused":
        yield Note(past.now, "", "stands_paused", told)
    elif reading.state in {"running", "breached"}:
        yield Note(past.now, "", "stands", told)
    if reading.state == "running" and reading.due and reading.due > past.now:
        yield Note(reading.due, "", "falls_due")


def _due(past: Past, at: dt.datetime) -> Fields:
    """When the clock was due as of an instant, as a field; none where it was late already, or paused."""
    reading = past.read(at)
    if reading.due is None or reading.state in {"breached", "paused"}:
        return ()
    return (("due", due_words(reading.due, reading.target, past.tongue, at)),)
