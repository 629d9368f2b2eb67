"""Recorded examples: a fault that somebody could make, what was said of it, and what mends it.

`examples.json` has one a line, by code. They are recorded by running them (tests/codes/), never written by hand.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from engine.diagnostics.diagnostic import Diagnostic
from engine.diagnostics.span import Span

FILE = Path(__file__).with_name("examples.json")


class Example(NamedTuple):
    """`call` is what was asked for, and `mended` the lines (or the call) with which `found` is not said any more.

    A mended line stands behind its number and a bar, a call behind `$`; else it tells what becomes of a file.
    """

    call: str
    found: Diagnostic
    mended: tuple[str, ...]


def example_of(code: str) -> Example | None:
    """The recorded example of a code; None where there is none."""
    recorded = _recorded().get(code)
    return _read(code, recorded) if recorded else None


@cache
def _recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def _read(code: str, recorded: dict[str, Any]) -> Example:
    at = recorded.get("at")
    args = tuple(recorded["args"].items())
    found = Diagnostic(code, Span(*at) if at else None, args, recorded.get("excerpt", ""), recorded.get("pointer"))
    return Example(recorded["call"], found, tuple(recorded["mended"]))


def to_record(example: Example) -> dict[str, Any]:
    """The example as `examples.json` has it."""
    found = example.found
    span = found.span
    place = {
        "at": [span.path, span.line, span.column, span.end_line, span.end_column] if span else None,
        "excerpt": found.excerpt,
        "pointer": found.pointer,
    }
    told = {name: value for name, value in place.items() if value}
    return {"call": example.call, "args": dict(found.args), **told, "mended": list(example.mended)}
