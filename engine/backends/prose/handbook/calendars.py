"""The calendars that policies go by: their hours, and the last years' holidays with the days that make up for them."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.handbook.parts import Grid, Inline, Pair, Pairs, Paragraph, Row, Section, code, text
from engine.backends.prose.timed.instants import WEEKDAYS, day_words, tongue
from engine.model.calendars.hours import hours_text
from engine.model.policy import TimedItem
from engine.model.timed.shapes import Clock, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.backends.prose.handbook.material import Material
    from engine.backends.prose.handbook.parts import Cell
    from engine.backends.prose.handbook.speech import Speech
    from engine.model.calendars import DeclaredCalendar
    from engine.model.policy import Policy
    from engine.model.timed.shapes import Timed
    from engine.temporal.calendar import Calendar, SpecialDay

CALENDARS = "calendars"
"""The section's anchor, and the beginning of each calendar's."""
YEARS = 2
"""How many of the last years that are known are told day by day."""
SEASON = dt.timedelta(days=90)
ONE_DAY = dt.timedelta(days=1)


class Break(NamedTuple):
    """Holidays on end and the days on which they are made up for. `names`: as the owner wrote them, each once."""

    names: tuple[str, ...]
    days: tuple[dt.date, ...]
    made_up: tuple[dt.date, ...]


def calendar_section(material: Material, speech: Speech) -> Section | None:
    """A section per calendar that the told policies go by, in the order of their ids."""
    used = {name for entry in material.entries for name in calendars_of(entry.policy)}
    told = [material.calendars[name] for name in sorted(used & material.calendars.keys())]
    sections = tuple(_calendar(each, speech) for each in told if each.calendar.valid_through or each.calendar.holidays)
    if not sections:
        return None
    lead = Paragraph(text(speech.say("calendars_lead")))
    return Section(CALENDARS, text(speech.say("calendars")), "index", (lead,), sections)


def calendars_of(policy: Policy) -> Iterator[str]:
    """The calendars of the policy's clocks and schedules, those that its parameters name among them."""
    params = {param.name: param for param in policy.params}
    for item in policy.steps:
        if isinstance(item, TimedItem):
            values = params[item.calendar_param].values if item.calendar_param else ()
            yield from (str(value.value) for value in values)
            yield from _own(item.step)


def _own(step: Timed) -> tuple[str, ...]:
    return (step.calendar,) if isinstance(step, Clock | Schedule) and step.calendar else ()


def _calendar(declared: DeclaredCalendar, speech: Speech) -> Section:
    calendar, own = declared.calendar, declared.line[0]
    return Section(
        anchor=f"{CALENDARS}.{calendar.id}",
        title=text(own.title.in_language(speech.lang)),
        role="topic",
        blocks=(_about(declared, speech), *_days(calendar, speech)),
        aside=code(calendar.id),
    )


def _about(declared: DeclaredCalendar, speech: Speech) -> Pairs:
    calendar = declared.calendar
    week = tuple(text(said) for said in _week(calendar, speech))
    found = [Pair(text(speech.say("opening_hours")), week)]
    if calendar.valid_through:
        known = text(speech.say("known_through", day=calendar.valid_through.isoformat()))
        found.append(Pair(text(speech.say("valid_through")), (known,)))
    sources = dict.fromkeys(each.source.in_language(speech.lang) for each in declared.line)
    found += [Pair(text(speech.say("source")), (text(source),)) for source in sources if source]
    return Pairs(tuple(found))


def _week(calendar: Calendar, speech: Speech) -> Iterator[str]:
    """`周一至周五：09:00–12:00、13:00–18:00`: days on end that have the same hours together."""
    say = tongue(speech.lang, speech.words.zone).say
    for hours, days in groupby(range(len(WEEKDAYS)), key=lambda day: calendar.weekly[day]):
        first, *rest = (say(WEEKDAYS[day]) for day in days)
        named = speech.say("from_to", first=first, last=rest[-1]) if rest else first
        opened = hours_text(hours) if hours else speech.say("closed")
        yield speech.say("hours_of", days=named, hours=opened)


def _days(calendar: Calendar, speech: Speech) -> Iterator[Grid]:
    breaks = tuple(_breaks(calendar, speech.lang))
    if breaks:
        head = tuple(text(speech.say(name)) for name in ("holiday", "days_off", "made_up_on"))
        yield Grid(head, tuple(Row(_cells(each, speech)) for each in breaks))


def _cells(found: Break, speech: Speech) -> tuple[Cell, ...]:
    named = text(speech.say("list_comma").join(found.names))
    here = tongue(speech.lang, speech.words.zone)
    first, last = (day_words(day, here) for day in (found.days[0], found.days[-1]))
    off = first if first == last else speech.say("from_to", first=first, last=last)
    none: Cell = ((Inline(speech.say("none"), "quiet"),),)
    return (named,), (text(off),), tuple(text(day_words(day, here)) for day in found.made_up) or none


def _breaks(calendar: Calendar, lang: str) -> Iterator[Break]:
    """Of the last years: holidays on end with the make-up days of the same name and year."""
    last = max(day.day.year for day in (*calendar.holidays, *calendar.workdays)) if calendar.holidays else 0
    for days in _on_end(day for day in calendar.holidays if day.day.year > last - YEARS):
        names = tuple(dict.fromkeys(_name(day, lang) for day in days))
        made_up = (day for day in calendar.workdays if _name(day, lang) in names and _near(day, days))
        yield Break(names, tuple(day.day for day in days), tuple(day.day for day in made_up))


def _name(day: SpecialDay, lang: str) -> str:
    return day.english if lang == "en" and day.english else day.name


def _near(day: SpecialDay, days: Sequence[SpecialDay]) -> bool:
    """Whether a make-up day belongs to these holidays, not to those of its name in another year."""
    return abs(day.day - days[0].day) < SEASON


def _on_end(days: Iterable[SpecialDay]) -> Iterator[list[SpecialDay]]:
    """Days in runs that follow one another."""
    run: list[SpecialDay] = []
    for day in days:
        if run and day.day - run[-1].day != ONE_DAY:
            yield run
            run = []
        run.append(day)
    if run:
        yield run
