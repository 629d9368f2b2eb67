"""A decision as the ledger keeps it: with all that it takes to make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.clock import micros
from adapters.ledger.entries import Entry
from adapters.service import json_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine import Decision


def to_entry(decision: Decision, facts: Mapping[str, Any], answer: str, *, bundle: str, case: str, key: str) -> Entry:
    """The decision as an entry: `facts` as they were given, `answer` the JSON text, `key` who asked.

    The body has `facts`, `as_of`, `now`, `horizon`, `bundle`, `key`, `answer`. Decided again with the first four, under
    the rules of the bundle, the decision has the same id.
    """
    now, horizon = decision.now, decision.horizon
    body = (
        f'{{"facts":{json_bytes.write(facts)},"as_of":"{decision.as_of.isoformat()}","now":"{now.isoformat()}",'
        f'"horizon":{json_bytes.write(horizon and horizon.isoformat())},"bundle":"{bundle}","key":"{key}",'
        f'"answer":{answer}}}'
    )
    return Entry("decision", decision.id, decision.branch, decision.policy, case, micros(now), body)
