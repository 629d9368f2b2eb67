"""What branches change: of one policy as a table, and of all as a list by branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backends.prose.handbook.parts import Grid, Inline, Pair, Pairs, Paragraph, Row, Section, code, text
from engine.backends.prose.handbook.rules import period
from engine.model.policy import Effective

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.backends.prose.handbook.material import Changed, Entry, Material, OfBranch
    from engine.backends.prose.handbook.parts import Block, Line
    from engine.backends.prose.handbook.speech import Speech
    from engine.feel.types import Type
    from engine.ir.program import Change
    from engine.model.text import Text

BRANCHES = "branches"
"""The section's anchor."""
_COLUMNS = ("branch", "branch_item", "branch_says", "in_force", "because")


def changes(entry: Entry, speech: Speech) -> tuple[Block, ...]:
    """A row for each thing that a branch changes of the policy."""
    if not entry.changes:
        return ()
    head = tuple(text(speech.say(name)) for name in _COLUMNS)
    types = {param.name: param.type for param in entry.policy.params}
    rows = tuple(_row(changed, types.get(changed.change.name), speech) for changed in entry.changes)
    return (Grid(head, rows, grouped=True),)


def _row(changed: Changed, kind: Type | None, speech: Speech) -> Row:
    change, lang = changed.change, speech.lang
    origin = change.origin
    days = text(period(Effective(origin.since, origin.until), speech))
    reason = text(origin.reason.in_language(lang)) if origin.reason else ()
    branch = text(changed.branch.in_language(lang))
    return Row(((branch,), _item(changed, speech), (_said(changed, kind, speech),), (days,), (reason,)))


def _item(changed: Changed, speech: Speech) -> tuple[Line, ...]:
    """Its title and its id; of what concerns the policy as a whole only what it is."""
    change = changed.change
    if not change.section:
        return (text(speech.say("whole_policy" if change.change == "drop" else f"whole_{change.name}")),)
    title = changed.title.in_language(speech.lang)
    return (code(change.name),) if title == change.name else (text(title), code(change.name))


def _said(changed: Changed, kind: Type | None, speech: Speech) -> Line:
    """What is written now, and what stands for it elsewhere: values as people say them."""
    change = changed.change
    if change.change != "patch":
        return text(speech.say(f"branch_{change.change}"))
    written = (change.text, change.origin.said)
    values = (changed.value, changed.above)
    now, before = (
        speech.words.value(value, kind) if kind and value is not None else said
        for value, said in zip(values, written, strict=True)
    )
    return text(speech.say("branch_patch", value=now, above=before))


def branch_section(material: Material, speech: Speech) -> Section | None:
    """Every branch that has something of its own: what it is, what it sets for all policies, which it changes."""
    told = [each for each in material.branches if each.settings or each.own or each.changed]
    if not told:
        return None
    lead = Paragraph(text(speech.say("branches_lead")))
    sections = tuple(_branch(each, material, speech) for each in told)
    return Section(BRANCHES, text(speech.say("branches_of_library")), "index", (lead,), sections)


def _branch(branch: OfBranch, material: Material, speech: Speech) -> Section:
    pairs = Pairs(tuple(Pair(text(speech.say(name)), said) for name, said in _told(branch, material, speech)))
    title = text(branch.title.in_language(speech.lang))
    return Section(f"{BRANCHES}.{branch.id}", title, "topic", (pairs,), aside=code(branch.id))


def _told(branch: OfBranch, material: Material, speech: Speech) -> Iterator[tuple[str, tuple[Line, ...]]]:
    if branch.extends:
        yield "extends", (text(branch.extends.in_language(speech.lang)),)
    yield from ((f"whole_{each.name}", (_setting(each, speech),)) for each in branch.settings)
    if branch.changed:
        yield "branch_changes", tuple(_link(name, title, material, speech) for name, title in branch.changed)
    if branch.own:
        yield "branch_has", tuple(text(title.in_language(speech.lang)) for title in branch.own)


def _link(policy: str, title: Text, material: Material, speech: Speech) -> Line:
    """A policy's title, leading to what is changed of it where that is told."""
    told = any(entry.policy.id == policy and entry.changes for entry in material.entries)
    return (Inline(title.in_language(speech.lang), *(("link", f"{policy}.-{BRANCHES}") if told else ())),)


def _setting(change: Change, speech: Speech) -> Line:
    reason = change.origin.reason
    why = reason.in_language(speech.lang) if reason else ""
    return text(speech.say("branch_sets", value=change.text, above=change.origin.said, reason=why))
