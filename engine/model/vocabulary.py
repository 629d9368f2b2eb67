"""The words that policies share: subjects, events, consequence kinds with their severity, the library's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.types import Type
    from engine.model.parts import EventType
    from engine.model.text import Text


@dataclass(frozen=True, slots=True)
class Settings:
    """`library.yaml`: the language's version, the zone and currency of everything below."""

    language: int
    zone: str
    currency: str


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
    complete: bool = True
    """False where a part of the vocabulary could not be read: then an unknown word proves nothing."""
