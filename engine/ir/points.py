"""Points of clocks, ladders and schedules: instants at which something becomes true by itself, or did."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from engine.ir.decision import key_value
from engine.ir.program import Clock, Ladder, Schedule, Timed
from engine.ir.timed_wire import standing_json
from engine.ir.wire import outcome_json
from engine.temporal.civil import plus_months

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.ir.decision import Outcome, Result, TimedReading
    from engine.ir.program import Program, Rule, Text
    from engine.temporal.clocks.reading import ClockReading
    from engine.temporal.schedules.occurrences import Occurrence

PointKind = Literal["warn", "breach", "escalation", "strike", "missed"]
_KINDS: Mapping[Literal["warn", "escalate"], PointKind] = {"warn": "warn", "escalate": "escalation"}
BREACH, MISSED = ".breach", ".missed"
"""What the rungs of a clock's breach and a schedule's missed occurrence end with."""
_A_DAY = dt.timedelta(days=1)
_A_YEAR = 12


class Point(NamedTuple):
    """A point that was reached.

    `timer`: the clock, ladder or schedule, which is called `title`; `rung`: the rule's id, such as `handover.due`; a
    clock's `breach` has `<clock>.breach`, whether it has a rung at its due instant or not. `words`: the rung's title;
    None where nobody wrote a rule. `key`: of what is kept per something, else empty. `cycle`: what tells it from the
    same rung of the same timer at another time: the event that began the clock's cycle, the event that reached the
    ladder's rung, the planned day of the schedule's occurrence with its anchor; the second of the same ends with `#2`.
    `at`: when it was reached; `ruled`: the instant whose rules hold for it, None: those that hold now do.
    `outcomes`: the consequences that the rung brings, as a decision's JSON has them; empty for a `breach`.
    """

    kind: PointKind
    timer: str
    title: Text
    rung: str
    words: Text | None
    key: tuple[str, ...]
    cycle: str
    at: dt.datetime
    ruled: dt.datetime | None
    due: dt.datetime | None
    outcomes: tuple[dict[str, Any], ...]


class Standing(NamedTuple):
    """A clock of one key as it stands until something happens; `reading`: the same as JSON data, with its `state`."""

    clock: str
    key: tuple[str, ...]
    started: dt.datetime | None
    due: dt.datetime | None
    reading: dict[str, Any]


class Timer(NamedTuple):
    """A clock, a ladder or a schedule, whatever the case. `rungs`: what its points may have for a `rung`."""

    title: Text
    per: tuple[str, ...]
    rungs: tuple[str, ...]

    def key(self, key: tuple[str, ...]) -> Any:
        """A key as a decision's JSON has it."""
        return key_value(self.per, key)


def timers_of(program: Program) -> dict[str, Timer]:
    """The program's own timers, by id."""
    return {step.name: Timer(step.title, step.per, (*_rungs(step),)) for step in _own(program)}


def _rungs(step: Timed) -> Iterator[str]:
    if isinstance(step, Schedule):
        yield f"{step.name}{MISSED}"
        return
    yield from (rung.name for rung in step.rungs)
    if isinstance(step, Clock):
        yield f"{step.name}{BREACH}"


def standing_of(result: Result, zone: ZoneInfo) -> tuple[Standing, ...]:
    """Every clock of a case, in the program's order."""
    return tuple([_standing(each, zone) for each in result.clocks])


def _standing(each: TimedReading[ClockReading], zone: ZoneInfo) -> Standing:
    reading = each.reading
    started = reading.started.at if reading.started else None
    due = None if reading.state == "paused" else reading.due
    return Standing(each.name, each.key, started, due, standing_json(reading, zone))


def points_of(program: Program, result: Result) -> tuple[Point, ...]:
    """Every point that was reached in a case, in the order of time."""
    found = [point for step in _own(program) for point in _points(step, result, program)]
    return tuple(_told_apart(sorted(_with_rules(found, program, result), key=lambda point: (point.at, point.rung))))


def next_point(program: Program, result: Result, now: dt.datetime, horizon: dt.date | None) -> dt.datetime | None:
    """When the next point is reached if nothing happens, or earlier, where nobody can say; None: there is none.

    On what a ladder counts the limit of a clock may hang.
    """
    zone = ZoneInfo(program.zone)
    expiries = (each.reading.next for each in result.ladders if each.reading.next)
    of_schedules = _next_of_schedules(program, result, now.astimezone(zone), horizon)
    coming = [*_next_of_clocks(result), *of_schedules, *expiries]
    return min((at for at in coming if at >= now), default=None)


