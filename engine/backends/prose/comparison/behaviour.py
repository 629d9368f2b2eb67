"""What is decided differently in one policy: region by region, then in time; and what is proved beyond that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.prose.comparison.facts import fact_lines
from engine.backends.prose.comparison.timed import timed_lines, timed_title, told_once
from engine.backends.prose.comparison.witnesses import witness_blocks
from engine.backends.prose.handbook.parts import (
    Grid,
    Inline,
    Item,
    Items,
    Paragraph,
    Row,
    Section,
    text,
)
from engine.backends.prose.phrases import phrases
from engine.backends.prose.regions.changes import change_text
from engine.backends.prose.regions.decided import decided_lines
from engine.backends.prose.regions.extents import region_line
from engine.backends.prose.regions.proofs import classes_text, doubts, verdict
from engine.backends.prose.regions.timed import example_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.backends.prose.comparison.material import Entry
    from engine.backends.prose.comparison.told import Told
    from engine.backends.prose.handbook.parts import Block, Cell, Line, Role
    from engine.ir.differences import (
        Change,
        Decided,
        Difference,
        Direction,
        Stated,
    )


_ROLES: dict[Direction, Role] = {"stricter": "stricter", "milder": "milder"}


def policy_section(told: Told, number: int) -> Section:
    entry = told.entry
    regions = [_region(told, place) for place in range(len(entry.comparison.differences))]
    return Section(
        anchor=entry.anchor,
        title=text(entry.named(told.speech.lang)),
        role="policy",
        blocks=tuple(_summary(told)),
        sections=(*regions, *_timed(told), *_facts_differ(told)),
        aside=(Inline(entry.policy, "code"),),
        number=number,
    )


def verdict_line(entry: Entry, lang: str) -> Line:
    return text(verdict(entry.comparison, lang))


def _summary(told: Told) -> Iterator[Block]:
    """Who decides alike, who lacks it, and how sure that is."""
    found, lang = told.entry.comparison, told.speech.lang
    if found.missing:
        yield Paragraph(text(told.say("missing_policy", sides=told.names(found.missing))))
    if 1 < len(found.classes) < len(told.material.sides):
        titles = [side.title.in_language(lang) for side in told.material.sides]
        yield Paragraph(text(classes_text(found.classes, titles, lang)))
    if sum(own is not None for own in told.own) > 1:
        yield Paragraph(verdict_line(told.entry, lang), "note")
    if unsettled := doubts(found.proof, told.material.place, lang):
        yield Items(tuple(map(Item, unsettled)))


# Regions


def _region(told: Told, place: int) -> Section:
    difference = told.entry.comparison.differences[place]
    said = region_line(difference.region, told.speech)
    title = (*text(told.say("region", number=place + 1, said="")), *said)
    return Section(
        anchor=f"{told.entry.anchor}/{place + 1}",
        title=title,
        role="region",
        blocks=(_decisions(difference, told), *_apart(difference, told), *witness_blocks(difference, place, told)),
    )


def _decisions(difference: Difference, told: Told) -> Grid:
    """A row per decision, with all the sides that decide so."""
    groups: dict[Cell, list[int]] = {}
    for side, (decided, speech) in enumerate(zip(difference.sides, told.own, strict=True)):
        if speech:
            groups.setdefault(decided_lines(decided, difference.sides, speech), []).append(side)
    head = tuple(text(told.say(name)) for name in ("who", "decides", "source", "standing"))
    return Grid(head, tuple(_decision(lines, sides, difference, told) for lines, sides in groups.items()))


def _decision(lines: Cell, sides: list[int], difference: Difference, told: Told) -> Row:
    standing = text(told.say("is_baseline")) if 0 in sides else _way(difference.sides[sides[0]].direction, told)
    sources = dict.fromkeys(line for side in sides for line in sources_of(difference.sides[side], told))
    return Row(((text(told.names(sides)),), lines, tuple(sources), (standing,)))


def _way(direction: Direction, told: Told) -> Line:
    """How something compares, by icon and word; what is stricter or milder by its colour, too."""
    word = phrases(told.speech.lang, "comparison_states")(direction)
    return (Inline(word, _ROLES.get(direction, "text")),)


def sources_of(decided: Decided, told: Told) -> Iterator[Line]:
    """Clauses, rule and place of each consequence."""
    for effect in decided.effects:
        clauses = tuple(Inline(clause, "clause") for clause in effect.cites)
        yield (*clauses, Inline(effect.rule, "code"), Inline(told.material.place(effect.span), "code"))


def _apart(difference: Difference, told: Told) -> Iterator[Block]:
    if said := changes(difference, told):
        yield Items(tuple(Item(text(each)) for each in said), label=text(told.say("apart")))


def changes(difference: Difference, told: Told) -> list[str]:
    """By how much the sides' amounts differ; what comes to the same is left out."""
    apart = (change for change in difference.changes if not change.low == change.high == 0)
    return list(dict.fromkeys(_change(change, told) for change in apart))


def _change(change: Change, told: Told) -> str:
    """A consequence's attribute, `fine.amount`, by both titles; else an output."""
    words = told.speech.words
    kind, _, attribute = change.name.rpartition(".")
    title = words.title(attribute, within=kind) if kind else ""
    name = told.say("attribute", what=words.title(kind), name=title) if kind else words.name(change.name)
    return change_text(change, name, told.title(change.side), words)


# In time, and in what is asked for


def _timed(told: Told) -> Iterator[Section]:
    """A section per point in which clocks, ladders, schedules or calendars differ."""
    entry, speech = told.entry, told.speech
    for place, difference in enumerate(told_once(entry), 1):
        said = timed_lines(difference, entry, speech)
        example = example_text(difference, speech.words)
        lead = (Paragraph(text(example)),) if example else ()
        title = text(timed_title(difference, entry, speech.lang))
        blocks = (_stated(difference.sides, said, told), *lead)
        yield Section(f"{entry.anchor}:timed-{place}", title, "region", blocks)


def _facts_differ(told: Told) -> Iterator[Section]:
    lang = told.speech.lang
    for place, difference in enumerate(told.entry.comparison.facts, 1):
        point = phrases(lang, "fact_points")(difference.point)
        title = text(told.say("part_of", title=difference.title.in_language(lang), part=point))
        sides = [each and replace(each, direction="other") for each in difference.sides]
        blocks = (_stated(sides, fact_lines(difference, told.entry, told.speech), told),)
        yield Section(f"{told.entry.anchor}:fact-{place}", title, "region", blocks)


def _stated(sides: Sequence[Stated | None], said: Sequence[Line], told: Told) -> Grid:
    """A row per statement, with all the sides that make it."""
    groups: dict[Line, list[int]] = {}
    for side, line in enumerate(said):
        if told.own[side]:
            groups.setdefault(line, []).append(side)
    head = tuple(text(told.say(name)) for name in ("who", "states", "source", "standing"))
    return Grid(head, tuple(_statement(each, members, sides, told) for each, members in groups.items()))


def _statement(said: Line, members: list[int], sides: Sequence[Stated | None], told: Told) -> Row:
    first = sides[members[0]]
    standing = text(told.say("is_baseline")) if 0 in members else _way(first.direction if first else "other", told)
    sources = dict.fromkeys(line for side in members if (line := _source(sides[side], told)))
    return Row(((text(told.names(members)),), (said,), tuple(sources), (standing,)))


def _source(stated: Stated | None, told: Told) -> Line:
    """Clauses and place."""
    if stated is None or stated.span is None:
        return ()
    return (*(Inline(clause, "clause") for clause in stated.cites), Inline(told.material.place(stated.span), "code"))
