"""When a schedule's occurrences are, what fulfils them, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline, text
from engine.backends.prose.handbook.timed.patterns import Term, event_or_value, events_line, keys_line, value_line
from engine.feel.typed import Const
from engine.feel.values import TimeSpan
from engine.model.parts import EventPattern
from engine.temporal.schedules.speech import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.parts import Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.feel.typed import Expression
    from engine.model.timed.shapes import Schedule, ScheduleRung


def schedule_terms(schedule: Schedule, calendar: Line, speech: Speech) -> Iterator[Term]:
    """Each thing that is to be known of a schedule."""
    side = "before" if schedule.before else "after"
    if schedule.anchor:
        yield Term(side, side, event_or_value(schedule.anchor, speech))
    if schedule.every:
        yield Term("every", "recurs", (Inline(spoken(schedule.every, speech.lang), "value"),))
    if schedule.at:
        yield Term("at", "offsets", speech.listed([_offset(span, side, speech) for span in schedule.at]))
    if schedule.until:
        yield Term("until", "until", event_or_value(schedule.until, speech))
    if schedule.per:
        anchor = schedule.anchor.event if isinstance(schedule.anchor, EventPattern) else ""
        yield Term("per", "kept_per", keys_line(schedule.per, anchor, speech))
    if schedule.rest_day != "keep":
        yield Term("rest_day", "rest_day", text(speech.say(f"rest_day_{schedule.rest_day}")))
    if calendar:
        yield Term("calendar", "calendar", calendar)
    if schedule.done:
        yield Term("done", "done_by", events_line(schedule.done, speech))
    if schedule.grace:
        yield Term("grace", "grace", value_line(schedule.grace, speech))


def _offset(span: Expression, side: str, speech: Speech) -> Line:
    """`1 个月后`; no time at all is the day itself."""
    root = span.root
    if isinstance(root, Const) and isinstance(root.value, TimeSpan) and not root.value.amount:
        return text(speech.say("same_day"))
    return speech.tell(f"offset_{side}", span=value_line(span, speech))


def schedule_rung_line(rung: ScheduleRung, schedule: Schedule, speech: Speech) -> Line:
    """`到了日期还没有完成的：`."""
    if rung.kind == "missed":
        return speech.tell("rung_missed")
    return speech.tell("rung_until_done" if schedule.done else "rung_on_day")
