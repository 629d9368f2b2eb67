"""Rules as sentences: on which condition, whom what befalls, and what must be there first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.backends.prose.handbook.logic import Junction, logic
from engine.backends.prose.handbook.parts import Inline, Item, Items, Paragraph, Section, capitalised, code, text
from engine.backends.prose.handbook.sentences import Sentences, sentences
from engine.backends.prose.handbook.speech import joined
from engine.feel.typed import Const, Ref
from engine.model.policy import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.backends.prose.handbook.logic import Logic
    from engine.backends.prose.handbook.parts import Block, Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.feel.typed import Expression
    from engine.model.parts import Approval, Attribute, Consequence, EventType, Requires
    from engine.model.policy import Effective, Rule

INLINE = 3
"""How many tests a sentence holds; more become a list."""


def rule_section(rule: Rule, policy: str, events: Mapping[str, EventType], speech: Speech) -> Section:
    """A rule under its title, with its clauses and its id beside it."""
    return Section(
        anchor=f"{policy}/{rule.id}",
        title=text(rule.title.in_language(speech.lang)),
        role="rule",
        blocks=(*_blocks(rule, events, speech), *note_blocks(speech, "rules", rule.id)),
        aside=(*clause_links(rule.cites, policy), *code(rule.id)),
    )


def clause_links(cites: tuple[str, ...], policy: str) -> Line:
    """Clauses, each leading to its text at the end of the policy."""
    return tuple(Inline(clause, "clause", f"{policy}:{clause}") for clause in cites)


def period_line(effective: Effective, speech: Speech) -> tuple[Block, ...]:
    """When something holds that doesn't hold always."""
    if effective == ALWAYS:
        return ()
    return (Paragraph(text(speech.say("item_effective", period=period(effective, speech))), "quiet"),)


def note_blocks(speech: Speech, *path: str) -> tuple[Block, ...]:
    """What the owner says of an item."""
    said = speech.note(*path)
    return (Paragraph(speech.tell("note", said=said), "note"),) if said else ()


def period(effective: Effective, speech: Speech) -> str:
    since, until = (day.isoformat() if day else "" for day in (effective.since, effective.until))
    return speech.say("effective", since=since, until=until)


def _blocks(rule: Rule, events: Mapping[str, EventType], speech: Speech) -> Iterator[Block]:
    """What is required stands below the consequences of a condition, above those that have no other."""
    yield from period_line(rule.effective, speech)
    required = _Required(rule.requires, events, speech) if rule.requires else None
    alone = required is not None and rule.when is None and rule.each is None
    yield from required.lead() if required and alone else _lead(rule, speech)
    yield consequence_items(rule.then, speech)
    if required and not alone:
        yield from required.below()


def _lead(rule: Rule, speech: Speech) -> Iterator[Block]:
    """`X 的，对 Y 中的每一项，分别：`; a condition of many parts as a list before it."""
    asked = logic(rule.when.root) if rule.when else None
    listed = isinstance(asked, Junction) and not _fits_a_line(asked)
    pieces = []
    if rule.when and asked and listed:
        yield from _listed(asked, sentences(rule.when, speech))
    elif rule.when and asked:
        pieces.append(speech.tell("when", condition=sentences(rule.when, speech).told(asked)))
    if rule.each:
        pieces.append(speech.tell("for_each", source=sentences(rule.each.source, speech).value(rule.each.source.root)))
    if not pieces:
        pieces.append(speech.tell("then" if listed else "always"))
    said = joined(text(speech.say("comma")), pieces)
    yield Paragraph(capitalised(speech.tell("colon", said=said)))


def _fits_a_line(asked: Junction) -> bool:
    return len(asked.parts) <= INLINE and not any(isinstance(part, Junction) for part in asked.parts)


def _listed(asked: Logic, said: Sentences) -> Iterator[Block]:
    if isinstance(asked, Junction):
        yield Paragraph(said.speech.tell("when_all" if asked.every else "when_any"))
        yield _parts(asked, said)


def _parts(asked: Junction, said: Sentences) -> Items:
    return Items(tuple(_part(part, said) for part in asked.parts), "cases", ordered=True)


def _part(part: Logic, said: Sentences) -> Item:
    if isinstance(part, Junction) and not _fits_a_line(part):
        return Item(capitalised(said.speech.tell("all_of" if part.every else "any_of")), (_parts(part, said),))
    return Item(capitalised(said.told(part)))


