"""The words of the sides of a comparison taken together: what one doesn't declare another one names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.backends.prose.statements import speech_of_program
from engine.backends.prose.wording import wording
from engine.diagnostics.catalog import entry
from engine.model.timed.read_clocks import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.backends.prose.handbook.speech import Speech
    from engine.backends.prose.wording import Wording
    from engine.ir.program import Program


def speech_of_side(program: Program, lang: str) -> Speech:
    """The words of a program, with the titles of its events' data, of what clocks and ladders read, of their states."""
    data = {event.name: {name: title.in_language(lang) for name, title in event.titles} for event in program.events}
    states = {STATES: {state: entry("timed")[state][lang] for state in STATES}}
    words = wording(program, lang)
    known = {name: told[lang] for name, told in entry("timed_values").items()}
    told = replace(words, labels_of_enum={**states, **words.labels_of_enum}, fields={**known, **words.fields})
    return replace(speech_of_program(program, told), data=data)


def speech_of_sides(programs: Sequence[Program], lang: str) -> Speech:
    """The words of the programs, the first one's before the others'; a parameter's values where they differ: `80 / 75`.

    Raises ValueError where there is no program.
    """
    first, *others = (speech_of_side(program, lang) for program in programs)
    for other in others:
        first = _joined(first, other)
    return first


def _joined(one: Speech, other: Speech) -> Speech:
    return replace(
        one,
        words=_words(one.words, other.words),
        values=_values(one.values, other.values),
        fields={**other.fields, **one.fields},
        events={**other.events, **one.events},
        data={**other.data, **one.data},
    )


def _values(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    both = {name: " / ".join(dict.fromkeys((*one.get(name, "").split(" / "), text))) for name, text in other.items()}
    return {**one, **{name: text.removeprefix(" / ") for name, text in both.items()}}


def _words(one: Wording, other: Wording) -> Wording:
    labels = {
        name: {**other.labels.get(name, {}), **one.labels.get(name, {})} for name in {**other.labels, **one.labels}
    }
    return replace(
        one,
        names={**other.names, **one.names},
        titles={**other.titles, **one.titles},
        labels={name: {**other.labels.get(name, {}), **own} for name, own in labels.items()},
        labels_of_enum={**other.labels_of_enum, **one.labels_of_enum},
        fields={**other.fields, **one.fields},
        measured={**other.measured, **one.measured},
    )
