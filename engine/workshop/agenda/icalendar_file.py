"""An agenda as a calendar file by RFC 5545: an event a day, a rule for a standing duty."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING

from icalendar import Calendar, Event
from icalendar.prop import vRecur, vText

from engine.workshop.agenda.words import cites_in_words, notes_in_words, state_in_words, title_in_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from engine.workshop.agenda.entries import Agenda, Entry

PRODUCT = "-//guiju//guiju schedule//EN"
_ENOUGH = 32
"""Hexadecimal digits that tell all events of a company apart."""
_TOLD_BY_THE_DATE = ("upcoming", "past")


def icalendar_file(agenda: Agenda, stamp: dt.datetime, lang: str) -> bytes:
    """The file, in UTF-8. `stamp`: when its events are said to have been written.

    An event's UID hangs on the schedule, its key, the planned day and what that follows only: imported again, it
    replaces itself.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(agenda.title.in_language(lang)))  # no property of the RFC: its type isn't known
    for event in _events(agenda, lang):
        event.add("dtstamp", stamp)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def _events(agenda: Agenda, lang: str) -> Iterator[Event]:
    whose = f"{agenda.branch}|{agenda.policy}"
    for duty in agenda.duties:
        yield _duty(duty, agenda.rule_of(duty), f"{whose}|{duty.schedule.name}", lang)
    others = [entry for entry in agenda.entries if not agenda.rule_of(entry)]
    for identity, same in groupby(sorted(others, key=_identity), key=_identity):
        for number, entry in enumerate(same):
            yield _entry(entry, f"{whose}|{identity}|{number}", lang)


def _identity(entry: Entry) -> tuple[str, ...]:
    return (entry.schedule.name, entry.occurrence.planned.isoformat(), entry.case, *entry.key)


def _duty(entry: Entry, rule: str, identity: str, lang: str) -> Event:
    event = _event(entry, identity, entry.occurrence.planned, [cites_in_words(entry, lang)], lang)
    event.add("rrule", vRecur.from_ical(rule))
    return event


def _entry(entry: Entry, identity: str, lang: str) -> Event:
    state = "" if entry.occurrence.state in _TOLD_BY_THE_DATE else state_in_words(entry, lang)
    told = (state, *notes_in_words(entry, lang), cites_in_words(entry, lang))
    event = _event(entry, identity, entry.occurrence.date, told, lang)
    event.add("status", "TENTATIVE" if entry.occurrence.provisional else "CONFIRMED")
    return event


def _event(entry: Entry, identity: str, day: dt.date, told: Iterable[str], lang: str) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(identity.encode()).hexdigest()[:_ENOUGH]}@guiju")
    event.add("dtstart", day)
    event.add("summary", title_in_words(entry, lang))
    event.add("description", "\n".join(filter(None, told)))
    return event
