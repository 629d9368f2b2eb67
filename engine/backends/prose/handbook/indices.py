"""At the end of the book: every clause with the policies that cite it, every subject with what may befall it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Grid, Inline, Paragraph, Row, Section, text
from engine.backends.prose.handbook.rules import subject_line
from engine.backends.prose.handbook.tables import row_title
from engine.feel.typed import Const, Ref
from engine.model.policy import Derived, Table, TimedItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.prose.handbook.material import Entry, Material
    from engine.backends.prose.handbook.parts import Cell, Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.model.parts import Consequence
    from engine.model.policy import Fact, Param, Policy, Rule, Rung, Step
    from engine.model.policy import Row as TableRow
    from engine.model.timed.shapes import Timed

    Citing = Rule | TableRow | Derived | Param | Fact | Timed | Rung

CLAUSES, SUBJECTS = "clauses", "subjects"
"""Their anchors."""


def cited(policy: Policy) -> tuple[str, ...]:
    """Every clause that a policy cites anywhere, each once."""
    items: tuple[Citing, ...]
    items = (
        *policy.rules,
        *(item for step in policy.steps for item in _citing_of(step)),
        *policy.params,
        *policy.facts,
    )
    return tuple(dict.fromkeys([*policy.cites, *(clause for item in items for clause in item.cites)]))


def _citing_of(step: Step) -> tuple[Citing, ...]:
    """What of a step names clauses."""
    match step:
        case Derived():
            return (step,)
        case Table():
            return step.rows
        case TimedItem():
            return (step.step, *step.rungs)


def clause_index(material: Material, speech: Speech) -> Section | None:
    """A table per document; clauses that are cited but listed nowhere come last."""
    citing = _citing(material)
    listed = material.clauses.by_id
    sections = [
        _clauses(title.in_language(speech.lang), document, material, citing, speech)
        for document, title in material.clauses.documents.items()
        if material.is_whole or any(listed[clause].document == document for clause in citing if clause in listed)
    ]
    others = [clause for clause in citing if clause not in listed]
    if others:
        rows = tuple(_clause(clause, "", citing, speech) for clause in sorted(others))
        sections.append(Section("clauses.others", text(speech.say("other_clauses")), "topic", (_grid(rows, speech),)))
    if not sections:
        return None
    lead = Paragraph(text(speech.say("clause_index_lead")))
    return Section(CLAUSES, text(speech.say("clause_index")), "index", (lead,), tuple(sections))


def _citing(material: Material) -> Mapping[str, list[Policy]]:
    citing: dict[str, list[Policy]] = {}
    for entry in material.entries:
        for clause in cited(entry.policy):
            citing.setdefault(clause, []).append(entry.policy)
    return citing


def _clauses(
    title: str, document: str, material: Material, citing: Mapping[str, list[Policy]], speech: Speech
) -> Section:
    """Of the whole library's book every clause, of another those that it cites."""
    own = (clause for clause in material.clauses.by_id.values() if clause.document == document)
    told = (clause for clause in own if material.is_whole or clause.id in citing)
    clauses = sorted(told, key=lambda clause: clause.id)
    rows = tuple(_clause(clause.id, clause.text.in_language(speech.lang), citing, speech) for clause in clauses)
    return Section(f"{CLAUSES}.{document}", text(title), "topic", (_grid(rows, speech),))


def _grid(rows: tuple[Row, ...], speech: Speech) -> Grid:
    return Grid(tuple(text(speech.say(name)) for name in ("clause", "clause_text", "cited_by")), rows)


def _clause(clause: str, said: str, citing: Mapping[str, list[Policy]], speech: Speech) -> Row:
    policies = citing.get(clause, [])
    links: Cell = tuple((Inline(p.title.in_language(speech.lang), "link", f"{p.id}:{clause}"),) for p in policies)
    nobody: Cell = ((Inline(speech.say("not_cited"), "quiet"),),)
    return Row((((Inline(clause, "clause"),),), (text(said),), links or nobody), f"{CLAUSES}.{clause}")


def subject_index(material: Material, speeches: Mapping[str, Speech], speech: Speech) -> Section | None:
    """A table of subject, consequence, and the rules that say so; subjects in the order of the vocabulary."""
    found = sorted(_befalls(material, speeches), key=lambda item: _rank(item[0], material))
    if not found:
        return None
    rows: dict[tuple[str, str], tuple[Line, Line, list[Line]]] = {}
    for subject, whom, do, rule in found:
        title = text(material.vocabulary.kinds[do].title.in_language(speech.lang))
        rows.setdefault((subject, do), (whom, title, []))[2].append(rule)
    head = tuple(text(speech.say(name)) for name in ("subject", "what", "by_rule"))
    lead = Paragraph(text(speech.say("subject_index_lead")))
    grid = Grid(head, tuple(Row(((whom,), (what,), tuple(rules))) for whom, what, rules in rows.values()), grouped=True)
    return Section(SUBJECTS, text(speech.say("subject_index")), "index", (lead, grid))


def _rank(subject: str, material: Material) -> int:
    known = list(material.vocabulary.subjects)
    return known.index(subject) if subject in known else len(known)


def _befalls(material: Material, speeches: Mapping[str, Speech]) -> Iterator[tuple[str, Line, str, Line]]:
    """Subject, its line, consequence, and a link to the rule."""
    for entry in material.entries:
        speech = speeches[entry.policy.id]
        named = Inline(speech.say("in_policy", policy=entry.policy.title.in_language(speech.lang)), "quiet")
        for rule, title, consequences in _rules(entry, speech):
            link = Inline(title, "link", f"{entry.policy.id}{rule}")
            for consequence in consequences:
                subject, whom = _whom(consequence, entry.policy, speech)
                yield subject, whom, consequence.do, (link, named)


def _rules(entry: Entry, speech: Speech) -> Iterator[tuple[str, str, tuple[Consequence, ...]]]:
    """Each rule, row and rung: its anchor after the policy's own, its title, what it brings."""
    for step in entry.policy.steps:
        if isinstance(step, Table):
            yield from _rows(step, speech)
        elif isinstance(step, TimedItem):
            anchor = f".{step.step.name}"
            yield from ((anchor, rung.title.in_language(speech.lang), rung.then) for rung in step.rungs)
    for rule in entry.policy.rules:
        yield f"/{rule.id}", rule.title.in_language(speech.lang), rule.then


def _rows(table: Table, speech: Speech) -> Iterator[tuple[str, str, tuple[Consequence, ...]]]:
    named = table.title.in_language(speech.lang)
    for row in table.rows:
        yield f"/{table.id}.{row.id}", speech.say("row_of", table=named, row=row_title(row, table, speech)), row.then


def _whom(consequence: Consequence, policy: Policy, speech: Speech) -> tuple[str, Line]:
    """The subject that is named, or that a parameter names; else who the case decides."""
    root = consequence.to.root if consequence.to else None
    if root is None:
        return "\uffff", text(speech.say("nobody"))
    if isinstance(root, Const) and consequence.to:
        return str(root.value), subject_line(consequence.to, speech)
    if isinstance(root, Ref) and root.kind == "param":
        value = next(str(p.values[-1].value) for p in policy.params if p.name == root.name)
        return value, (Inline(speech.words.title(value), "subject"),)
    return "\ufffe", text(speech.say("decided_by_rule"))
