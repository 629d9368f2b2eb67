"""What may be asked of a policy, for those who call it: JSON Schemas (2020-12) of facts and events, and examples.

The schemas say exactly what is taken, so that a caller finds its mistakes before it calls. What they can't say is told
by `unsaid` and by `FactError`: checks that hold facts against one another; events that share an id; events that lack
what a clock goes by, which depends on the case.

    values.py     a type as the schema of its values      texts.py      dates, instants, spans as expressions
    checks.py     what of a check a schema can say        numerals.py   decimals between bounds as expressions
    facts.py  told.py  events.py  examples.py             what is made of them
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.workshop.requests.events import data_schema, history_schemas
from engine.workshop.requests.examples import CaseExample, case_examples
from engine.workshop.requests.facts import facts_of, unsaid
from engine.workshop.requests.told import told_facts_schema
from engine.workshop.requests.values import Manner, shared_values

if TYPE_CHECKING:
    from engine.ir.program import EventType
    from engine.library import Library
    from engine.policy import Policy
    from engine.workshop.requests.values import Schema

__all__ = [
    "CaseExample",
    "Manner",
    "case_examples",
    "data_schemas",
    "facts_of",
    "facts_schema",
    "shared_schemas",
    "told_facts_schema",
    "unsaid",
]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def facts_schema(policy: Policy, lang: str = "zh") -> Schema:
    """The facts that `policy` takes, as one schema that stands by itself; its words in `lang` ("zh" or "en")."""
    manner = Manner(lang)
    shared = _shared(policy.timeline.programs[-1].events, manner)
    return {"$schema": _DIALECT, **facts_of(policy, manner), "$defs": shared}


def shared_schemas(library: Library, manner: Manner) -> dict[str, Schema]:
    """The definitions that the schemas of facts refer to, by name."""
    return _shared(tuple(library.loaded.model.vocabulary.events.values()), manner)


def data_schemas(library: Library, manner: Manner) -> dict[str, Schema]:
    """The data of the vocabulary's events by their type."""
    events = library.loaded.model.vocabulary.events.values()
    return {event.name: data_schema(event, manner) for event in events}


@lru_cache(maxsize=8)
def _shared(events: tuple[EventType, ...], manner: Manner) -> dict[str, Schema]:
    return {**shared_values(manner), **history_schemas(events, manner)}
