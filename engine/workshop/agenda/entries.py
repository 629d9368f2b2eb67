"""The occurrences of a decision, by date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from engine.ir.program import Schedule
from engine.temporal.timetable import day_of, timetable_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.decision import Decision
    from engine.feel.values import Value
    from engine.ir.program import Program
    from engine.model.text import Text
    from engine.policy import Policy
    from engine.temporal.schedules import Occurrence


class Entry(NamedTuple):
    """A day of a schedule. `key` goes by its `per`. `rest_day`: the name of the holiday that it was moved from.

    `case`: what tells it from the same day of another case, however often and with whatever ids that is asked about:
    what the event that it follows says; the facts where it follows a date of theirs; nothing of a standing duty.
    """

    schedule: Schedule
    key: tuple[str, ...]
    occurrence: Occurrence
    rest_day: str = ""
    case: str = ""


class Agenda(NamedTuple):
    """`until`: the last day asked for."""

    policy: str
    branch: str
    title: Text
    entries: tuple[Entry, ...]
    until: dt.date | None = None

    @property
    def duties(self) -> tuple[Entry, ...]:
        """The first day of each standing duty that a rule states once and for all."""
        first: dict[str, Entry] = {}
        for entry in self.entries:
            if self.rule_of(entry):
                first.setdefault(entry.schedule.name, entry)
        return tuple(first.values())

    def rule_of(self, entry: Entry) -> str:
        """The RRULE of RFC 5545 of a standing duty that has no end and that no rest day moves, else empty."""
        schedule, every = entry.schedule, entry.schedule.every
        if not every or every.working or schedule.anchor or schedule.until or schedule.rest_day != "keep":
            return ""
        return (every.rule or "FREQ=DAILY") + (f";UNTIL={self.until:%Y%m%d}" if self.until else "")


def plans_days(policy: Policy) -> bool:
    """Whether the policy has schedules, at whatever time."""
    steps = (step for program in policy.timeline.programs for step in program.steps)
    return any(isinstance(step, Schedule) for step in steps)


def agenda_of(decision: Decision, until: dt.date | None = None) -> Agenda:
    """The agenda of a decision, to a day (included) or as far as the decision was asked."""
    program = decision.program
    by_name = {step.name: step for step in program.steps if isinstance(step, Schedule)}
    found = [
        (by_name[read.name], read.key, read.reading)
        for read in decision.schedule
        if until is None or read.reading.date <= until
    ]
    entries = (
        Entry(schedule, key, day, _rest_day(schedule, day, program), _case(schedule, day, decision))
        for schedule, key, day in found
    )
    return Agenda(decision.policy, decision.branch, program.title, tuple(entries), until)


def _case(schedule: Schedule, occurrence: Occurrence, decision: Decision) -> str:
    if schedule.anchor is None:
        return ""
    followed = next((event for event in decision.events if event.id == occurrence.anchor), None)
    if followed is None:
        return _told(decision.facts)
    return f"{followed.type};{followed.at.astimezone(dt.UTC).isoformat()};{_told(followed.data)}"


def _told(values: Mapping[str, Value]) -> str:
    return ";".join(f"{name}={value}" for name, value in sorted(values.items()))


def _rest_day(schedule: Schedule, occurrence: Occurrence, program: Program) -> str:
    if occurrence.date == occurrence.planned:
        return ""
    calendar = next(calendar for calendar in program.calendars if calendar.id == schedule.calendar)
    return day_of(timetable_of(calendar), occurrence.planned).name
