"""What befell a clock, one note for each: it starts, pauses, goes on, ends, reaches a rung, is due."""

from __future__ import annotations

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
from engine.temporal.clocks.reading import Share
from engine.temporal.span import TimeSpan, Unit
from engine.temporal.timetable import timetable_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from engine.backends.prose.timed.instants import Tongue
    from engine.ir.trace import ClockLife
    from engine.temporal.clocks.cycles import Cycle
    from engine.temporal.clocks.reading import ClockReading, ClockRules, Marks, Reached
    from engine.temporal.timetable import Timetable

_ENDS = {"met": "meets", "met-late": "meets_late", "cancelled": "cancels"}
_DUE = Share(Decimal(1))


class Note(NamedTuple):
    """What befell a clock at an instant: a phrase with its fields. `by`: the event that did it; empty for time itself."""

    at: dt.datetime
    by: str
    phrase: str
    fields: tuple[tuple[str, str], ...] = ()


class Biography:
    """One clock of one key, whose notes can be taken. `rungs`: the titles of its rungs, in their order."""

    def __init__(self, life: ClockLife, rungs: tuple[str, ...], now: dt.datetime, tongue: Tongue) -> None:
        assert life.marks and life.rules  # noqa: S101 - a clock that has started
        self._reading = life.reading
        self._rules: ClockRules = life.rules
        self._marks: Marks = life.marks
        self._table: Timetable | None = timetable_of(life.calendar) if life.calendar else None
        self._pauses = pauses_of(self._marks.pauses)
        self._rungs = rungs
        self._now = now
        self._tongue = tongue

    def notes(self) -> Iterator[Note]:
        """Everything up to now, how it stands, and when it falls due."""
        for cycle in cycles_of(self._marks, self._rules.reopens):
            yield from self._began(cycle)
            yield from self._halted(cycle)
            yield from self._changed(cycle)
            yield from self._ended(cycle)
        yield from self._reached()
        yield from self._stands()

    def _read(self, at: dt.datetime) -> ClockReading:
        """As it read then, by what was known then."""
        return read_clock(self._rules, as_of(self._marks, at), self._table, at, self._tongue.zone)

    def _began(self, cycle: Cycle) -> Iterator[Note]:
        start = cycle.start
        reading = self._read(start.at)
        again = start in self._marks.reopens
        phrase = "starts_paused" if reading.state == "paused" else "starts_again" if again else "starts"
        yield Note(start.at, start.id, phrase, self._due(reading))

    def _halted(self, cycle: Cycle) -> Iterator[Note]:
        until = cycle.end.at if cycle.end else self._now
        opened = {pause.since: pause.by for pause in self._pauses}
        closed = {mark.at: mark.id for _, closes in self._marks.pauses for mark in closes}
        for since, till in merged(self._pauses, cycle.start.at, until):
            if since > cycle.start.at:
                yield Note(since, opened.get(since, ""), "pauses")
            if till in closed and (cycle.end is None or till < cycle.end.at):
                span = TimeSpan(Unit.SECONDS, _seconds(since, till))
                yield Note(till, closed[till], "resumes", (("span", span_words(span, self._tongue)), *self._due(self._read(till))))

