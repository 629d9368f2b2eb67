"""Clocks, ladders and schedules of a decision as JSON data: lengths of time in ISO 8601, of clocks in words besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.feel.runtime.texts import plain_number
from engine.feel.spans import canonical_span
from engine.feel.values import TimeSpan, Unit
from engine.ir.decision import key_value, planned
from engine.ir.moments import moment_json
from engine.ir.program import Clock, Ladder, Schedule, Timed
from engine.late import room

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.ir.decision import Result, TimedReading
    from engine.ir.program import Program
    from engine.temporal.clocks.reading import ClockReading
    from engine.temporal.ladders.reading import LadderReading
    from engine.temporal.schedules.occurrences import Occurrence

    Json = dict[str, Any]

_MILLISECONDS = 3
_IN_SECONDS = (Unit.SECONDS, Unit.WORKING_SECONDS)


def timed_parts(program: Program, result: Result, zone: ZoneInfo) -> Iterator[tuple[str, Any]]:
    """The parts that the policy has: `clocks` by id, `schedule` by date, `ladders`."""
    own = [step for step in program.steps if isinstance(step, Timed) and "::" not in step.name]
    clocks = [step for step in own if isinstance(step, Clock)]
    if clocks:
        yield "clocks", {clock.name: _clock(clock, _named(clock.name, result.clocks), zone) for clock in clocks}
    if any(isinstance(step, Schedule) for step in own):
        pers = {step.name: step.per for step in own}
        yield "schedule", [_occurrence(each, pers[each.name]) for each in planned(result)]
    ladders = [step for step in own if isinstance(step, Ladder)]
    if ladders:
        yield "ladders", [_ladder(each, one.per) for one in ladders for each in _named(one.name, result.ladders)]


def _named(name: str, readings: Sequence[TimedReading[Any]]) -> list[TimedReading[Any]]:
    return [each for each in readings if each.name == name]


def _clock(clock: Clock, readings: list[TimedReading[ClockReading]], zone: ZoneInfo) -> Any:
    """What is read of it; of one kept per something a list, each with its key."""
    if not clock.per:
        return clock_json(readings[0].reading, zone)
    return [{"key": key_value(clock.per, each.key)} | clock_json(each.reading, zone) for each in readings]


def clock_json(reading: ClockReading, zone: ZoneInfo) -> Json:
    return {
        "state": reading.state,
        "due": _instant(reading.due, zone),
        "elapsed": reading.elapsed and iso_span(reading.elapsed),
        "remaining": reading.remaining and iso_span(reading.remaining),
        "started": _instant(reading.started.at if reading.started else None, zone),
        "target": reading.target and canonical_span(reading.target),
        "provisional": reading.provisional,
        "words": room("readings").clock_words(reading, zone),
    }


def standing_json(reading: ClockReading, zone: ZoneInfo) -> Json:
    """What of a clock doesn't change until something happens: of a paused one not when it would be due.

    `provisional`: of the due instant to come.
    """
    return {
        "state": reading.state,
        "due": None if reading.state == "paused" else _instant(reading.due, zone),
        "started": _instant(reading.started.at if reading.started else None, zone),
        "target": reading.target and canonical_span(reading.target),
        "provisional": reading.provisional and reading.state == "running",
    }


def iso_span(span: TimeSpan) -> str:
    """ISO 8601: `PT2H30M`, of working time, too; `P2D` of days and working days; `P3M`; what is negative `-PT1H`."""
    if span.unit in _IN_SECONDS:
        return canonical_span(TimeSpan(Unit.SECONDS, as_told(span).amount))
    if span.unit is Unit.MONTHS:
        return canonical_span(span)
    return f"{'-' if span.amount < 0 else ''}P{abs(span.amount):f}D"


def as_told(span: TimeSpan) -> TimeSpan:
    """The span to the millisecond: a day as `now` is its last microsecond, and nobody is told of that."""
    return TimeSpan(span.unit, round(span.amount, _MILLISECONDS)) if span.unit in _IN_SECONDS else span


def _ladder(reading: TimedReading[LadderReading], per: tuple[str, ...]) -> Json:
    return {"id": reading.name, **_key(per, reading.key), "count": plain_number(reading.reading.count)}


def _occurrence(told: TimedReading[Occurrence], per: tuple[str, ...]) -> Json:
    return {"id": told.name, **_key(per, told.key), **occurrence_json(told.reading)}


def occurrence_json(occurrence: Occurrence) -> Json:
    return {
        "planned": occurrence.planned.isoformat(),
        "date": occurrence.date.isoformat(),
        "last": occurrence.last and occurrence.last.isoformat(),
        "state": occurrence.state,
        "event": occurrence.anchor or None,
        "done": occurrence.done and occurrence.done.id,
        "provisional": occurrence.provisional,
    }


def _key(per: tuple[str, ...], key: tuple[str, ...]) -> Json:
    return {"key": key_value(per, key)} if per else {}


def _instant(instant: dt.datetime | None, zone: ZoneInfo) -> str | None:
    return moment_json(instant, zone) if instant else None
