"""The content hash of what a policy decides: titles, comments and places don't enter it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.diagnostics import Place, Span
from engine.feel.runtime.texts import plain_number
from engine.feel.typed import Expression
from engine.ir.program import Program, Text
from engine.ir.timed import ClockRung, Schedule
from engine.temporal.calendar import SpecialDay
from engine.temporal.clocks.reading import Offset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLACES = {"at", "instead", "place", "reason", "said", "span", "text"}
_WORDS = {"labels", "severity", "stricter", "title", "titles"}
UNHASHED = frozenset({"before", "changes", "complete", "default_from", "events", "stated_by", *_PLACES, *_WORDS})
"""Fields that say where something stands, who wrote it and why, or what it is called, or what else is known."""
KEPT: dict[type[Any], frozenset[str]] = {
    ClockRung: frozenset({"at"}),
    Offset: frozenset({"span"}),
    Schedule: frozenset({"at", "before"}),
}
"""Fields of such names that say something else."""
ADDED = {"calendars": (), "rung": False, "revokes": False}
"""Fields that came later: left out where they say nothing, a policy that doesn't use them keeps its revision."""


def revision_of(programs: Iterable[Program], language: int) -> str:
    """`sha256:` and the hash of the programs' canonical JSON, with the version of the policy language."""
    return _hashed_text({"guiju": language, "programs": [_plain(program) for program in programs]})


def content_hash(content: Any) -> str:
    """The same of anything else that is made of dataclasses and values."""
    return _hashed_text(_plain(content))


def _hashed_text(plain: Any) -> str:
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _plain(value: Any) -> Any:
    """The value as JSON: dataclasses as objects that name their class, decimals as their shortest text."""
    match value:
        case Expression():
            return _plain(value.root)
        case Span() | Place() | Text():
            return None
        case Enum():
            return value.value
        case Decimal() | int() if not isinstance(value, bool):
            return {"number": plain_number(value)}
        case dt.datetime() | dt.date() | dt.time():
            return {type(value).__name__: value.isoformat()}
        case SpecialDay(day=day, hours=hours):
            return [_plain(day), _plain(hours)]
        case tuple() | list():
            return [_plain(item) for item in value]
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case _ if dataclasses.is_dataclass(value):
            return {"": type(value).__name__} | {name: _plain(part) for name, part in _fields(value)}
        case _:
            return value


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    for name in _hashed(value.__class__):
        part = getattr(value, name)
        if not (name in ADDED and part == ADDED[name]):
            yield name, part


@cache
def _hashed(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass that enter the hash."""
    hidden = UNHASHED - KEPT.get(kind, frozenset())
    return tuple(item.name for item in dataclasses.fields(kind) if item.name not in hidden)
