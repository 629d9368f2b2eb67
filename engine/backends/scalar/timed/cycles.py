"""One clock of one key: each cycle by the rules of the period that it started in, with the targets that it had.

Where a new target restarts the clock or credits what has elapsed, a new period of the policy is such a change, too, at
its first midnight; the present rules then hold for all that goes before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.scalar.timed.clockwork import FIRST
from engine.ir.trace import ClockLife
from engine.temporal.clocks import read_clock
from engine.temporal.clocks.cycles import cycles_of
from engine.temporal.clocks.reading import ClockReading, Mark

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from engine.backends.scalar.checked import History
    from engine.backends.scalar.evaluator import Frame
    from engine.backends.scalar.keys import Key
    from engine.backends.scalar.timed.clockwork import Clockwork, Periods, Seen
    from engine.temporal.clocks.reading import Marks
    from engine.temporal.span import TimeSpan

    Targets = tuple[tuple[dt.datetime, TimeSpan | None], ...]

NEVER = Mark(FIRST, "")
NOT_STARTED = ClockReading("not-started")


class Case(NamedTuple):
    frame: Frame
    history: History
    now: dt.datetime
    zone: ZoneInfo


class Period(NamedTuple):
    """A period in a case: from when until when; by its rules the clock, the names that it reads, the events it sees."""

    begins: dt.datetime
    ends: dt.datetime | None
    work: Clockwork
    frame: Frame
    seen: Seen

    @property
    def is_all(self) -> bool:
        """Whether the case touches no other."""
        return self.ends is None and self.begins == FIRST

    def covers(self, instant: dt.datetime) -> bool:
        return self.begins <= instant and (self.ends is None or instant < self.ends)


def periods_of(periods: Periods, case: Case) -> list[Period]:
    """Those that the case's history touches, and the present one; a period that hasn't got the clock is left out."""
    first = case.history.events[0].at if case.history.events else case.now
    found = list(periods.since(first))
    ends = [*(begins for begins, _ in found[1:]), None]
    return [
        _period(FIRST if place == 0 else begins, end, work, case)
        for place, ((begins, work), end) in enumerate(zip(found, ends, strict=True))
        if work
    ]


def _period(begins: dt.datetime, ends: dt.datetime | None, work: Clockwork, case: Case) -> Period:
    frame = case.frame if ends is None else work.names(case.now, case.frame, case.history)
    return Period(begins, ends, work, frame, work.seen(frame, case.history))


def kept(periods: Sequence[Period], key: Key, case: Case) -> ClockLife | None:
    """Each cycle by the rules of the period that it started in."""
    life, ended = None, NEVER
    for period in periods:
        marks = _begun(period, period.seen.marks(key), ended, again=life is not None)
        if not marks.starts:
            continue
        earlier = life.reading if life else NOT_STARTED
        life = _read(period, key, marks._replace(targets=_targets((period,), marks, case)), case)
        life = life._replace(reading=_after(earlier, life.reading))
        end = cycles_of(marks, period.work.rules.reopens)[-1].end if period.ends else None
        if end is None:
            break
        ended = end
    return life


def _after(earlier: ClockReading, reading: ClockReading) -> ClockReading:
    """The reading with what the cycles of earlier periods have passed."""
    reached, breaches = (*earlier.reached, *reading.reached), (*earlier.breaches, *reading.breaches)
    return reading._replace(reached=reached, breaches=breaches)


def _begun(period: Period, marks: Marks, ended: Mark, *, again: bool) -> Marks:
    """The marks with those starts that begin a cycle in the period, after the last one of the periods before.

    What ended that may begin the next.
    """
    if period.is_all:
        return marks
    anew = period.work.rules.reopens == "new cycle"
    starts = (*marks.starts, *(marks.reopens if again and anew else ()))
    later = (mark for mark in starts if mark.at > ended.at or mark == ended)
    return marks._replace(
        starts=tuple(sorted(mark for mark in later if period.covers(mark.at))),
        reopens=tuple(mark for mark in marks.reopens if not anew or period.covers(mark.at)),
    )


def carried_over(periods: Sequence[Period], key: Key, case: Case) -> ClockLife | None:
    """All cycles by the present rules, the target changing with the periods."""
    present = periods[-1]
    marks = present.seen.marks(key)
    starts = tuple(mark for mark in marks.starts if any(period.covers(mark.at) for period in periods))
    if not starts:
        return None
    marks = marks._replace(starts=starts)
    return _read(present, key, marks._replace(targets=_targets(periods, marks, case)), case)


def _targets(periods: Sequence[Period], marks: Marks, case: Case) -> Targets:
    """The target from the first start on, with every change of it."""
    start = marks.starts[0].at
    turns = {at for period in periods for at in (period.begins, *period.work.turns(case.history))}
    turns = {at for at in turns if start < at <= case.now}
    present = periods[-1]
    if not turns:
        return ((start, present.work.target(present.frame)),)
    return tuple(_changes(_target(periods, at, case) for at in sorted({start, *turns})))


def _target(periods: Sequence[Period], at: dt.datetime, case: Case) -> tuple[dt.datetime, TimeSpan | None]:
    period = next((period for period in periods if period.covers(at)), periods[-1])
    return at, period.work.target(period.work.names(at, case.frame, case.history))


def _changes(targets: Iterator[tuple[dt.datetime, TimeSpan | None]]) -> Iterator[tuple[dt.datetime, TimeSpan | None]]:
    last: list[TimeSpan | None] = []
    for at, target in targets:
        if last != [target]:
            yield at, target
        last = [target]


def _read(period: Period, key: Key, marks: Marks, case: Case) -> ClockLife:
    work = period.work
    positive = tuple((at, target if target and target.amount > 0 else None) for at, target in marks.targets)
    reading = read_clock(work.rules, marks._replace(targets=positive), work.table, case.now, case.zone)
    return ClockLife(key, reading, work.rules, marks, work.calendar)