class _Required(NamedTuple):
    """Evidence and approvals in sentences; several approvals stand in their order."""

    requires: Requires
    events: Mapping[str, EventType]
    speech: Speech

    def lead(self) -> Iterator[Block]:
        """`“变更资料”具备客户书面确认后：`."""
        pieces = [self._evidence("with_evidence")] if self.requires.evidence_fact else []
        pieces += [self._approvals("after_approval", "in_order")] if self.requires.approvals else []
        said = joined(text(self.speech.say("and")), pieces)
        yield Paragraph(capitalised(self.speech.tell("once", said=said)))
        yield from self._in_order()

    def below(self) -> Iterator[Block]:
        if self.requires.evidence_fact:
            yield Paragraph(self._evidence("needs_evidence"))
        if self.requires.approvals:
            yield Paragraph(self._approvals("needs_approval", "needs_in_order"))
        yield from self._in_order()

    def _evidence(self, phrase: str) -> Line:
        fact = self.requires.evidence_fact or ""
        labels = self.speech.words.labels.get(fact, {})
        items = text(self.speech.say("list_comma").join(labels.get(name, name) for name in self.requires.evidence))
        return self.speech.tell(phrase, fact=self.speech.name(fact), items=items)

    def _approvals(self, one: str, several: str) -> Line:
        only, *others = self.requires.approvals
        return self.speech.tell(several) if others else self.speech.tell(one, approval=self._approval(only))

    def _in_order(self) -> Iterator[Block]:
        if len(self.requires.approvals) > 1:
            yield Items(tuple(Item(self._approval(one)) for one in self.requires.approvals), ordered=True)

    def _approval(self, approval: Approval) -> Line:
        event, speech = approval.event, self.speech
        title = self.events[event].title.in_language(speech.lang) if event in self.events else event
        by = (Inline(speech.words.title(approval.by), "subject"),)
        return speech.tell("approval", event=text(title), by=by)


# Consequences


def consequence_items(then: tuple[Consequence, ...], speech: Speech) -> Items:
    return Items(tuple(Item(consequence_line(consequence, speech)) for consequence in then), "consequences")


def consequence_line(consequence: Consequence, speech: Speech) -> Line:
    """`设计师：扣减提成，比例为…`."""
    title = text(speech.words.title(consequence.do))
    attributes = [_attribute(consequence.do, attribute, speech) for attribute in consequence.attributes]
    separator = text(speech.say("attribute_separator"))
    told = once(joined(separator, attributes))
    what = speech.tell("with_attributes", what=title, attributes=told) if attributes else title
    return speech.tell("consequence", to=subject_line(consequence.to, speech), what=what) if consequence.to else what


def once(line: Line) -> Line:
    """The line with a parameter's value only behind its first mention."""
    told: set[Inline] = set()
    kept: list[Inline] = []
    for part in line:
        if part.role == "value" and kept and kept[-1].role == "name":
            if kept[-1] in told:
                continue
            told.add(kept[-1])
        kept.append(part)
    return tuple(kept)


def subject_line(to: Expression, speech: Speech) -> Line:
    """Whom it befalls: a subject by title, the one that a parameter names, or the value that names one."""
    root = to.root
    if isinstance(root, Const):
        return (Inline(speech.words.title(str(root.value)), "subject"),)
    if isinstance(root, Ref) and root.kind == "param":
        named = (Inline(speech.values[root.name], "subject"),)
        return speech.tell("by_param", subject=named, param=speech.name(root.name))
    said = sentences(to, speech).value(root)
    return tuple(part._replace(role="subject") if part.role == "text" else part for part in said)


def _attribute(kind: str, attribute: Attribute, speech: Speech) -> Line:
    name = text(speech.words.title(attribute.name, within=kind))
    return speech.tell("attribute", name=name, value=_attribute_value(attribute.expression, speech))


def _attribute_value(expression: Expression, speech: Speech) -> Line:
    """A literal id by its title, where it has one."""
    root = expression.root
    if isinstance(root, Const) and isinstance(root.value, str):
        return text(speech.words.title(speech.words.value(root.value, root.type)))
    return sentences(expression, speech).value(root)
