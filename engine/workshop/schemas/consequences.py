"""Consequences as the vocabulary has them: the kinds, whom they may concern, the attributes of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.types import Kind
from engine.model.timed.shapes import TOLD
from engine.workshop.schemas.choices import bare, heading, one_of
from engine.workshop.schemas.parts import by_word
from engine.workshop.schemas.values import about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.model.vocabulary import AttributeType
    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.known import Known


def consequence(static: Schema, known: Known) -> Schema:
    """What a policy's `then` holds: the type of an attribute decides how its value is written."""
    named = _named(static, known, {"pattern": r"^=.*\S"})
    if not known.kinds.whole:
        return named
    kept = {key: value for key, value in named.items() if key not in ("additionalProperties", "propertyNames")}
    return {**kept, "allOf": _by_kind(known, _written, ("do", "to"))}


def outcome(static: Schema, known: Known) -> Schema:
    """What a case expects of a consequence; that of a rung tells more than its kind has."""
    keys = dict.fromkeys(
        (*static["properties"], "missing", "next", *(name for told in TOLD.values() for name, _ in told))
    )
    return {**_named(static, known), "allOf": _by_kind(known, _anything, keys)}


def _named(static: Schema, known: Known, *other_subjects: Schema) -> Schema:
    """The schema with the kinds and the subjects of the library."""
    properties = static["properties"]
    narrowed = {
        "do": {**bare(properties["do"]), **one_of(known.kinds)},
        "to": {**bare(properties["to"]), **one_of(known.subjects, *other_subjects)},
    }
    return {**bare(static), "properties": {**properties, **narrowed}}


def _by_kind(known: Known, value: Callable[[AttributeType], Schema], keys: Iterable[str]) -> list[Schema]:
    """The attributes of each kind."""
    attributes = {
        kind.id: {name: _attribute(declared, value) for name, declared in kind.attributes.items()}
        for kind in known.model.vocabulary.kinds.values()
    }
    return by_word("do", attributes, keys, strict=known.kinds.whole)


def _attribute(declared: AttributeType, value: Callable[[AttributeType], Schema]) -> Schema:
    return {"title": heading(declared.title), "description": about(declared.type, declared.title), **value(declared)}


def _written(declared: AttributeType) -> Schema:
    """An expression, or a text that is taken as it stands."""
    plain = declared.literal or declared.type.kind is Kind.BOOLEAN
    return {"type": ["string", "number", "boolean"] if plain else ["string", "number"], "minLength": 1}


def _anything(_declared: AttributeType) -> Schema:
    """In a case a value may be written in more ways."""
    return {}
