"""Schedules: dates that follow an event or come back, what fulfils them, and what is missed."""

from engine.temporal.schedules.occurrences import Days, Diary, Doing, Landmark, Occurrence, ScheduleRules
from engine.temporal.schedules.plan import Totals, plan, totals
from engine.temporal.schedules.recurrence import Recurrence, UnknownRecurrence, parse_recurrence
from engine.temporal.schedules.series import MOST, TooMany
from engine.temporal.schedules.speech import spoken

__all__ = [
    "MOST",
    "Days",
    "Diary",
    "Doing",
    "Landmark",
    "Occurrence",
    "Recurrence",
    "ScheduleRules",
    "TooMany",
    "Totals",
    "UnknownRecurrence",
    "parse_recurrence",
    "plan",
    "spoken",
    "totals",
]
