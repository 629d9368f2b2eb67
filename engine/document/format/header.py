"""The line that tells an editor which schema a file keeps to."""

from __future__ import annotations

import re

_HEADER = re.compile(
    r"^[ \t]*#\s*yaml-language-server\s*:.*?\$schema\s*=\s*(?P<schema>\S+)", re.IGNORECASE | re.MULTILINE
)


def header_line(schema: str) -> str:
    """The line for a schema: its path relative to the file, or its address."""
    return f"# yaml-language-server: $schema={schema}"


def schema_of(text: str) -> str:
    """The schema that a text names in a comment, as it is written; empty where it names none."""
    found = _HEADER.search(text)
    return found["schema"] if found else ""
