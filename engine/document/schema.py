"""What a schema has against a document: the plain values are judged that an editor's YAML plug-in judges too.

A quick judge (jsonschema-rs) lets good documents pass; what is wrong with the others jsonschema says.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs

from engine.document.format.header import schema_file
from engine.document.nodes import Mapping, Node, Scalar, Sequence
from engine.late import room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import Draft202012Validator, ValidationError

Schema = dict[str, Any]

_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_NUMBER_START = frozenset("-+.0123456789")
_GREAT = 10**18
"""Stands for integers of more digits, which JSON has no use for."""
_NOT_FINITE = 0.5
"""Stands for what JSON can't say: numbers, but no integers."""


class Objection(NamedTuple):
    """One error: the keyword that fails, in the schema that has it, and what it asks for.

    `path` leads to the value that fails; `key` names the key of it that the error is about (`propertyNames`).
    """

    keyword: str
    schema: Schema
    path: tuple[str | int, ...]
    key: str | None

    @property
    def wanted(self) -> Any:
        return self.schema[self.keyword]


@cache
def schema(kind: str) -> Schema:
    """The schema of a kind of document, every `$ref` replaced by what it points to."""
    inlined: Schema = _inline(_written(schema_file(kind)), schema_file(kind))
    return inlined


@cache
def _written(file: str) -> Schema:
    written: Schema = json.loads((files("schemas") / file).read_text(encoding="utf-8"))
    return written


def objections(kind: str, root: Node) -> Iterator[Objection]:
    """All errors of a document."""
    value = plain(root)
    if is_valid(kind, value):
        return
    for error in _validator(kind).iter_errors(value):
        failing = error.schema if isinstance(error.schema, dict) else {}
        yield Objection(str(error.validator), failing, tuple(error.absolute_path), _wrong_key(error))


def is_valid(kind: str, value: Any) -> bool:
    """Whether a schema has nothing against a plain value."""
    return _quick_validator(kind).is_valid(value)


def _wrong_key(error: ValidationError) -> str | None:
    return str(error.instance) if "propertyNames" in error.absolute_schema_path else None


@cache
def _quick_validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(kind), validate_formats=True)


@cache
def _validator(kind: str) -> Draft202012Validator:
    draft = room("jsonschema").Draft202012Validator
    validator: Draft202012Validator = draft(schema(kind), format_checker=draft.FORMAT_CHECKER)
    return validator


@cache
def pattern_of(kind: str, name: str) -> str | None:
    """The pattern of a named definition of a schema, by which its errors are known."""
    pattern: str | None = schema(kind)["$defs"].get(name, {}).get("pattern")
    return pattern


def _inline(value: Any, file: str) -> Any:
    """The value, of a schema's file, without `$ref`; what stands beside a `$ref` wins over what it points to."""
    if isinstance(value, list):
        return [_inline(item, file) for item in value]
    if not isinstance(value, dict):
        return value
    own = {key: _inline(item, file) for key, item in value.items() if key != "$ref"}
    if "$ref" not in value:
        return own
    other, _, name = value["$ref"].partition("#/$defs/")
    target = _inline(_written(other or file)["$defs"][name], other or file)
    return {**target, **own}


def plain(node: Node) -> Any:
    """A node as YAML 1.2's core schema resolves it."""
    match node:
        case Scalar():
            return _resolve(node.text) if node.style == "plain" else node.text
        case Mapping():
            return {entry.key.text: plain(entry.value) for entry in node.entries}
        case Sequence():
            return [plain(item) for item in node.items]


def _resolve(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMBER_START:
        return text
    if _INTEGER.fullmatch(text):
        return int(text, 0 if text[:2] in ("0o", "0x") else 10) if len(text) < len(str(_GREAT)) else _GREAT
    if not _FLOAT.fullmatch(text):
        return text
    value = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return value if isfinite(value) else _NOT_FINITE
