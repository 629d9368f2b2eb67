"""JSON Schemas made for one library, so that an editor completes its own words and refuses misspelt ones.

Each is a schema of `schemas/`, narrowed: what it refuses, the shipped one or `guiju check` and `guiju test` refuse too.
They stand in a hidden folder of the library, and the first line of every file names its schema there.

    written.py       the schemas as they are shipped, and the files that come of them
    choices.py       words that an editor offers, closed or open
    known.py         the library's words, from the files that could be read
    everywhere.py    a policy as all branches together have it
    values.py        a type as the schema of its values
    expressions.py   conditions and names that a policy may use
    events.py        the events that a policy waits for, conditions on them, their data
    parts.py         what stands once and is referred to; what holds of one policy, one kind, one event
    consequences.py  citations.py  policies.py  overlays.py  timed.py  cases.py  timed_cases.py  calendars.py
                     guardrails.py   what is narrowed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.document.format import OWN_SCHEMAS
from engine.pipeline import load
from engine.workshop.schemas.calendars import calendar_schema
from engine.workshop.schemas.cases import cases_schema
from engine.workshop.schemas.choices import picked
from engine.workshop.schemas.citations import narrow_cites
from engine.workshop.schemas.guardrails import guardrails_schema
from engine.workshop.schemas.known import known_words
from engine.workshop.schemas.overlays import overlay_schema
from engine.workshop.schemas.policies import policy_schema
from engine.workshop.schemas.written import file_of, written

if TYPE_CHECKING:
    from pathlib import Path

    from engine.workshop.file import File
    from engine.workshop.schemas.choices import Schema
    from engine.workshop.schemas.known import Known

__all__ = ["OWN_SCHEMAS", "schemas"]


def schemas(folder: Path) -> tuple[File, ...]:
    """The schemas of every kind of file, made for the library in a folder; its errors don't matter."""
    known = known_words(load(folder, str(folder)))
    of_policies = policy_schema(known)
    made = {
        "policy": of_policies,
        "overlay": overlay_schema(known, of_policies),
        "cases": cases_schema(known),
        "vocabulary": _vocabulary(known),
        "clauses": written("clauses"),
        "guardrails": guardrails_schema(known),
        "library": _library(known),
        "calendar": calendar_schema(known),
        "branch": _branch(known),
    }
    return tuple(file_of(kind, schema) for kind, schema in made.items())


def _vocabulary(known: Known) -> Schema:
    schema = written("vocabulary")
    narrow_cites(schema, known)
    return schema


def _library(known: Known) -> Schema:
    schema = written("library")
    schema["properties"]["calendar"] = picked(schema["properties"]["calendar"], known.calendars)
    return schema


def _branch(known: Known) -> Schema:
    schema = written("branch")
    schema["properties"]["extends"] = picked(schema["properties"]["extends"], known.branches)
    schema["properties"]["calendar"] = picked(schema["properties"]["calendar"], known.calendars)
    return schema
