"""The facts of a case as `--facts` gives them: a JSON object in the call itself, in a file, or on standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from adapters.cli import json_text
from adapters.cli.faults import fault

STANDARD_INPUT = "-"
_INLINE = "--facts"
_NO_OBJECT = ("", "null", "true", "false")
"""JSON that is no object, and no file's name either."""


def read_facts(given: str) -> dict[str, Any]:
    """The facts as a dict of JSON values, decimals exact. Raises `UsageFault`."""
    data, shown = _bytes(given)
    facts = json_text.read(data, shown)
    if not isinstance(facts, dict):
        raise fault("GJ718", path=shown)
    return facts


def _bytes(given: str) -> tuple[bytes, str]:
    if given == STANDARD_INPUT:
        return sys.stdin.buffer.read(), "<stdin>"
    if given.lstrip()[:1] in ("{", "[") or given.strip() in _NO_OBJECT:
        return given.encode("utf-8", "surrogateescape"), _INLINE
    return _file(Path(given)), given


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise fault("GJ706", path=path) from None
    except OSError as error:
        raise fault("GJ707", path=path, problem=error.strerror) from None
