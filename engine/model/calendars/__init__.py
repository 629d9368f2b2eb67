"""Calendars as owners write them, built on one another.

hours.py      `["09:00-12:00", "13:00-18:00"]`, `closed`
days.py       `mon-fri`, `周一至周五`; `2026-02-15..2026-02-23`
stated.py     what one file states
declared.py   a calendar and those that it builds on, as one
read.py       all of a library's, and which one is the default
"""

from engine.model.calendars.declared import DeclaredCalendar
from engine.model.calendars.read import read_calendars, with_calendars
from engine.model.calendars.stated import StatedCalendar, StatedDay

__all__ = ["DeclaredCalendar", "StatedCalendar", "StatedDay", "read_calendars", "with_calendars"]
