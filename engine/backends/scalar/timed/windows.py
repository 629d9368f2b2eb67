"""What a ladder counts, over which window: the strikes and the window of each key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.evaluator import evaluator
from engine.backends.scalar.timed.patterns import LOCAL, ByKey, Intervals, Patterns, interval_of, local_event
from engine.diagnostics import Diagnostic
from engine.ir import timed
from engine.temporal.ladders import NotAPeriod, period_number, stretches
from engine.temporal.ladders.reading import AllTime, Between, Consecutive, Rolling, Strike

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from engine.backends.scalar.checked import Event, History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.keys import Key
    from engine.ir.program import Ladder
    from engine.temporal.ladders.reading import Window

    Counting = Callable[[Frame, History], "Counted"]
    Opening = Callable[[Frame, History], Callable[[Key], Window | None]]
    """The window that another ladder opens, of each key; None: it isn't known."""


class Counted(NamedTuple):
    """A case's strikes, and the window of a key; None: its length isn't known."""

    strikes: Callable[[Key], tuple[Strike, ...]]
    window: Callable[[Key], Window | None]
    keys: set[Key]
    problems: tuple[Diagnostic, ...] = ()


def counting_of(ladder: Ladder, zone: ZoneInfo, opens: Opening | None = None) -> Counting:
    """The closure that finds a case's strikes. `opens`: what the window begins with, where that is another ladder."""
    counts = Patterns(ladder.counts, ladder.per, zone)
    match ladder.window:
        case timed.Rolling(length):
            span = evaluator(length.root)
            return _plain(counts, lambda frame: None if (value := span(frame)) is None else Rolling(value))  # type: ignore[arg-type]  # a span
        case timed.Between(stretch):
            return _between(counts, Intervals(stretch, ladder.per, zone))
        case timed.Consecutive() as window:
            return _Consecutive(ladder, window, counts, zone)
        case timed.SinceRung():
            assert opens is not None  # noqa: S101 - what opens it is made ready first
            return _since(counts, opens)
        case _:
            return _plain(counts, lambda _: AllTime())


def _plain(counts: Patterns, window: Callable[[Frame], Window | None]) -> Counting:
    def count(frame: Frame, history: History) -> Counted:
        events, now = counts.among(frame, history), window(frame)
        return Counted(lambda key: _strikes(events, key), lambda _: now, events.keys)

    return count


def _between(counts: Patterns, stretch: Intervals) -> Counting:
    """An opening is known of a key before its first strike: too few can be none."""

    def count(frame: Frame, history: History) -> Counted:
        events, both = counts.among(frame, history), stretch.among(frame, history)
        keys = events.keys | both[0].keys
        return Counted(lambda key: _strikes(events, key), lambda key: Between(stretches(interval_of(both, key))), keys)

    return count


def _since(counts: Patterns, opens: Opening) -> Counting:
    def count(frame: Frame, history: History) -> Counted:
        events = counts.among(frame, history)
        return Counted(lambda key: _strikes(events, key), opens(frame, history), events.keys)

    return count


def _strikes(events: ByKey, key: Key) -> tuple[Strike, ...]:
    return tuple([Strike(event.id, event.at) for event in events.of(key)])


class _Consecutive:
    """An event about a period that fulfils no pattern is told, too: it breaks a run."""

    def __init__(self, ladder: Ladder, window: timed.Consecutive, counts: Patterns, zone: ZoneInfo) -> None:
        self._name = ladder.name
        self._window = window
        self._counts = counts
        self._period = evaluator(window.period.root)
        self._zone = zone

    def __call__(self, frame: Frame, history: History) -> Counted:
        found = self._counts.of_type(history)
        read = {event.id: self._read(event, frame) for key in found.keys for event in found.of(key)}
        problems = tuple(strike for strike in read.values() if isinstance(strike, Diagnostic))
        window = Consecutive(self._window.unit)

        def strikes(key: Key) -> tuple[Strike, ...]:
            about = (read[event.id] for event in found.of(key))
            return tuple([strike for strike in about if isinstance(strike, Strike)])

        return Counted(strikes, lambda _: window, found.keys, problems)

    def _read(self, event: Event, frame: Frame) -> Strike | Diagnostic:
        value = self._period(frame | {LOCAL: local_event(event, self._zone)})
        try:
            number = period_number(value, self._window.unit, self._zone)
        except NotAPeriod as unfit:
            return self._unfit(event, value, unfit.examples)
        if number is None:
            return self._unfit(event, value, ())
        return Strike(event.id, event.at, number, self._counts.fits(event, frame))

    def _unfit(self, event: Event, value: object, examples: tuple[str, ...]) -> Diagnostic:
        told = {"id": event.id, "ladder": self._name, "period": self._window.period.text, "unit": self._window.unit}
        given = {"given": "" if value is None else str(value), "examples": ", ".join(examples)}
        return Diagnostic("GJ474", None, tuple((told | given).items()), "", "/events")
