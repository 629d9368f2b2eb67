"""The points of a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.proof.timed.clocks import BY_CALENDAR
from engine.backends.proof.timed.points import (
    Point,
    amounts,
    brought,
    calendar,
    keys,
    pattern_text,
    patterns,
    plain,
)
from engine.backends.proof.timed.worth import value_of, worth_of
from engine.feel.typed import Ref
from engine.feel.values import TimeSpan
from engine.ir.timed import EventPattern
from engine.temporal.schedules.speech import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.proof.timed.points import Told
    from engine.feel.typed import Expression
    from engine.feel.values import Value
    from engine.ir.timed import Schedule


def schedule_points(schedule: Schedule, told: Told) -> Iterator[Point]:
    """A shorter grace is stricter."""
    yield from _landmark("before" if schedule.before else "after", schedule.anchor, schedule, told)
    yield from _offsets(schedule, told)
    if schedule.every:
        yield Point("every", spoken(schedule.every, "en"), schedule.every, span=schedule.span)
    yield from _landmark("until", schedule.until, schedule, told)
    yield from keys(schedule.per, schedule.span)
    if schedule.rest_day != "keep":
        yield plain("rest_day", schedule.rest_day, schedule.span)
    if _asks_calendar(schedule, told):
        yield from calendar(schedule.calendar, told, schedule.span)
    yield from patterns("done", schedule.done, told)
    if schedule.grace:
        yield from amounts("grace", schedule.grace, told, "lower")
    for rung in schedule.rungs:
        yield from brought(rung.kind, rung.name, told)


def spans_of(schedule: Schedule, told: Told) -> tuple[TimeSpan, ...] | None:
    """The offsets, where they are constant."""
    values = [value_of(each.root, told.values, told.evaluate) for each in schedule.at]
    flat = [span for value in values for span in (value if isinstance(value, tuple) else (value,))]
    spans = tuple(span for span in flat if isinstance(span, TimeSpan))
    return spans if len(spans) == len(flat) else None


def _offsets(schedule: Schedule, told: Told) -> Iterator[Point]:
    if schedule.at:
        spans = spans_of(schedule, told)
        said = tuple(worth_of(each.root, told.meanings) for each in schedule.at)
        worth = said if spans is None else ("spans", repr(spans))
        text = ", ".join(each.text for each in schedule.at)
        span = schedule.at[0].place.span(0, len(schedule.at[0].text))
        single: Value = spans[0] if spans and len(spans) == 1 else spans
        yield Point("at", text, worth, single, _stricter(schedule.at, told), span)


def _stricter(at: Sequence[Expression], told: Told) -> str:
    """Which way the only offset gets stricter, if it is a parameter that says so."""
    root = at[0].root if len(at) == 1 else None
    param = told.params.get(root.name) if isinstance(root, Ref) else None
    return (param.stricter or "") if param else ""


def _landmark(key: str, landmark: EventPattern | Expression | None, schedule: Schedule, told: Told) -> Iterator[Point]:
    match landmark:
        case None:
            return
        case EventPattern():
            yield from (point._replace(text=pattern_text(landmark)) for point in patterns(key, (landmark,), told))
        case expression:
            yield Point(key, expression.text, worth_of(expression.root, told.meanings), span=schedule.span)


def _asks_calendar(schedule: Schedule, told: Told) -> bool:
    spans = spans_of(schedule, told)
    working = spans is None or any(span.unit in BY_CALENDAR for span in spans)
    return working or schedule.rest_day != "keep" or (schedule.every is not None and schedule.every.working)
