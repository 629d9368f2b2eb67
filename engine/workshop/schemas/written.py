"""The schemas as they are shipped, to be narrowed for a library, and the files that come of it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from engine.document.format import OWN_SCHEMAS, schema_file
from engine.workshop.file import File

if TYPE_CHECKING:
    from engine.workshop.schemas.choices import Schema

_WIDTH = 160


def written(kind: str) -> Schema:
    """The schema of a kind of file as it is written, fresh: it may be changed."""
    schema: Schema = json.loads((files("schemas") / schema_file(kind)).read_text(encoding="utf-8"))
    return schema


def file_of(kind: str, schema: Schema) -> File:
    return File(f"{OWN_SCHEMAS}/{schema_file(kind)}", _json(schema, "") + "\n")


def _json(value: Any, indent: str) -> str:
    """JSON that is read and compared by lines: what fits on one stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(value, dict | list):
        return line
    inner = indent + " "
    if isinstance(value, list):
        parts = [_json(item, inner) for item in value]
    else:
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {_json(item, inner)}" for key, item in value.items()]
    body = f",\n{inner}".join(parts)
    return f"[\n{inner}{body}\n{indent}]" if isinstance(value, list) else f"{{\n{inner}{body}\n{indent}}}"
