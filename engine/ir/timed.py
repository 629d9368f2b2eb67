"""The steps of a program that read the case's history: see `engine.model.timed`, whose shape they have."""

from engine.model.parts import EventInterval, EventPattern
from engine.model.timed import (
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
    Timed,
    TimedRung,
    Window,
    local_of,
)
from engine.model.timed_expressions import of_events, once, patterns, timed_expressions

__all__ = [
    "EVENT",
    "OCCURRENCE",
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
    "Timed",
    "TimedRung",
    "Window",
    "local_of",
    "of_events",
    "once",
    "patterns",
    "timed_expressions",
]
