"""Parts of a schema: what stands once and is referred to, and what holds only where a key has a certain word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.workshop.schemas.choices import quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.workshop.schemas.choices import Schema

    Properties = dict[str, Schema]
    """Schemas by key."""


def parts_of(name: str, parts: Properties) -> Properties:
    """Definitions of one policy's parts, for keys that are described elsewhere."""
    return {f"{name}.{part}": quiet(schema) for part, schema in parts.items()}


def part_of(name: str, part: str) -> Schema:
    """One of them. Nothing may stand beside a reference: the language server would put both into an `allOf`."""
    return {"$ref": f"#/$defs/{name}.{part}"}


def of_policy(name: str, part: Properties) -> Schema:
    """What more holds in the files of one policy, of keys that are described elsewhere."""
    return {"if": _where("policy", [name]), "then": {"properties": {key: quiet(value) for key, value in part.items()}}}


def by_word(key: str, own: Mapping[str, Properties], others: Iterable[str], *, strict: bool) -> list[Schema]:
    """What each word of a key has of its `own`, once for all words that have the same.

    `others` may stand there with any word, and are described elsewhere. `strict`: nothing else may.
    """
    groups: dict[str, tuple[Properties, list[str]]] = {}
    for word, properties in own.items():
        groups.setdefault(json.dumps(properties), (properties, []))[1].append(word)
    described = dict.fromkeys(others, quiet({}))
    rest = {"additionalProperties": False} if strict else {}
    return [
        {"if": _where(key, words), "then": {"properties": {**described, **properties}, **rest}}
        for properties, words in groups.values()
    ]


def _where(key: str, words: Iterable[str]) -> Schema:
    """A pattern: the language server would offer the words of an `enum`."""
    choice = "|".join(word.replace(".", r"\.") for word in words)
    return {"properties": {key: {"pattern": f"^({choice})$"}}, "required": [key]}
