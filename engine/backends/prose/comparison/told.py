"""A policy's entry with the words that it is told in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.phrases import phrases
from engine.backends.prose.regions.sides import speech_of_sides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.backends.prose.comparison.material import Entry, Material
    from engine.backends.prose.handbook.speech import Speech


class Told(NamedTuple):
    """A policy's entry with the words that it is told in: of all sides together, and each side's `own`."""

    entry: Entry
    material: Material
    speech: Speech
    own: Sequence[Speech | None]

    def title(self, side: int) -> str:
        return self.material.sides[side].title.in_language(self.speech.lang)

    def say(self, phrase: str, /, **fields: object) -> str:
        return phrases(self.speech.lang, "comparison")(phrase, **fields)

    def names(self, sides: Sequence[int]) -> str:
        return self.say("and_side").join(map(self.title, sides))


def told_of(entry: Entry, material: Material, lang: str) -> Told:
    programs = [program for program in entry.programs if program]
    own = [speech_of_sides([program], lang) if program else None for program in entry.programs]
    return Told(entry, material, speech_of_sides(programs, lang), own)
