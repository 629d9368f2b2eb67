"""A library's calendars, to be asked: what a day is and why, what a month looks like, when a span of time is over.

work_calendar.py   a calendar with its days, and who says what of each
question.py        "2 working days after 2026-02-13 17:30", read
reckoning.py       and answered, with what was counted on the way
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics import PolicyError, Severity
from engine.feel.spans import canonical_span, format_span
from engine.pipeline import load
from engine.workshop.calendars.question import QuestionProblem, read_question
from engine.workshop.calendars.reckoning import Between, DayRun, Reckoning, TimeRun, between, reckon
from engine.workshop.calendars.work_calendar import Day, Statement, WorkCalendar

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Between",
    "Day",
    "DayRun",
    "QuestionProblem",
    "Reckoning",
    "Statement",
    "TimeRun",
    "WorkCalendar",
    "between",
    "canonical_span",
    "format_span",
    "read_question",
    "reckon",
    "work_calendars",
]

_READ = frozenset({"calendar", "library"})


def work_calendars(folder: Path) -> dict[str, WorkCalendar]:
    """The calendars of the library in a folder by id, the one that holds where none is named first.

    Raises `PolicyError` where calendars or settings have errors; those of policies don't matter.
    """
    loaded = load(folder, str(folder))
    paths = {document.source.path for document in loaded.documents if document.kind in _READ}
    wrong = [found for found in loaded.found if found.span and found.span.path in paths]
    if any(found.severity is Severity.ERROR for found in wrong):
        raise PolicyError(wrong)
    settings, declared = loaded.model.settings, loaded.model.calendars
    order = sorted(declared, key=lambda name: name != settings.calendar)
    return {name: WorkCalendar(declared[name], is_default=name == settings.calendar) for name in order}
