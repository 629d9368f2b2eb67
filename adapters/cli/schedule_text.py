"""An agenda in lines: a day each, with its weekday, what is to be done, its state, and why it was moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.cli.columns import aligned
from engine.diagnostics.phrases import phrase
from engine.workshop.agenda import cites_in_words, day_in_words, notes_in_words, state_in_words, title_in_words

if TYPE_CHECKING:
    import datetime as dt

    from adapters.cli.columns import Row
    from engine.workshop.agenda import Agenda, Entry


def schedule_text(agenda: Agenda, today: dt.date, lang: str) -> str:
    """The lines of an agenda, by date."""
    title = agenda.title.in_language(lang)
    head = phrase("schedule", "head", lang, policy=agenda.policy, branch=agenda.branch, title=title, day=today)
    nothing = (phrase("schedule", "nothing", lang),)
    return "\n".join([head, *aligned([_row(entry, lang) for entry in agenda.entries] or [nothing])])


def _row(entry: Entry, lang: str) -> Row:
    return (
        day_in_words(entry.occurrence.date, lang),
        title_in_words(entry, lang),
        state_in_words(entry, lang),
        cites_in_words(entry, lang),
        phrase("schedule", "and", lang).join(notes_in_words(entry, lang)),
    )
