"""A decision as the ledger keeps it: with all that it takes to make it again."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adapters.clock import micros
from adapters.ledger.entries import Entry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from engine import Decision


def to_entry(
    decision: Decision, facts: Mapping[str, Any], answer: str, *, bundle: str, case: str = "", key: str = ""
) -> Entry:
    """The decision as an entry: `facts` as they were given, `answer` its JSON text, `key` the id of who asked.

    The body has `facts`, `as_of`, `now`, `horizon`, `answer`, `bundle`, `key`. Decided again with the first four, under
    the rules of the bundle, the decision has the same id.
    """
    asked = {
        "facts": facts,
        "as_of": decision.as_of.isoformat(),
        "now": decision.now.isoformat(),
        "horizon": decision.horizon and decision.horizon.isoformat(),
        "bundle": bundle,
        "key": key,
    }
    body = f'{_written(asked)[:-1]}, "answer": {answer}}}'
    return Entry("decision", decision.id, decision.branch, decision.policy, case, micros(decision.now), body)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_numeral)


def _numeral(number: Decimal) -> str:
    """An exact number as the engine takes it, too: in digits, as text."""
    return f"{number:f}"
