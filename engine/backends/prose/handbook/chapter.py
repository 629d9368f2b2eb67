"""One policy as a chapter: what it is about, its rules and tables, what they need, examples, sources, revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook import listings
from engine.backends.prose.handbook.branches import changes
from engine.backends.prose.handbook.examples import example_section
from engine.backends.prose.handbook.indices import CLAUSES, cited
from engine.backends.prose.handbook.parts import Inline, Pair, Pairs, Section, code, text
from engine.backends.prose.handbook.rules import clause_links, note_blocks, period, rule_section
from engine.backends.prose.handbook.tables import table_section
from engine.backends.prose.handbook.timed import clock_sections, ladder_sections, schedule_sections
from engine.model.policy import ALWAYS, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.material import Entry, Material
    from engine.backends.prose.handbook.parts import Block, Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.model.text import Text

REVISION_DIGITS = 12
"""Of a revision's hash: enough to tell two apart."""


def chapter(entry: Entry, number: int, material: Material, speech: Speech) -> Section:
    """The policy's section; `number` counts the policies of the book."""
    policy = entry.policy
    return Section(
        anchor=policy.id,
        title=text(policy.title.in_language(speech.lang)),
        role="policy",
        blocks=(_about(entry, material, speech),),
        sections=tuple(_topics(entry, material, speech)),
        aside=code(policy.id),
        number=number,
    )


def owner_title(owner: Text, material: Material, lang: str) -> str:
    """The owner's name; one written in a single language as the vocabulary translates it, where it is a subject."""
    known = {spelling: title for title in material.vocabulary.subjects.values() for spelling in title.spellings}
    return (known.get(owner.zh, owner) if owner.zh == owner.en else owner).in_language(lang)


def _about(entry: Entry, material: Material, speech: Speech) -> Pairs:
    policy = entry.policy
    found = []
    if policy.owner.zh:
        found.append(("owner", text(owner_title(policy.owner, material, speech.lang))))
    if policy.case:
        found.append(("case", _case(policy.case, material, speech.lang)))
    if policy.effective != ALWAYS:
        found.append(("in_force", text(period(policy.effective, speech))))
    if policy.dated_by:
        found.append(("dated_by", speech.tell("rules_of", date=speech.name(policy.dated_by))))
    if cited(policy):
        found.append(("sources_short", clause_links(cited(policy), policy.id)))
    return Pairs(tuple(Pair(text(speech.say(name)), (said,)) for name, said in found))


def _case(case: str, material: Material, lang: str) -> Line:
    known = material.vocabulary.cases.get(case)
    return text(known.in_language(lang)) if known else code(case)


def _topics(entry: Entry, material: Material, speech: Speech) -> Iterator[Section]:
    policy = entry.policy
    tables = tuple(table_section(step, policy.id, speech) for step in policy.steps if isinstance(step, Table))
    rules = tuple(rule_section(rule, policy.id, material.vocabulary.events, speech) for rule in policy.rules)
    examples = tuple(example_section(e, k, policy.id, speech) for k, e in enumerate(entry.examples, 1))
    topics: tuple[tuple[str, tuple[Block, ...], tuple[Section, ...]], ...] = (
        ("targets", listings.targets(policy, speech), ()),
        ("tables", (), tables),
        ("rules", (), rules),
        ("clocks", note_blocks(speech, "clocks"), clock_sections(policy, speech)),
        ("ladders", note_blocks(speech, "ladders"), ladder_sections(policy, speech)),
        ("schedules", note_blocks(speech, "schedules"), schedule_sections(policy, speech)),
        ("terms", listings.terms(policy, speech), ()),
        ("params", listings.params(policy, speech), ()),
        ("facts", listings.facts(policy, material, speech), ()),
        ("branches", changes(entry, speech), ()),
        ("examples", (), examples),
        ("sources", _sources(entry, material, speech), ()),
    )
    for name, blocks, sections in topics:
        if blocks or sections:
            yield Section(f"{policy.id}.-{name}", text(speech.say(name)), "topic", blocks, sections)


def _sources(entry: Entry, material: Material, speech: Speech) -> tuple[Block, ...]:
    """The clauses' texts, and the revision of what stands above."""
    policy = entry.policy
    clauses = tuple(_source(clause, policy.id, material, speech) for clause in cited(policy))
    digest = entry.revision.removeprefix("sha256:")[:REVISION_DIGITS]
    revision = Pair(text(speech.say("revision")), (code(digest),))
    colophon = Pairs((revision,), "colophon")
    return (Pairs(clauses, "sources"), colophon) if clauses else (colophon,)


def _source(clause: str, policy: str, material: Material, speech: Speech) -> Pair:
    link = (Inline(clause, "clause", f"{CLAUSES}.{clause}"),)
    known = material.clauses.by_id.get(clause)
    if known is None:
        return Pair(link, (), f"{policy}:{clause}")
    document = material.clauses.documents.get(known.document)
    said = text(known.text.in_language(speech.lang))
    origin = (Inline(speech.say("document", title=document.in_language(speech.lang)), "quiet"),) if document else ()
    return Pair(link, ((*said, *origin),), f"{policy}:{clause}")
