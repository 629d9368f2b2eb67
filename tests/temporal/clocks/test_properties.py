"""What holds of every clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.temporal.clocks import read_clock
from engine.temporal.clocks.reading import ClockRules, Interval, Mark, Marks
from engine.temporal.span import TimeSpan, Unit
from tests.temporal.clocks.any_clock import (
    BEGINNING,
    INSTANTS,
    OPENING,
    SHORT,
    SLOTS,
    TARGETS,
    UNITS,
    ZONE,
    AnyClock,
    clocks,
)
from tests.temporal.clocks.histories import Event
from tests.temporal.clocks.plain import HALF_HOUR, read_plainly

if TYPE_CHECKING:
    from random import Random

    from engine.temporal.clocks.reading import Segment

END = BEGINNING + SLOTS * HALF_HOUR
MOVES = {
    "not-started": {"not-started"},
    "running": {"running", "breached"},
    "paused": {"paused"},
    "breached": {"breached"},
    "met": {"met"},
    "met-late": {"met-late"},
    "cancelled": {"cancelled"},
}
"""What a state may become while nothing happens."""


@given(clocks(), UNITS, SHORT, INSTANTS)
def test_a_reading_is_what_counting_half_hours_gives(clock: AnyClock, unit: Unit, slots: int, now: dt.datetime) -> None:
    clock = clock._replace(target=TimeSpan(unit, Decimal(slots * 1800)))
    reading = clock.read(now)
    table = OPENING if unit is Unit.WORKING_SECONDS else None
    plain = read_plainly((event for event in clock.history if event.at <= now), slots, table, now, clock.rules.reopens)
    counted = reading.elapsed.amount / 1800 if reading.elapsed else 0
    assert (reading.state, counted, reading.due) == plain


@given(clocks(), INSTANTS, st.randoms(use_true_random=False))
def test_the_order_of_the_marks_doesnt_matter(clock: AnyClock, now: dt.datetime, random: Random) -> None:
    def shuffled(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        return tuple(random.sample(marks, len(marks)))

    marks = clock.marks(now)
    pauses = tuple(Interval(shuffled(opens), shuffled(closes)) for opens, closes in marks.pauses)
    mixed = Marks(
        shuffled(marks.starts),
        shuffled(marks.stops),
        shuffled(marks.cancels),
        pauses,
        shuffled(marks.reopens),
        marks.targets,
    )
    assert read_clock(clock.rules, mixed, OPENING, now, ZONE) == clock.read(now)


@given(clocks(), INSTANTS, INSTANTS, st.integers(0, 60))
def test_a_pause_never_brings_the_due_instant_forward(
    clock: AnyClock, now: dt.datetime, since: dt.datetime, slots: int
) -> None:
    pause = (Event(since, "x", "pause", "more"), Event(since + slots * HALF_HOUR, "y", "resume", "more"))
    before, after = clock.read(now), clock._replace(history=(*clock.history, *pause)).read(now)
    if before.due and after.due:
        assert after.due >= before.due
    assert {(rung.rung, rung.start) for rung in after.reached} <= {(rung.rung, rung.start) for rung in before.reached}


@given(TARGETS, INSTANTS, INSTANTS)
def test_a_later_start_is_not_due_earlier(target: TimeSpan, one: dt.datetime, other: dt.datetime) -> None:
    assert _due(target, min(one, other)) <= _due(target, max(one, other))


@given(TARGETS, INSTANTS, st.integers(1, 5))
def test_more_time_is_due_later(target: TimeSpan, start: dt.datetime, times: int) -> None:
    more = TimeSpan(target.unit, target.amount * (times + 1))
    assert _due(target, start) < _due(more, start)


def _due(target: TimeSpan, start: dt.datetime) -> dt.datetime:
    clock = AnyClock(ClockRules(), (Event(start, "0", "start"),), target)
    due = clock.read(start).due
    assert due
    return due


@given(clocks(), INSTANTS, INSTANTS)
def test_while_nothing_happens_a_clock_only_goes_on(clock: AnyClock, one: dt.datetime, other: dt.datetime) -> None:
    """What is reached stays so, to the letter; a breach is no running clock again."""
    first, second = min(one, other), max(one, other)
    marks = clock.marks(first)
    before, after = (read_clock(clock.rules, marks, OPENING, now, ZONE) for now in (first, second))
    assert after.state in MOVES[before.state]
    assert set(before.reached) <= set(after.reached)


@given(clocks(), INSTANTS, INSTANTS)
def test_whatever_happens_next_what_was_reached_stays_reached(
    clock: AnyClock, one: dt.datetime, other: dt.datetime
) -> None:
    """Events that come in the order of time take nothing back, not even the due instant that a warning told."""
    before, after = clock.read(min(one, other)), clock.read(max(one, other))
    assert set(before.reached) <= set(after.reached)


@given(clocks(), INSTANTS, st.integers(1, 40), st.integers(1, 40), INSTANTS)
def test_two_adjacent_pauses_are_one(
    clock: AnyClock, since: dt.datetime, first: int, second: int, now: dt.datetime
) -> None:
    middle, end = since + first * HALF_HOUR, since + (first + second) * HALF_HOUR
    whole = (Event(since, "x", "pause", "a"), Event(end, "y", "resume", "a"))
    parts = (
        *(Event(since, "x", "pause", "a"), Event(middle, "y", "resume", "a")),
        *(Event(middle, "v", "pause", "b"), Event(end, "w", "resume", "b")),
    )
    one, two = (clock._replace(history=(*clock.history, *pauses)).read(now) for pauses in (whole, parts))
    assert one == two


@given(clocks(), st.lists(INSTANTS, max_size=3), INSTANTS)
def test_without_a_change_keep_restart_and_credit_are_one(
    clock: AnyClock, changes: list[dt.datetime], now: dt.datetime
) -> None:
    marks = clock.marks(now)
    same = tuple((at, clock.target) for at in sorted(changes) if at <= now)
    marks = marks._replace(targets=(*marks.targets, *same))
    rules = (replace(clock.rules, on_change=on_change) for on_change in ("keep", "restart", "credit"))
    readings = [read_clock(rule, marks, OPENING, now, ZONE) for rule in rules]
    assert readings == [clock.read(now)] * 3


@given(clocks(), INSTANTS)
def test_segments_cover_the_cycle_and_what_is_open_is_what_elapsed(clock: AnyClock, now: dt.datetime) -> None:
    reading, told = clock.read(now), clock.segments(now)
    assume(reading.started)
    assert reading.started
    end = reading.stopped.at if reading.stopped else now
    edges = [reading.started.at, *(segment.until for segment in told)]
    assert [segment.since for segment in told] == edges[:-1]
    assert edges[-1] == end or reading.started.at == end
    assert all(segment.since < segment.until for segment in told)
    assert all(one[2:] != other[2:] for one, other in pairwise(told))
    if clock.target.unit in {Unit.SECONDS, Unit.WORKING_SECONDS}:
        assert reading.elapsed
        assert _open_seconds(told) == reading.elapsed.amount


def _open_seconds(told: tuple[Segment, ...]) -> Decimal:
    lengths = (segment.until - segment.since for segment in told if segment.kind == "open")
    return Decimal(sum(length // dt.timedelta(seconds=1) for length in lengths))
