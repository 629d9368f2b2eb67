"""Material -> Handbook: the front matter, a part per owner with its policies, the indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.chapter import chapter, owner_title
from engine.backends.prose.handbook.indices import clause_index, subject_index
from engine.backends.prose.handbook.parts import Handbook, Item, Items, Section, text
from engine.backends.prose.handbook.vocabulary import currency_name, speech_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.prose.handbook.material import Entry, Material
    from engine.backends.prose.handbook.speech import Speech
    from engine.model.text import Text

READING = ("rules", "names", "unknown", "money", "examples", "revision")


def to_handbook(material: Material, lang: str) -> Handbook:
    """The handbook in `lang` ("zh" or "en"). The material must have at least one policy."""
    speeches = {entry.policy.id: speech_of(entry.policy, material, lang) for entry in material.entries}
    speech = next(iter(speeches.values()))
    indices = (subject_index(material, speeches, speech), clause_index(material, speech))
    return Handbook(
        lang=lang,
        title=material.title.in_language(lang),
        subtitle=text(_subtitle(material, speech)),
        sections=(_reading(material, speech), *_parts(material, speeches, speech), *filter(None, indices)),
    )


def _subtitle(material: Material, speech: Speech) -> str:
    as_of = material.as_of.isoformat() if material.as_of else ""
    return speech.say("subtitle", branch=material.branch.in_language(speech.lang), as_of=as_of)


def _reading(material: Material, speech: Speech) -> Section:
    currency = currency_name(material.settings.currency, speech.lang)
    items = tuple(Item(text(speech.say(f"reading_{name}", currency=currency))) for name in READING)
    return Section("reading", text(speech.say("reading")), "front", (Items(items),))


def _parts(material: Material, speeches: Mapping[str, Speech], speech: Speech) -> list[Section]:
    """Policies by owner, in the order in which owners first come."""
    owners = dict.fromkeys(entry.policy.owner for entry in material.entries)
    ordered = [(owner, [e for e in material.entries if e.policy.owner == owner]) for owner in owners]
    numbers = {entry.policy.id: k for k, entry in enumerate((e for _, part in ordered for e in part), 1)}
    return [_part(k, owner, part, numbers, material, speeches, speech) for k, (owner, part) in enumerate(ordered, 1)]


def _part(
    place: int,
    owner: Text,
    entries: list[Entry],
    numbers: Mapping[str, int],
    material: Material,
    speeches: Mapping[str, Speech],
    speech: Speech,
) -> Section:
    title = owner_title(owner, material, speech.lang) or speech.say("no_owner")
    chapters = tuple(chapter(e, numbers[e.policy.id], material, speeches[e.policy.id]) for e in entries)
    return Section(f"part-{place}", text(title), "part", (), chapters)
