"""A case from first to last: its events in the order of time, and beside each what it meant for the clocks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.timed.instants import airy, day_column, hour_words
from engine.backends.prose.timed.notes import CHANGES, notes
from engine.backends.prose.timed.pasts import event_titles, pasts
from engine.diagnostics.width import columns

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from engine.backends.prose.timed.instants import Tongue
    from engine.backends.prose.timed.notes import Note
    from engine.ir.trace import Trace


class Row(NamedTuple):
    """A line: when, what happened (empty: what the line above says), what it meant."""

    at: dt.datetime
    happened: str
    meant: str


def timeline(trace: Trace, tongue: Tongue) -> list[str]:
    """A line per event, and per thing that time itself brought; empty for a case without clocks that have started."""
    told: dict[Note, list[str]] = {}
    for label, past in pasts(trace, tongue):
        for note in notes(past):
            told.setdefault(note, []).append(label)
    return columns(_cells(_rows(trace, told, tongue), tongue)) if told else []


def _rows(trace: Trace, told: dict[Note, list[str]], tongue: Tongue) -> Iterator[Row]:
    titles, causes = event_titles(trace, tongue), _causes(trace)
    meant: dict[tuple[dt.datetime, str], list[str]] = defaultdict(list)
    for note, labels in told.items():
        clocks = tongue.say("separator").join(labels)
        by = causes.get(note.at, "") if note.phrase == CHANGES else note.by
        meant[note.at, by].append(tongue.say(note.phrase, clocks=clocks, **dict(note.fields)))
    happened = [(event.at, event.id, titles[event.id]) for event in trace.events]
    time_itself = [(at, by, tongue.say("now") if at == trace.now else "") for at, by in meant if not by]
    for at, by, title in sorted((*happened, *time_itself), key=lambda row: (row[0], not row[1])):
        yield from (Row(at, said, what) for said, what in _beside(title, meant.get((at, by), [])))


def _causes(trace: Trace) -> dict[dt.datetime, str]:
    """The event of each instant that changes a target: where there are several, one that gives a fact."""
    giving = {fact.source.event for fact in trace.program.facts if fact.source}
    return {event.at: event.id for event in sorted(trace.events, key=lambda event: event.type in giving)}


def _beside(title: str, meant: list[str]) -> Iterator[tuple[str, str]]:
    yield title, meant[0] if meant else ""
    yield from (("", what) for what in meant[1:])


def _cells(rows: Iterable[Row], tongue: Tongue) -> Iterator[tuple[str, ...]]:
    """What the line above has said already of the day and the hour isn't said again."""
    before: dt.datetime | None = None
    for at, happened, meant in rows:
        local = at.astimezone(tongue.zone)
        day = day_column(local.date(), tongue)
        new_day = before is None or before.date() != local.date()
        yield day if new_day else "", "" if before == local else hour_words(local), happened, airy(meant, tongue)
        before = local
