"""Clocks, ladders and schedules of a trace as JSON data: how they came to stand as they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backends.prose.timed.strikes import struck
from engine.ir.decision import key_value
from engine.ir.timed_wire import occurrence_json
from engine.ir.trace import ClockTrace, LadderTrace, ScheduleTrace
from engine.temporal.clocks import ahead, segments, to_come
from engine.temporal.timetable import day_of, timetable_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from engine.ir.program import Timed
    from engine.ir.trace import ClockLife, LadderLife, Trace
    from engine.temporal.clocks.reading import Reached, Segment
    from engine.temporal.ladders.reading import Reach
    from engine.temporal.schedules.occurrences import Occurrence

    Json = dict[str, Any]


def timed_data(trace: Trace, zone: ZoneInfo) -> Json:
    """`clocks`, `ladders` and `schedule`: an object per key, of the kinds that the policy itself has."""
    found: dict[str, list[Json]] = {}
    for step in trace.steps:
        match step:
            case ClockTrace() if _is_own(step.clock):
                found.setdefault("clocks", []).extend(_clock(step, life, trace.now, zone) for life in step.lives)
            case LadderTrace() if _is_own(step.ladder):
                found.setdefault("ladders", []).extend(_ladder(step, life, trace.now, zone) for life in step.lives)
            case ScheduleTrace() if _is_own(step.schedule):
                found.setdefault("schedule", []).extend(_schedule(step))
            case _:
                pass
    return dict(found)


def _is_own(step: Timed) -> bool:
    return "::" not in step.name


def _named(step: Timed, key: tuple[str, ...]) -> Json:
    return {"id": step.name} | ({"key": key_value(step.per, key)} if step.per else {})


def _clock(step: ClockTrace, life: ClockLife, now: dt.datetime | None, zone: ZoneInfo) -> Json:
    """Its last cycle stretch by stretch, what lies before it is due, every rung of every cycle with its instant."""
    named = _named(step.clock, life.key)
    if life.rules is None or life.marks is None or now is None:
        return named | {"segments": [], "ahead": [], "rungs": list(_rungs(step, (), ()))}
    asked = (life.rules, life.marks, timetable_of(life.calendar) if life.calendar else None, now, zone)
    return named | {
        "segments": [_segment(segment) for segment in segments(*asked)],
        "ahead": [_segment(segment) for segment in ahead(*asked)],
        "rungs": list(_rungs(step, life.reading.reached, to_come(*asked))),
    }


def _segment(segment: Segment) -> Json:
    """`name`: of a holiday; of a pause, the id of the event that began it."""
    since, until = segment.since.isoformat(), segment.until.isoformat()
    return {"since": since, "until": until, "kind": segment.kind, "name": segment.name or None}


def _rungs(step: ClockTrace, reached: Iterable[Reached], coming: Iterable[Reached]) -> Iterator[Json]:
    """Each as often as it was reached, or will be where nothing happens; `at` null: neither."""
    told = [*((one, True) for one in reached), *((one, False) for one in coming)]
    for place, rung in enumerate(step.clock.rungs):
        own = [(one, passed) for one, passed in told if one.rung == place]
        for one, passed in own:
            at, due = one.at.isoformat(), one.due.isoformat()
            yield {"rule": rung.name, "reached": passed, "at": at, "due": due, "event": one.start.id}
        if not own:
            yield {"rule": rung.name, "reached": False, "at": None, "due": None, "event": None}


def _ladder(step: LadderTrace, life: LadderLife, now: dt.datetime | None, zone: ZoneInfo) -> Json:
    """Each strike: the how-many-th it was (null: it doesn't count), what it brought, what was taken back."""
    names, reading = [rung.name for rung in step.ladder.rungs], life.reading
    strikes = [
        {
            "event": strike.id,
            "at": strike.at.astimezone(zone).isoformat(),
            "count": None if number is None else str(number),
            "undone_by": undone.id if undone else None,
            "brought": _of_event(strike.id, reading.reached, names),
            "revoked": _of_event(strike.id, reading.revoked, names),
        }
        for strike, number, undone in sorted(struck(life, now, zone), key=lambda each: each.strike[:2][::-1])
    ]
    return _named(step.ladder, life.key) | {"count": str(reading.count), "strikes": strikes}


def _of_event(event: str, reaches: Iterable[Reach], names: list[str]) -> list[str]:
    return [names[reach.rung] for reach in reaches if reach.event == event]


def _schedule(step: ScheduleTrace) -> Iterator[Json]:
    for key, plan in step.plans:
        occurrences = [occurrence_json(one) | {"moved_from": _rest(one, step)} for one in plan]
        yield _named(step.schedule, key) | {"occurrences": occurrences}


def _rest(occurrence: Occurrence, step: ScheduleTrace) -> Json | None:
    """The rest day that it was moved from."""
    if occurrence.planned == occurrence.date or step.calendar is None:
        return None
    day = day_of(timetable_of(step.calendar), occurrence.planned)
    return {"kind": day.kind, "name": day.name or None}
