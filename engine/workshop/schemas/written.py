"""The schemas as they are shipped, to be narrowed for a library, and the files that come of it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from engine.workshop.file import File
from engine.workshop.schemas.choices import quiet

if TYPE_CHECKING:
    from engine.workshop.schemas.choices import Schema

FOLDER = ".schemas"
"""Inside the library's folder; hidden, so that no policy is looked for in it."""
_WIDTH = 160


def written(kind: str) -> Schema:
    """The schema of a kind of file as it is written, fresh: it may be changed."""
    schema: Schema = json.loads((files("schemas") / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return schema


def parts_of(name: str, parts: dict[str, Schema]) -> dict[str, Schema]:
    """Definitions of one policy's parts, for keys that are described elsewhere."""
    return {f"{name}.{part}": quiet(schema) for part, schema in parts.items()}


def part_of(name: str, part: str) -> Schema:
    """One of them. Nothing may stand beside a reference: the language server would put both into an `allOf`."""
    return {"$ref": f"#/$defs/{name}.{part}"}


def of_policy(name: str, part: dict[str, Schema]) -> Schema:
    """What more holds in the files of one policy: schemas by key, of keys that are described elsewhere."""
    this: Schema = {"properties": {"policy": {"const": name}}, "required": ["policy"]}
    return {"if": this, "then": {"properties": {key: quiet(value) for key, value in part.items()}}}


def file_of(kind: str, schema: Schema) -> File:
    return File(f"{FOLDER}/{kind}.schema.json", _json(schema, "") + "\n")


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
