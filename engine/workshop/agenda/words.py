"""An agenda's days in words, from the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostics.phrases import phrase

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from engine.workshop.agenda.entries import Entry


def day_in_words(day: dt.date, lang: str) -> str:
    """`2026-10-08 周四`."""
    weekdays = phrase("calendar", "weekdays", lang).split()
    return f"{day} {weekdays[day.weekday()]}"


def title_in_words(entry: Entry, lang: str) -> str:
    """What is to be done, and for whom."""
    title = entry.schedule.title.in_language(lang)
    return _word("titled", lang, title=title, key=", ".join(entry.key)) if entry.key else title


def state_in_words(entry: Entry, lang: str) -> str:
    occurrence = entry.occurrence
    last = day_in_words(occurrence.last, lang) if occurrence.last else ""
    if occurrence.done:
        done = occurrence.done
        return _word("done", lang, event=done.id, day=day_in_words(done.at.date(), lang))
    if occurrence.state == "due" and last:
        return _word("due_until", lang, last=last)
    return _word(occurrence.state, lang, last=last)


def notes_in_words(entry: Entry, lang: str) -> Iterator[str]:
    """That it was moved, and why; that it is provisional; by which clauses it is."""
    occurrence = entry.occurrence
    if occurrence.date != occurrence.planned:
        why = entry.rest_day or _word("rest_day", lang)
        planned, date = day_in_words(occurrence.planned, lang), day_in_words(occurrence.date, lang)
        yield _word(entry.schedule.rest_day, lang, planned=planned, date=date, why=why)
    if occurrence.provisional:
        yield _word("provisional", lang)


def cites_in_words(entry: Entry, lang: str) -> str:
    cites = entry.schedule.cites
    return _word("cites", lang, cites=", ".join(cites)) if cites else ""


def _word(name: str, lang: str, **fields: object) -> str:
    return phrase("schedule", name, lang, **fields)
