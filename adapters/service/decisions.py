"""A decision as the ledger keeps it: with all that it takes to make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.clock import micros
from adapters.ledger.entries import Entry
from adapters.service import json_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine import Decision


def to_entry(
    decision: Decision,
    facts: Mapping[str, Any],
    answer: tuple[str, str],
    *,
    bundle: str,
    case: str,
    key: str,
) -> Entry:
    """The decision as an entry: `facts` as they were given, `answer` the id and the JSON text, `key` who asked.

    The body has `facts`, `as_of`, `now`, `horizon`, `answer`, `bundle`, `key`. Decided again with the first four, under
    the rules of the bundle, the decision has the same id.
    """
    now, (identity, text) = decision.now, answer
    asked = {
        "facts": facts,
        "as_of": decision.as_of.isoformat(),
        "now": now.isoformat(),
        "horizon": decision.horizon and decision.horizon.isoformat(),
        "bundle": bundle,
        "key": key,
    }
    body = f'{json_bytes.write(asked)[:-1]},"answer":{text}}}'
    return Entry("decision", identity, decision.branch, decision.policy, case, micros(now), body)
