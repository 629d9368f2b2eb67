"""The steps of a program that read the case's history: see `engine.model.timed.shapes`, whose shape they have."""

from engine.model.parts import EventInterval, EventPattern
from engine.model.timed.expressions import of_events, once, patterns, timed_expressions
from engine.model.timed.shapes import (
    EVENT,
    OCCURRENCE,
    TOLD,
    AllTime,
    Between,
    Clock,
    ClockRung,
    Consecutive,
    Ladder,
    LadderRung,
    Rolling,
    Schedule,
    ScheduleRung,
    SinceRung,
    Timed,
    TimedRung,
    Window,
    local_of,
)

__all__ = [
    "EVENT",
    "OCCURRENCE",
    "REVOKED",
    "TOLD",
    "AllTime",
    "Between",
    "Clock",
    "ClockRung",
    "Consecutive",
    "EventInterval",
    "EventPattern",
    "Ladder",
    "LadderRung",
    "Rolling",
    "Schedule",
    "ScheduleRung",
    "SinceRung",
    "Timed",
    "TimedRung",
    "Window",
    "lists_of",
    "local_of",
    "of_events",
    "once",
    "patterns",
    "timed_expressions",
]

REVOKED = ".revoked"
"""Ends the name of the list of those that a ladder's rung was reached by before an appeal undid it."""


def lists_of(step: Timed) -> tuple[str, ...]:
    """The names of a step's lists: of each rung, and where it is a ladder's, of what was undone."""
    names = tuple(rung.name for rung in step.rungs)
    return (*names, *(name + REVOKED for name in names)) if isinstance(step, Ladder) else names
