"""What is to be done and when: a case's schedules as a list of days, and as a file for people's calendars.

entries.py         the occurrences of a decision, by date, each with why it was moved
words.py           each in words
icalendar_file.py  all as a file by RFC 5545
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.late import room
from engine.workshop.agenda.entries import Agenda, Entry, agenda_of, plans_days
from engine.workshop.agenda.words import cites_in_words, day_in_words, notes_in_words, state_in_words, title_in_words

if TYPE_CHECKING:
    import datetime as dt

__all__ = [
    "Agenda",
    "Entry",
    "agenda_of",
    "calendar_file",
    "cites_in_words",
    "day_in_words",
    "notes_in_words",
    "plans_days",
    "state_in_words",
    "title_in_words",
]


def calendar_file(agenda: Agenda, stamp: dt.datetime, lang: str) -> bytes:
    """The agenda by RFC 5545; `stamp`: when its events are said to have been written."""
    file: bytes = room("icalendar_file").icalendar_file(agenda, stamp, lang)
    return file
