"""A case as a call gives it: facts, and events, as JSON in the call itself, in a file, or on standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from adapters import json_text
from adapters.cli.faults import fault

STANDARD_INPUT = "-"
_NO_OBJECT = ("", "null", "true", "false")
"""JSON that is no object, and no file's name either."""


def read_facts(given: str) -> dict[str, Any]:
    """The facts as a dict of JSON values, decimals exact. Raises `UsageFault`, `Malformed`."""
    data, shown = _bytes(given)
    facts = json_text.read(data, shown)
    if not isinstance(facts, dict):
        raise fault("GJ718", path=shown)
    return facts


def read_case(facts: str | None, events: str | None) -> dict[str, Any]:
    """The facts, with the events of `--events` after their own. Raises as `read_facts`, or Click's where neither is."""
    if facts is None and events is None:
        raise click.MissingParameter(param_hint="--facts")
    if facts == events == STANDARD_INPUT:
        raise fault("GJ739")
    given = {} if facts is None else read_facts(facts)
    if events is None:
        return given
    own = given.get("events", [])
    return given | {"events": [*(own if isinstance(own, list) else [own]), *read_events(events)]}


def read_events(given: str) -> list[Any]:
    """Events as a JSON array, or one JSON object a line (NDJSON). Raises `UsageFault`, `Malformed`."""
    data, shown = _bytes(given, "--events")
    if data.lstrip().startswith(b"["):
        found = json_text.read(data, shown)
        return found if isinstance(found, list) else [found]
    return [json_text.read(line, shown) for line in data.splitlines() if line.strip()]


def _bytes(given: str, option: str = "--facts") -> tuple[bytes, str]:
    if given == STANDARD_INPUT:
        return sys.stdin.buffer.read(), "<stdin>"
    if given.lstrip()[:1] in ("{", "[") or given.strip() in _NO_OBJECT:
        return given.encode("utf-8", "surrogateescape"), option
    return _file(Path(given)), given


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise fault("GJ706", path=path) from None
    except OSError as error:
        raise fault("GJ707", path=path, problem=error.strerror) from None