def has_standing_duties(program: Program) -> bool:
    """Whether duties that follow nothing may be missed: of them a plan only tells the latest."""
    return any(isinstance(step, Schedule) and step.anchor is None and step.done for step in _own(program))


def _own(program: Program) -> Iterator[Timed]:
    return (step for step in program.steps if isinstance(step, Timed) and "::" not in step.name)


def _points(step: Timed, result: Result, program: Program) -> Iterator[Point]:
    """The step's, those of a rung in the order of its list; without what the rung's rule says."""
    match step:
        case Clock():
            return _of_clock(step, result)
        case Ladder():
            return _of_ladder(step, result)
        case Schedule():
            return _of_schedule(step, result, ZoneInfo(program.zone))


def _of_clock(clock: Clock, result: Result) -> Iterator[Point]:
    keeps = clock.on_change == "keep"
    rungs = [(rung.name, _KINDS[rung.kind]) for rung in clock.rungs]
    breach: tuple[str, PointKind] = (f"{clock.name}{BREACH}", "breach")
    for _, key, reading in (each for each in result.clocks if each.name == clock.name):
        for passed in (*reading.reached, *reading.breaches):
            name, kind = (*rungs, breach)[passed.rung]
            ruled = passed.start.at if keeps else None
            yield Point(
                kind, clock.name, clock.title, name, None, key, passed.start.id, passed.at, ruled, passed.due, ()
            )


def _of_ladder(ladder: Ladder, result: Result) -> Iterator[Point]:
    for _, key, reading in (each for each in result.ladders if each.name == ladder.name):
        for reach in reading.reached:
            name = ladder.rungs[reach.rung].name
            yield Point("strike", ladder.name, ladder.title, name, None, key, reach.event, reach.at, reach.at, None, ())


def _of_schedule(schedule: Schedule, result: Result, zone: ZoneInfo) -> Iterator[Point]:
    name = f"{schedule.name}{MISSED}"
    for _, key, plan in (each for each in result.schedule if each.name == schedule.name):
        for one in plan:
            if one.state == "missed":
                over, cycle = _over(one, zone), "@".join(filter(None, (one.planned.isoformat(), one.anchor)))
                yield Point("missed", schedule.name, schedule.title, name, None, key, cycle, over, over, over, ())


def _over(occurrence: Occurrence, zone: ZoneInfo) -> dt.datetime:
    """When its last day is over."""
    assert occurrence.last  # noqa: S101 - asked only of what ends
    return dt.datetime.combine(occurrence.last + _A_DAY, dt.time.min, zone)


def _with_rules(points: list[Point], program: Program, result: Result) -> Iterator[Point]:
    """The points with their rungs' titles and consequences, which stand in the order of the rungs' lists."""
    zone = ZoneInfo(program.zone)
    rules: dict[str, Rule] = {rule.id: rule for rule in program.rules if rule.rung and not rule.revokes}
    brought: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in result.outcomes:
        brought[outcome.rule].append(outcome)
    waiting = {rung: iter(outcomes) for rung, outcomes in brought.items()}
    for point in points:
        rule = rules.get(point.rung)
        if rule:
            outcomes = islice(waiting.get(point.rung, iter(())), len(rule.then))
            told = tuple([outcome_json(outcome, zone) for outcome in outcomes])
            yield point._replace(words=rule.title, outcomes=told)
        else:
            yield point


def _told_apart(points: list[Point]) -> Iterator[Point]:
    """A clock that was restarted reaches its rungs again; two occurrences may be planned for one day."""
    times: Counter[tuple[str, tuple[str, ...], str]] = Counter()
    for point in points:
        same = (point.rung, point.key, point.cycle)
        times[same] += 1
        yield point if times[same] == 1 else point._replace(cycle=f"{point.cycle}#{times[same]}")


def _next_of_clocks(result: Result) -> Iterator[dt.datetime]:
    return (each.reading.next for each in result.clocks if each.reading.next)


def _next_of_schedules(
    program: Program, result: Result, now: dt.datetime, horizon: dt.date | None
) -> Iterator[dt.datetime]:
    for each in result.schedule:
        open_ones = (one for one in each.reading if one.state in {"upcoming", "due"} and one.last)
        yield from (_over(one, ZoneInfo(program.zone)) for one in open_ones)
    if any(isinstance(step, Schedule) and step.every and step.done for step in _own(program)):
        planned_to = horizon or plus_months(now.date(), _A_YEAR)
        yield dt.datetime.combine(planned_to, dt.time.min, now.tzinfo)
