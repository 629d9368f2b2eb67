"""Material -> Handbook: the front matter, a part per owner with its policies, the indices."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from engine.backends.prose.amounts import currency_name
from engine.backends.prose.handbook.branches import branch_section
from engine.backends.prose.handbook.calendars import calendar_section
from engine.backends.prose.handbook.chapter import REVISION_DIGITS, chapter, owner_title
from engine.backends.prose.handbook.indices import cited, clause_index, subject_index
from engine.backends.prose.handbook.parts import Handbook, Item, Items, Pair, Pairs, Section, code, text
from engine.backends.prose.handbook.vocabulary import speech_of, speech_of_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.backends.prose.handbook.material import Entry, Material
    from engine.backends.prose.handbook.speech import Speech
    from engine.model.text import Text

READING = ("rules", "names", "unknown", "facts", "notes", "money", "examples", "revision")


def to_handbook(material: Material, lang: str) -> Handbook:
    """The handbook in `lang` ("zh" or "en")."""
    speeches = {entry.policy.id: speech_of(entry, material, lang) for entry in material.entries}
    speech = speech_of_all(material, lang)
    indices = (
        branch_section(material, speech),
        calendar_section(material, speech),
        subject_index(material, speeches, speech),
        clause_index(material, speech),
    )
    return Handbook(
        lang=lang,
        title=material.title.in_language(lang),
        about=_about(material, speech),
        sections=(_reading(material, speech), *_parts(material, speeches, speech), *filter(None, indices)),
    )


def _about(material: Material, speech: Speech) -> Pairs:
    """Whose rules these are, of which day, how many, and their revision taken together."""
    told = [("applies_to", text(material.branch.in_language(speech.lang)))]
    if material.as_of:
        told.append(("as_of", text(speech.say("rules_of_day", as_of=material.as_of.isoformat()))))
    told.append(("extent", text(_extent(material, speech))))
    told.append(("revision", code(_revision(material))))
    return Pairs(tuple(Pair(text(speech.say(name)), (said,)) for name, said in told), "front")


def _extent(material: Material, speech: Speech) -> str:
    clauses = material.clauses
    cites = {clause for entry in material.entries for clause in cited(entry.policy)}
    counts = {"policies": len(material.entries), "documents": len(clauses.documents), "clauses": len(clauses.by_id)}
    phrase = "extent_whole" if clauses.by_id and material.is_whole else "extent_part"
    return speech.say(phrase, **counts, cited=len(cites & clauses.by_id.keys() or cites) or "")


def _revision(material: Material) -> str:
    """Of all the policies that are told: another where one of them is."""
    revisions = "\n".join(f"{entry.policy.id} {entry.revision}" for entry in material.entries)
    return hashlib.sha256(revisions.encode()).hexdigest()[:REVISION_DIGITS]


def _reading(material: Material, speech: Speech) -> Section:
    currency = currency_name(material.settings.currency, speech.lang)
    told = [name for name in READING if name != "notes" or any(entry.notes for entry in material.entries)]
    items = tuple(Item(text(speech.say(f"reading_{name}", currency=currency))) for name in told)
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
