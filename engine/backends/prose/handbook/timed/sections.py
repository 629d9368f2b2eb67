"""A clock, a ladder or a schedule under its title: how it goes, then what each rung brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.handbook.parts import Inline, Pair, Pairs, Paragraph, Section, capitalised, code, text
from engine.backends.prose.handbook.rules import clause_links, consequence_items, note_blocks, period_line
from engine.backends.prose.handbook.timed.clocks import clock_rung_line, clock_terms
from engine.backends.prose.handbook.timed.ladders import ladder_rung_line, ladder_terms
from engine.backends.prose.handbook.timed.schedules import schedule_rung_line, schedule_terms
from engine.model.policy import TimedItem
from engine.model.timed.read_clocks import LISTS
from engine.model.timed.read_schedules import RUNGS
from engine.model.timed.shapes import Clock, Ladder, Schedule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from engine.backends.prose.handbook.parts import Block, Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.backends.prose.handbook.timed.patterns import Term
    from engine.model.policy import Policy, Rung

Place = tuple[str, ...]
"""Where in its item a rung is written: `("escalate", "0")`."""


class Led(NamedTuple):
    """A rung, the line that says when it is reached, and its place."""

    line: Line
    rung: Rung
    place: Place


def clock_sections(policy: Policy, speech: Speech) -> tuple[Section, ...]:
    return tuple(_clock(item, item.step, policy.id, speech) for item in timed(policy) if isinstance(item.step, Clock))


def ladder_sections(policy: Policy, speech: Speech) -> tuple[Section, ...]:
    return tuple(_ladder(item, item.step, policy.id, speech) for item in timed(policy) if isinstance(item.step, Ladder))


def schedule_sections(policy: Policy, speech: Speech) -> tuple[Section, ...]:
    return tuple(
        _schedule(item, item.step, policy.id, speech) for item in timed(policy) if isinstance(item.step, Schedule)
    )


def timed(policy: Policy) -> Iterator[TimedItem]:
    return (step for step in policy.steps if isinstance(step, TimedItem))


def _clock(item: TimedItem, clock: Clock, policy: str, speech: Speech) -> Section:
    lines = [clock_rung_line(at, speech) for at in clock.rungs]
    places = [place for kind in LISTS for place in _numbered(kind, sum(rung.kind == kind for rung in clock.rungs))]
    calendar = _calendar(item, clock.calendar, speech)
    about = speech.about(clock.starts[0].event)
    return _section(item, "clocks", policy, clock_terms(clock, calendar, speech), _led(item, lines, places), about)


def _ladder(item: TimedItem, ladder: Ladder, policy: str, speech: Speech) -> Section:
    lines = [ladder_rung_line(at, ladder, speech) for at in ladder.rungs]
    about = speech.about(ladder.counts[0].event)
    led = _led(item, lines, _numbered("rungs", len(lines)))
    return _section(item, "ladders", policy, ladder_terms(ladder, speech), led, about)


def _schedule(item: TimedItem, schedule: Schedule, policy: str, speech: Speech) -> Section:
    lines = [schedule_rung_line(at, schedule, speech) for at in schedule.rungs]
    calendar = _calendar(item, schedule.calendar, speech)
    led = _led(item, lines, [(rung.kind,) for rung in schedule.rungs])
    return _section(item, "schedules", policy, schedule_terms(schedule, calendar, speech), led, speech.about(""))


def _numbered(key: str, count: int) -> list[Place]:
    return [(key, str(index)) for index in range(count)]


def _led(item: TimedItem, lines: Iterable[Line], places: Iterable[Place]) -> tuple[Led, ...]:
    return tuple(Led(*led) for led in zip(lines, item.rungs, places, strict=True))


def _calendar(item: TimedItem, calendar: str, speech: Speech) -> Line:
    """The calendar by its title, or the parameter that names it with its value; nothing where none is needed."""
    if item.calendar_param:
        return speech.param(item.calendar_param)
    return (Inline(speech.words.title(calendar, within="calendar"), "value"),) if calendar else ()


def _section(
    item: TimedItem, kind: str, policy: str, terms: Iterable[Term], led: Iterable[Led], speech: Speech
) -> Section:
    step, own = item.step, (kind, item.step.name)
    told = tuple(terms)
    pairs = tuple(Pair(text(speech.say(term.phrase)), _said(term, own, speech)) for term in told)
    return Section(
        anchor=f"{policy}.{step.name}",
        title=text(step.title.in_language(speech.lang)),
        role="rule",
        blocks=(
            *period_line(item.effective, speech),
            Pairs(pairs, "facts"),
            *(block for each in led for block in _rung(each, policy, item, own, speech)),
            *note_blocks(speech, *own),
            *_other_notes({term.key for term in told}, own, speech),
        ),
        aside=(*clause_links(step.cites, policy), *code(step.name)),
    )


def _said(term: Term, own: Place, speech: Speech) -> tuple[Line, ...]:
    return (term.said, *speech.note_lines(*own, term.key))


def _other_notes(told: Collection[str], own: Place, speech: Speech) -> Iterator[Block]:
    """What the owner says of keys that have no line of their own."""
    for path in speech.notes:
        if path[: len(own)] == own and len(path) == len(own) + 1 and path[-1] not in {*told, *RUNGS}:
            yield from note_blocks(speech, *path)


def _rung(led: Led, policy: str, item: TimedItem, own: Place, speech: Speech) -> Iterator[Block]:
    """When it is reached, its title and clauses where they are its own, what follows, what the owner says of it."""
    rung = led.rung
    title = rung.title.in_language(speech.lang) if rung.title != item.step.title else ""
    named = speech.tell("rung_titled", said=led.line, title=text(title)) if title else led.line
    clauses = clause_links(rung.cites, policy) if rung.cites != item.step.cites else ()
    cited = speech.tell("rung_cited", said=named, clauses=clauses) if clauses else named
    yield Paragraph(capitalised(speech.tell("colon", said=cited)))
    yield consequence_items(rung.then, speech)
    yield from note_blocks(speech, *own, *led.place)
