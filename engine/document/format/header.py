"""The line that tells an editor which schema a file keeps to, and where such schemas stand."""

from __future__ import annotations

import re

_HEADER = re.compile(
    r"^[ \t]*#\s*yaml-language-server\s*:.*?\$schema\s*=\s*(?P<schema>\S+)", re.IGNORECASE | re.MULTILINE
)

OWN_SCHEMAS = ".schemas"
"""The folder, in that of a library, of the schemas made for it; hidden, so that no policy is looked for in it."""


def schema_file(kind: str) -> str:
    """The name of the schema of a kind of file."""
    return f"{kind}.schema.json"


def header_line(schema: str) -> str:
    """The line for a schema: its path relative to the file, or its address."""
    return f"# yaml-language-server: $schema={schema}"


def schema_of(text: str) -> str:
    """The schema that a text names in a comment, as it is written; empty where it names none."""
    found = _HEADER.search(text)
    return found["schema"] if found else ""
