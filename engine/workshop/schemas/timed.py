"""Clocks, ladders and schedules in policy files: spans, calendars and recurrences to pick, a policy's own names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.spans import format_span, parse_span
from engine.feel.types import Kind
from engine.model.text import Text
from engine.model.timed.shapes import Clock, Ladder, Schedule
from engine.temporal.schedules.recurrence import parse_recurrence
from engine.temporal.schedules.speech import spoken
from engine.workshop.schemas.choices import Choice, bare, lines, offers, quiet
from engine.workshop.schemas.events import intervals, since
from engine.workshop.schemas.expressions import amounts, names_of, reached_in
from engine.workshop.schemas.parts import part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from engine.model.policy import Policy
    from engine.model.timed.shapes import Timed
    from engine.model.vocabulary import Vocabulary
    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.expressions import Name
    from engine.workshop.schemas.known import Known

    Attributes = Callable[[tuple[Name, ...]], dict[str, Schema]]

SECTIONS: dict[str, type[Timed]] = {"clocks": Clock, "ladders": Ladder, "schedules": Schedule}
_SPANS = ("3h", "24h", "8 working hours", "1 working day", "3 working days", "7 calendar days", "1 month", "12 months")
_LENGTHS = ("7 calendar days", "1 month", "6 months", "12 months")
_RECURRENCES = (
    *("day", "week", "Thursday", "month", "quarter", "year"),
    *("25th of the month", "last day of the month", "4th Wednesday of the month"),
)
_WINDOWS = (
    Choice("all", lines(Text("一直数", "the whole history"))),
    Choice(
        "consecutive months of event.date",
        lines(Text("连续的月份，按事件的日期", "consecutive months, by events' dates")),
    ),
)


def narrow_timed(parts: dict[str, Schema], known: Known) -> None:
    """What is offered in the sections of time whatever the policy. Examples may name what the library doesn't have."""
    for item in ("clockItem", "ladderItem", "scheduleItem"):
        parts[item]["properties"] = {key: bare(value) for key, value in parts[item]["properties"].items()}
    clock, ladder, schedule = (parts[item]["properties"] for item in ("clockItem", "ladderItem", "scheduleItem"))
    spans = offers(map(_span, _SPANS))
    events = tuple(known.model.vocabulary.events.values())
    clock["within"] |= spans
    schedule["grace"] |= spans
    schedule["at"] |= {**spans, "items": {**bare(schedule["at"]["items"]), **spans}}
    schedule["every"] |= offers(map(_recurrence, _RECURRENCES))
    ladder["window"] |= offers((*_WINDOWS, *map(_span, _LENGTHS), *since(events), *intervals(events)))
    parts["count"] = bare(parts["count"])
    parts["calendarName"] = {**bare(parts["calendarName"]), **offers(known.calendars.known)}


def _span(text: str) -> Choice:
    span = parse_span(text)
    return Choice(text, lines(Text(format_span(span, "zh"), format_span(span, "en"))))


def _recurrence(text: str) -> Choice:
    found = parse_recurrence(text)
    return Choice(text, lines(Text(spoken(found, "zh"), spoken(found, "en"))))


def timed_parts(policy: Policy, vocabulary: Vocabulary, attributes: Attributes) -> dict[str, Schema]:
    """Definitions of one policy: its spans, its dates, its calendars, and what the rungs of each section may name.

    What a clock reads isn't offered for a clock's own target: it might be the same one.
    """
    names = names_of(policy)
    plain = [name for name in names if "." not in name.id]
    parts = {
        "spans": offers(amounts(plain, Kind.SPAN)),
        "dates": offers((*amounts(plain, Kind.DATE), *amounts(plain, Kind.DATE_TIME))),
        "calendars": offers(_of_kind(plain, Kind.CALENDAR)),
    }
    for section, kind in SECTIONS.items():
        if reached := reached_in(policy, kind, vocabulary):
            parts[f"{section}.then"] = {"items": {"properties": attributes((*names, *reached))}}
    return parts


def _of_kind(names: Iterable[Name], kind: Kind) -> Iterable[Choice]:
    return (name.choice for name in names if name.type.kind is kind)


def timed_sections(policy: str, parts: Container[str]) -> dict[str, Schema]:
    """What more is offered in the sections of time of one policy; `parts` are the names of all definitions."""
    span, date, calendar = (part_of(policy, part) for part in ("spans", "dates", "calendars"))
    own = {section: f"{section}.then" for section in SECTIONS}
    then = {section: part_of(policy, name if f"{policy}.{name}" in parts else "then") for section, name in own.items()}
    rungs = {section: quiet({"items": {"properties": {"then": brought}}}) for section, brought in then.items()}
    items: dict[str, dict[str, Schema]] = {
        "clocks": {"within": span, "calendar": calendar, **dict.fromkeys(("warn", "escalate"), rungs["clocks"])},
        "ladders": {"window": span, "rungs": rungs["ladders"]},
        "schedules": {
            **dict.fromkeys(("after", "before", "until"), date),
            **dict.fromkeys(("then", "missed"), then["schedules"]),
            "at": quiet({"allOf": [span], "items": span}),
            "grace": span,
            "calendar": calendar,
        },
    }
    return {section: {"additionalProperties": {"properties": keys}} for section, keys in items.items()}
