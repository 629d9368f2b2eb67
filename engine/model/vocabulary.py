"""The words that policies share: subjects, events, consequence kinds with their severity, the library's settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.diagnostics import did_you_mean
from engine.feel.types import ANY, Kind, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.diagnostics import Span
    from engine.model.parts import EventType
    from engine.model.text import Text
    from engine.temporal.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Setting:
    """Who set a setting: the branch, where, as what, why; `instead`: what it takes the place of."""

    branch: str
    span: Span
    text: str
    reason: Text | None = None
    instead: Setting | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """`library.yaml`: the language's version, the zone and currency of everything below, the library's title.

    `calendars`: every calendar that may be named, by its id. `calendar`: the one that holds where none is named, or
    empty. `set_by`: who set the zone and this calendar, by their keys; none where nobody did.
    """

    language: int
    zone: str
    currency: str
    title: Text
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    calendar: str = ""
    set_by: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AttributeType:
    """`literal`: written as it is (ids and texts) unless it starts with `=`; else it is an expression of `type`."""

    type: Type
    literal: bool
    title: Text


@dataclass(frozen=True, slots=True)
class ConsequenceKind:
    """What a policy can do. `severity`: its step in the severity order from 0, the mildest; None outside the order."""

    id: str
    title: Text
    attributes: Mapping[str, AttributeType]
    severity: int | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    subjects: Mapping[str, Text]
    events: Mapping[str, EventType]
    kinds: Mapping[str, ConsequenceKind]
    cases: Mapping[str, Text]
    """What one case of a policy is, by the id that policies have for it."""
    complete: bool = True
    """False where a part of the vocabulary could not be read: then an unknown word proves nothing."""

    @property
    def subject(self) -> Type:
        """The type of a subject; anything where subjects could not be read."""
        return Type(Kind.ENUM, values=tuple(self.subjects)) if self.complete else ANY

    def titles(self) -> Iterator[tuple[str, Text]]:
        """What prose calls subjects, consequence kinds (`bonus`) and their attributes (`bonus.rate`)."""
        yield from self.subjects.items()
        for kind in self.kinds.values():
            yield kind.id, kind.title
            yield from ((f"{kind.id}.{name}", attribute.title) for name, attribute in kind.attributes.items())

    def by_severity(self) -> list[str]:
        """The kinds that have an order, the mildest first."""
        ordered = ((kind.severity, kind.id) for kind in self.kinds.values() if kind.severity is not None)
        return [name for _, name in sorted(ordered)]

    def data_labels(self) -> Iterator[tuple[tuple[str, Text], ...]]:
        """The values of every enum among the events' data, with their titles."""
        return (labels for event in self.events.values() for _, labels in event.labels)

    def near_subject(self, word: str) -> str:
        """The subject that an unknown word probably means, by id or title; empty where none is near enough."""
        return _near(word, self.subjects)

    def near_case(self, word: str) -> str:
        """The same for what one case of a policy is."""
        return _near(word, self.cases)

    def near_event(self, word: str) -> str:
        """The same for events."""
        return _near(word, {name: event.title for name, event in self.events.items()})

    def near_kind(self, word: str) -> str:
        """The same for kinds of consequences."""
        return _near(word, {name: kind.title for name, kind in self.kinds.items()})


def _near(word: str, titled: Mapping[str, Text]) -> str:
    ids = {spelling: name for name, title in titled.items() for spelling in (*title.spellings, name)}
    return ids.get(did_you_mean(word, ids), "")
