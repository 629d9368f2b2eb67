"""The schemas as validators, and documents as the plain values that an editor's YAML plug-in validates."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from engine.document.nodes import Mapping, Node, Scalar, Sequence

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


@cache
def schema(kind: str) -> Schema:
    """The schema of a kind of document, every `$ref` replaced by what it points to."""
    written = json.loads((files("schemas") / f"{kind}.schema.json").read_text(encoding="utf-8"))
    inlined: Schema = _inline(written, written["$defs"])
    return inlined


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)


@cache
def pattern_of(kind: str, name: str) -> str | None:
    """The pattern of a named definition of a schema, by which its errors are known."""
    pattern: str | None = schema(kind)["$defs"].get(name, {}).get("pattern")
    return pattern


def _inline(value: Any, definitions: Schema) -> Any:
    """The value without `$ref`; what stands beside a `$ref` wins over what it points to."""
    if isinstance(value, list):
        return [_inline(item, definitions) for item in value]
    if not isinstance(value, dict):
        return value
    own = {key: _inline(item, definitions) for key, item in value.items() if key != "$ref"}
    if "$ref" not in value:
        return own
    target = _inline(definitions[value["$ref"].removeprefix("#/$defs/")], definitions)
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
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return float(text.replace(".inf", "inf").replace(".nan", "nan")) if _FLOAT.fullmatch(text) else text
