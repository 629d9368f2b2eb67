"""The one catalog of messages: TOML files beside this module, each entry with its code, in Chinese and English.

    [GJ101]
    severity = "error"                       # error, warning or hint
    cause = {zh = "…`{key}`…", en = "…"}     # what is wrong; user text in backticks
    fix = {zh = "…", en = "…"}               # what to do
    phrases = {key = "reasons"}              # where an argument names a phrase: the table that has it

Codes: GJ1xx documents, GJ2xx expressions, GJ3xx policies, GJ4xx facts and decisions, GJ5xx executors, GJ6xx cases,
GJ7xx the command line, GJ8xx the service. Other tables (`explain`, …) hold the phrases of generated prose.

What needs more words stands in `engine/diagnostics/codes/about.toml`; an example of each code is recorded beside it.

A template may hold an optional part in `[[…]]`: it stays only where every `{name}` in it has a non-empty value.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
_FIELD = re.compile(r"\{(\w+)\}")


@cache
def catalog() -> dict[str, Any]:
    """Every entry of every file, by code or table name."""
    merged: dict[str, Any] = {}
    for file in sorted(Path(__file__).parent.glob("*.toml")):
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
        doubled = merged.keys() & entries.keys()
        if doubled:
            msg = f"{file.name} repeats {', '.join(sorted(doubled))}"
            raise ValueError(msg)
        merged |= entries
    return merged


def entry(code: str) -> Any:
    """The catalog's entry of a code; KeyError where there is none."""
    return catalog()[code]


def fill(template: str, args: Mapping[str, str]) -> str:
    """The template with its `{name}` fields filled; a `[[…]]` part goes where one of its fields is empty or missing."""

    def optional(match: re.Match[str]) -> str:
        part = match.group(1)
        return part if all(args.get(name) for name in _FIELD.findall(part)) else ""

    return _FIELD.sub(lambda match: args.get(match.group(1), ""), _OPTIONAL.sub(optional, template))
