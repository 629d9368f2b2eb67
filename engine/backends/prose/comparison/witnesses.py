"""The case that shows a difference: what is given in it, as a case of the cases' files, as commands that replay it."""

from __future__ import annotations

from dataclasses import replace
from shlex import quote
from typing import TYPE_CHECKING, Any

from engine.backends.prose.comparison.material import DEFAULT_FOLDER
from engine.backends.prose.handbook.parts import Listing, Paragraph, plain, text
from engine.backends.prose.handbook.typography import spaced
from engine.backends.prose.regions.cases import case_yaml, facts_json
from engine.backends.prose.regions.extents import region_line
from engine.feel.types import DATE_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.backends.prose.comparison.told import Told
    from engine.backends.prose.handbook.parts import Block, Line
    from engine.feel.types import Type
    from engine.ir.differences import Difference
    from engine.ir.program import Program
    from engine.ir.regions import Witness


def witness_blocks(difference: Difference, place: int, told: Told) -> Iterator[Block]:
    witness = difference.region.witness
    if witness is None:
        yield Paragraph(text(told.say("no_witness")), "quiet")
        return
    yield Paragraph(_facts(witness, told))
    expected = _expected(place, _asked_of(witness, told), told)
    title = plain(spaced(region_line(difference.region, told.speech), told.speech.lang))
    types, zone = _types(told), told.speech.words.zone
    yield Listing(case_yaml(title, witness, types, zone, expected), text(told.say("as_yaml")))
    yield Listing(_commands(witness, told), text(told.say("as_command")))


def _facts(witness: Witness, told: Told) -> Line:
    """What is given in a witness: its facts, then its events."""
    types, words = _types(told), told.speech.words
    facts = [
        told.say("witness_fact", name=words.name(name), value=words.value(value, types[name], name))
        for name, value in witness.facts.items()
        if name in types
    ]
    given = told.say("comma").join([*facts, *(_event(event, told) for event in witness.events)])
    return text(told.say("witness", given=given or told.say("witness_nothing")))


def _event(event: Mapping[str, Any], told: Told) -> str:
    """`投诉已登记（2026-11-27 17:00）`."""
    speech, kind = told.speech, str(event["type"])
    at = speech.words.value(event["at"], DATE_TIME)
    return told.say("witness_event", event=speech.events.get(kind, kind), at=at)


def _types(told: Told) -> dict[str, Type]:
    programs = [program for program in told.entry.programs if program]
    return {fact.name: fact.type for program in reversed(programs) for fact in program.facts}


def _asked_of(witness: Witness, told: Told) -> int:
    """The first side that knows all facts of a case; where none does, the first."""
    knows = (_known(witness, program).facts == witness.facts for program in told.entry.programs if program)
    having = (side for side, program in enumerate(told.entry.programs) if program)
    return next((side for side, all_of_it in zip(having, knows, strict=True) if all_of_it), 0)


def _known(witness: Witness, program: Program) -> Witness:
    """As a side takes it: without the facts that it doesn't ask for."""
    asked = {fact.name for fact in program.facts}
    return replace(witness, facts={name: value for name, value in witness.facts.items() if name in asked})


def _expected(place: int, first: int, told: Told) -> list[tuple[str, Sequence[dict[str, Any]]]]:
    """By side what comes of a case, the `first` one before the others."""
    known = told.entry.expected[place] if place < len(told.entry.expected) else ()
    named = sorted(enumerate(zip(told.material.sides, known, strict=False)), key=lambda each: each[0] != first)
    return [(side.id, outcomes) for _, (side, outcomes) in named if outcomes is not None]


def _commands(witness: Witness, told: Told) -> str:
    """One call per side: what to type to see it decided."""
    types, zone = _types(told), told.speech.words.zone
    options = f" --as-of {witness.as_of.isoformat()}" if witness.as_of else ""
    if told.material.folder != DEFAULT_FOLDER:
        options += f" --policies {quote(told.material.folder)}"
    having = [(side.id, each) for side, each in zip(told.material.sides, told.entry.programs, strict=True) if each]
    asked = [(told.entry.branches[0], having[-1][1])] if told.entry.branches else having
    facts = [(side, facts_json(_known(witness, program), types, zone)) for side, program in asked]
    return "\n".join(f"guiju explain {side}/{told.entry.policy} --facts '{given}'{options}" for side, given in facts)
