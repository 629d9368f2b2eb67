"""A clock, a ladder or a schedule under its title: how it goes, then what each rung brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Inline, Pair, Pairs, Paragraph, Section, capitalised, code, text
from engine.backends.prose.handbook.rules import clause_links, consequence_items, note_blocks, period_line
from engine.backends.prose.handbook.timed.clocks import clock_rung_line, clock_terms
from engine.backends.prose.handbook.timed.ladders import ladder_rung_line, ladder_terms
from engine.backends.prose.handbook.timed.schedules import schedule_rung_line, schedule_terms
from engine.model.policy import TimedItem
from engine.model.timed import Clock, Ladder, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.backends.prose.handbook.parts import Block, Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.model.policy import Policy, Rung
    from engine.model.text import Text

    Calendars = Mapping[str, Text]
    Terms = Iterable[tuple[str, Line]]
    Led = Iterable[tuple[Line, Rung]]
    """A rung, and the line that says when it is reached."""


def clock_sections(policy: Policy, calendars: Calendars, speech: Speech) -> tuple[Section, ...]:
    """The policy's clocks. `calendars`: titles by id."""
    return tuple(
        _clock(item, item.step, policy.id, calendars, speech) for item in timed(policy) if isinstance(item.step, Clock)
    )


def ladder_sections(policy: Policy, speech: Speech) -> tuple[Section, ...]:
    return tuple(_ladder(item, item.step, policy.id, speech) for item in timed(policy) if isinstance(item.step, Ladder))


def schedule_sections(policy: Policy, calendars: Calendars, speech: Speech) -> tuple[Section, ...]:
    return tuple(
        _schedule(item, item.step, policy.id, calendars, speech)
        for item in timed(policy)
        if isinstance(item.step, Schedule)
    )


def timed(policy: Policy) -> Iterator[TimedItem]:
    return (step for step in policy.steps if isinstance(step, TimedItem))


def _clock(item: TimedItem, clock: Clock, policy: str, calendars: Calendars, speech: Speech) -> Section:
    led = ((clock_rung_line(at, speech), rung) for at, rung in zip(clock.rungs, item.rungs, strict=True))
    calendar = _calendar(item, clock.calendar, calendars, speech)
    about = speech.about(clock.starts[0].event)
    return _section(item, "clocks", policy, clock_terms(clock, calendar, speech), led, about)


def _ladder(item: TimedItem, ladder: Ladder, policy: str, speech: Speech) -> Section:
    led = ((ladder_rung_line(at, ladder, speech), rung) for at, rung in zip(ladder.rungs, item.rungs, strict=True))
    about = speech.about(ladder.counts[0].event)
    return _section(item, "ladders", policy, ladder_terms(ladder, speech), led, about)


def _schedule(item: TimedItem, schedule: Schedule, policy: str, calendars: Calendars, speech: Speech) -> Section:
    led = (
        (schedule_rung_line(at, schedule, speech), rung) for at, rung in zip(schedule.rungs, item.rungs, strict=True)
    )
    calendar = _calendar(item, schedule.calendar, calendars, speech)
    about = speech.about("")
    return _section(item, "schedules", policy, schedule_terms(schedule, calendar, speech), led, about)


def _calendar(item: TimedItem, calendar: str, calendars: Calendars, speech: Speech) -> Line:
    """The calendar's title, and the parameter that names it."""
    known = calendars.get(calendar)
    title = (Inline(known.in_language(speech.lang), "value"),) if known else code(calendar)
    param = item.calendar_param
    return speech.tell("by_param", subject=title, param=speech.name(param)) if param else title


def _section(item: TimedItem, kind: str, policy: str, terms: Terms, led: Led, speech: Speech) -> Section:
    step = item.step
    pairs = tuple(Pair(text(speech.say(name)), (said,)) for name, said in terms)
    return Section(
        anchor=f"{policy}.{step.name}",
        title=text(step.title.in_language(speech.lang)),
        role="rule",
        blocks=(
            *period_line(item.effective, speech),
            Pairs(pairs, "facts"),
            *(block for line, rung in led for block in _rung(line, rung, policy, item, speech)),
            *note_blocks(speech, kind, step.name),
        ),
        aside=(*clause_links(step.cites, policy), *code(step.name)),
    )


def _rung(line: Line, rung: Rung, policy: str, item: TimedItem, speech: Speech) -> Iterator[Block]:
    """When it is reached, its title and clauses where they are its own, and what follows."""
    if not rung.then:
        return
    own = rung.title.in_language(speech.lang) if rung.title != item.step.title else ""
    named = speech.tell("rung_titled", said=line, title=text(own)) if own else line
    clauses = clause_links(rung.cites, policy) if rung.cites != item.step.cites else ()
    cited = speech.tell("rung_cited", said=named, clauses=clauses) if clauses else named
    yield Paragraph(capitalised(speech.tell("colon", said=cited)))
    yield consequence_items(rung.then, speech)
