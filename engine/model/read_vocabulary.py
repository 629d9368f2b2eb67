"""`library.yaml` and `vocabulary.yaml`: the settings and the words that policies share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.document.branches import BASE
from engine.document.nodes import Mapping, Node, Scalar
from engine.feel.types import ANY, STRING, Type
from engine.model.declared_types import SIMPLE, Labels, field_titles, read_element, read_labels
from engine.model.parts import EventType
from engine.model.reading import entries, items, read_string, read_text, read_zone, scalars
from engine.model.text import Text
from engine.model.vocabulary import AttributeType, ConsequenceKind, Setting, Settings, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as MappingOf

    from engine.diagnostics import Report
    from engine.document.nodes import Document

LANGUAGE = 1
"""The version of the policy language that this engine speaks."""
LITERAL_ATTRIBUTES = frozenset({"id", "text"})
OF_EVERY_EVENT = ("id", "type", "at")
OF_EVERY_OUTCOME = ("do", "to", "rule", "cites", "needs", "missing", "next", "attributes", "values")
"""What an outcome has besides its kind's attributes, in JSON or in Python."""
SET_BY_BRANCHES = ("calendar", "zone")
"""What a branch may set otherwise for all its policies."""
DEFAULTS = Settings(LANGUAGE, "Asia/Shanghai", "CNY", Text("规矩", "Policies"))


def read_settings(document: Document | None, report: Report) -> Settings:
    if document is None:
        return DEFAULTS
    version, zone, currency = (document.root.get(key) for key in ("guiju", "zone", "currency"))
    if isinstance(version, Scalar) and version.text != str(LANGUAGE):
        report.add("GJ333", version.span, version=version.text, known=LANGUAGE)
    title = document.root.get("title")
    return replace(
        DEFAULTS,
        zone=read_zone(zone, DEFAULTS.zone, report),
        currency=read_string(currency) or DEFAULTS.currency,
        title=read_text(title) if title else DEFAULTS.title,
        set_by=read_set_by(BASE, document, {}),
    )


def read_set_by(branch: str, document: Document, above: MappingOf[str, Setting]) -> dict[str, Setting]:
    """Who set what, where a branch's document says something else than what is set `above`."""
    reason = document.root.get("reason")
    said = {key: node for key in SET_BY_BRANCHES if isinstance(node := document.root.get(key), Scalar)}
    why = read_text(reason) if reason else None
    own = {key: Setting(branch, node.span, node.text, why, above.get(key)) for key, node in said.items()}
    return {**above, **own}


def read_vocabulary(document: Document | None, report: Report) -> Vocabulary:
    if document is None:
        return Vocabulary({}, {}, {}, {}, complete=False)
    complete = not document.broken
    root = document.root
    subjects = {key.text: read_text(value, key.text) for key, value in entries(root.get("subjects"))}
    cases = {key.text: read_text(value, key.text) for key, value in entries(root.get("cases"))}
    words = Vocabulary(subjects, {}, {}, cases, complete)
    events = _titled([_event(key.text, value, words, report) for key, value in entries(root.get("events"))])
    severity = _severity(root, report)
    kinds = {
        key.text: _kind(key.text, value, severity.get(key.text), report)
        for key, value in entries(root.get("consequences"))
    }
    return Vocabulary(subjects, events, kinds, cases, complete)


def _event(name: str, node: Node, words: Vocabulary, report: Report) -> EventType:
    data = node.get("data") if isinstance(node, Mapping) else None
    title = read_text(node.get("title") if isinstance(node, Mapping) else node, name)
    fields = ((key.text, read_element(value, words, report)) for key, value in _own(data, OF_EVERY_EVENT, report))
    return EventType(name, title, tuple(fields), field_titles(data), _data_labels(data))


def _titled(events: list[EventType]) -> dict[str, EventType]:
    """The events by name. Data without a title go by that of the first event that gives data of their name one."""
    known = {name: title for event in reversed(events) for name, title in event.titles}
    return {event.name: replace(event, titles=tuple(_titles(event, known))) for event in events}


def _titles(event: EventType, known: MappingOf[str, Text]) -> Iterator[tuple[str, Text]]:
    own = {**known, **dict(event.titles)}
    return ((name, own[name]) for name, _ in event.fields if name in own)


def _data_labels(data: Node | None) -> tuple[tuple[str, Labels], ...]:
    """The titles of the values of an event's data, for those that name any."""
    named = ((key.text, value.get("values")) for key, value in entries(data) if isinstance(value, Mapping))
    return tuple((name, read_labels(values)) for name, values in named if values)


def _kind(name: str, node: Node, severity: int | None, report: Report) -> ConsequenceKind:
    attributes = node.get("attributes") if isinstance(node, Mapping) else None
    title = read_text(node.get("title") if isinstance(node, Mapping) else node, name)
    own = _own(attributes, OF_EVERY_OUTCOME, report)
    types = {key.text: _attribute(key.text, value, report) for key, value in own}
    return ConsequenceKind(name, title, types, severity)


def _own(node: Node | None, taken: tuple[str, ...], report: Report) -> Iterator[tuple[Scalar, Node]]:
    """The entries of a mapping; a name that is taken is reported."""
    for key, value in entries(node):
        if key.text in taken:
            report.add("GJ356", key.span, name=key.text, taken=", ".join(taken))
        yield key, value


def _attribute(name: str, node: Node, report: Report) -> AttributeType:
    declared = node.get("type") if isinstance(node, Mapping) else node
    title = read_text(node.get("title") if isinstance(node, Mapping) else None, name)
    return AttributeType(_attribute_type(declared, report), read_string(declared) in LITERAL_ATTRIBUTES, title)


def _attribute_type(node: Node | None, report: Report) -> Type:
    if not isinstance(node, Scalar):
        return ANY
    if node.text in LITERAL_ATTRIBUTES:
        return STRING
    if node.text in SIMPLE:
        return SIMPLE[node.text].required()
    known = (*LITERAL_ATTRIBUTES, *SIMPLE)
    report.add("GJ326", node.span, name=node.text, near=did_you_mean(node.text, known), known=", ".join(known))
    return ANY


def _severity(root: Mapping, report: Report) -> dict[str, int]:
    """Step in the severity order by kind; a step may hold several kinds."""
    known = [key.text for key, _ in entries(root.get("consequences"))]
    steps: dict[str, int] = {}
    for step, node in enumerate(items(root.get("severity"))):
        for kind in scalars(node):
            if kind.text not in known:
                report.add("GJ334", kind.span, name=kind.text, near=did_you_mean(kind.text, known))
            elif kind.text in steps:
                report.add("GJ353", kind.span, name=kind.text)
            steps.setdefault(kind.text, step)
    return steps
