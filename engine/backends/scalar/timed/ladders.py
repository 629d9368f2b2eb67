"""Ladders: of every key its reading, as values that expressions see and rungs go over."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.timed.patterns import Intervals, Patterns, interval_of, local_event
from engine.backends.scalar.timed.told import Told, now_of
from engine.backends.scalar.timed.windows import counting_of
from engine.diagnostics import Diagnostic
from engine.ir.decision import key_value
from engine.ir.demands import STRUCK
from engine.ir.program import Ladder
from engine.ir.timed import REVOKED, Rolling, SinceRung
from engine.ir.trace import LadderLife, LadderTrace
from engine.late import room
from engine.temporal.ladders import PythonCorrelator, UnfitSpan, excuses
from engine.temporal.ladders.reading import Chronicle, LadderReading, Removal, Reset, SinceReached, Threshold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence
    from zoneinfo import ZoneInfo

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.keys import Key
    from engine.backends.scalar.timed.patterns import ByKey
    from engine.backends.scalar.timed.told import Setting, TimedRun
    from engine.backends.scalar.timed.windows import Counted, Opening
    from engine.feel.values import Value
    from engine.temporal.ladders import Correlator
    from engine.temporal.ladders.reading import Reach, Strike, Window

NOTHING = LadderReading(0, (), ())


def ladder_run(ladder: Ladder, setting: Setting) -> TimedRun:
    """The closure that reads the ladder of every key."""
    look, read = _looking(ladder, setting), _reading(ladder, setting.zone)

    def run(frame: Frame, history: History) -> Told:
        case, now = look(frame, history), now_of(history)
        keys: Iterable[Key] = sorted(case.counted.keys) if ladder.per else [()]
        try:
            lives = [read(key, case, now) for key in keys] if now else []
            problems = case.counted.problems
        except UnfitSpan:
            lives, problems = [], (_unfit(ladder),)
        trace = LadderTrace(ladder, tuple(lives) if lives or ladder.per else (LadderLife((), NOTHING),))
        return Told(_values(trace, history, setting.zone), trace, problems)

    return run


class _Around(NamedTuple):
    """What a case's events are to a ladder, besides strikes."""

    removals: ByKey
    resets: ByKey
    excuses: tuple[tuple[ByKey, ByKey], ...]

    def chronicle(self, strikes: tuple[Strike, ...], key: Key) -> Chronicle:
        return Chronicle(
            strikes,
            tuple([Removal(str(event.data.get(STRUCK)), event.at, event.id) for event in self.removals.of(key)]),
            tuple([Reset(event.at, event.id) for event in self.resets.of(key)]),
            tuple(chain.from_iterable(excuses(interval_of(both, key)) for both in self.excuses)),
        )


class _Asked(NamedTuple):
    """The rungs whose count is known, by their places among all, and what they ask for."""

    places: tuple[int, ...]
    thresholds: tuple[Threshold, ...]


class _Case(NamedTuple):
    counted: Counted
    around: _Around
    asked: _Asked


def _looking(ladder: Ladder, setting: Setting) -> Callable[[Frame, History], _Case]:
    """The closure that finds all that a ladder goes by in a case."""
    opens = _opening(ladder.window, setting) if isinstance(ladder.window, SinceRung) else None
    count = counting_of(ladder, setting.zone, opens)
    around, ask = _around(ladder, setting.zone), _asking(ladder)
    return lambda frame, history: _Case(count(frame, history), around(frame, history), ask(frame))


def _opening(window: SinceRung, setting: Setting) -> Opening:
    """The closure that finds what another ladder goes by: its rung opens the window."""
    steps = (step for step in setting.program.steps if isinstance(step, Ladder))
    other, place = next(
        (step, place) for step in steps for place, rung in enumerate(step.rungs) if rung.name == window.rung
    )
    look = _looking(other, setting)

    def opening(frame: Frame, history: History) -> Callable[[Key], Window | None]:
        case = look(frame, history)
        counted, (places, thresholds) = case.counted, case.asked

        def of(key: Key) -> Window | None:
            own = counted.window(key) if place in places else None
            chronicle = case.around.chronicle(counted.strikes(key), key)
            return SinceReached(own, thresholds, chronicle, places.index(place)) if own else None

        return of

    return opening


def _around(ladder: Ladder, zone: ZoneInfo) -> Callable[[Frame, History], _Around]:
    removes = Patterns(ladder.removes, ladder.per, zone)
    resets = Patterns(ladder.resets, ladder.per, zone)
    intervals = tuple(Intervals(excuse, ladder.per, zone) for excuse in ladder.excuses)

    def look(frame: Frame, history: History) -> _Around:
        excused = tuple([interval.among(frame, history) for interval in intervals])
        return _Around(removes.among(frame, history), resets.among(frame, history), excused)

    return look


def _asking(ladder: Ladder) -> Callable[[Frame], _Asked]:
    counts = tuple(evaluator(rung.count.root) for rung in ladder.rungs)

    def ask(frame: Frame) -> _Asked:
        found: list[Any] = [count(frame) for count in counts]
        known = [(place, value) for place, value in enumerate(found) if value is not None]
        thresholds = tuple([Threshold(ladder.rungs[place].test, int(value)) for place, value in known])
        return _Asked(tuple([place for place, _ in known]), thresholds)

    return ask


def _reading(ladder: Ladder, zone: ZoneInfo) -> Callable[[Key, _Case, dt.datetime], LadderLife]:
    correlator = _correlator(ladder)

    def read(key: Key, case: _Case, now: dt.datetime) -> LadderLife:
        window, (places, thresholds) = case.counted.window(key), case.asked
        if window is None:
            return LadderLife(key, NOTHING)
        chronicle = case.around.chronicle(case.counted.strikes(key), key)
        found = correlator.read(window, thresholds, chronicle, now, zone)
        reading = replace(found, reached=_placed(found.reached, places), revoked=_placed(found.revoked, places))
        return LadderLife(key, reading, chronicle, window, thresholds)

    return read


def _correlator(ladder: Ladder) -> Correlator:
    """The executor that the ladder asks for; durable-rules is opened where one does."""
    if ladder.executor == "python":
        return PythonCorrelator()
    made: Correlator = room("rete").correlator(ladder)
    return made


def _placed(reached: Sequence[Reach], places: Sequence[int]) -> tuple[Reach, ...]:
    return tuple([replace(reach, rung=places[reach.rung]) for reach in reached])


def _unfit(ladder: Ladder) -> Diagnostic:
    length = ladder.window.length.text if isinstance(ladder.window, Rolling) else ""
    return Diagnostic("GJ475", None, (("ladder", ladder.name), ("window", length)), "", "/events")


def _values(trace: LadderTrace, history: History, zone: ZoneInfo) -> dict[str, Value]:
    ladder = trace.ladder
    own = None if ladder.per else {"count": trace.lives[0].reading.count}
    events = {event.id: event for event in history.events}
    rungs: dict[str, list[Value]] = {name: [] for rung in ladder.rungs for name in (rung.name, rung.name + REVOKED)}
    for life in trace.lives:
        added = {"key": key_value(ladder.per, life.key)} if ladder.per else {}
        for ending, reached in (("", life.reading.reached), (REVOKED, life.reading.revoked)):
            for reach in reached:
                event = local_event(events[reach.event], zone)
                rungs[ladder.rungs[reach.rung].name + ending].append(event | added | {"count": reach.count})
    return {ladder.name: own, **{name: tuple(reached) for name, reached in rungs.items()}}
