"""The heavy rooms, opened when first asked for: one table of late imports.

A cold `guiju decide` with a warm cache must not pay for YAML, JSON Schema, SQL or prose that it never uses.
So nothing may import these modules from the top of a module that it loads.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

ROOMS = {
    "jsonschema": "jsonschema",
    "rrule": "dateutil.rrule",
    "catalog": "engine.diagnostics.catalog",
    "sarif": "engine.diagnostics.sarif",
    "pipeline": "engine.pipeline",
    "compiler": "engine.backends.scalar.compiler",
    "tracing": "engine.backends.scalar.tracing",
    "timed": "engine.backends.scalar.timed.run",
    "incoming": "engine.backends.scalar.incoming",
    "clocks": "engine.backends.scalar.timed.clocks",
    "ladders": "engine.backends.scalar.timed.ladders",
    "schedules": "engine.backends.scalar.timed.schedules",
    "margin": "engine.backends.scalar.margins.nearest",
    "trace_data": "engine.backends.prose.trace_data",
    "explanation": "engine.backends.prose.explanation",
    "readings": "engine.backends.prose.timed.readings",
    "columnar": "engine.backends.columnar",
    "rete": "engine.backends.rete",
    "casebook": "engine.casebook",
    "side_by_side": "engine.compliance.side_by_side",
    "analysis": "engine.compliance.analysis",
    "comparison": "engine.compliance.comparison",
    "guardrails": "engine.compliance.guardrails",
    "guarantees": "engine.backends.proof.guarantees",
    "icalendar_file": "engine.workshop.agenda.icalendar_file",
}


PROOF = frozenset({"pysat", "z3"})
"""The modules of the extra `proof`."""


def room(name: str) -> Any:
    """The module behind a name of the table."""
    return import_module(ROOMS[name])
