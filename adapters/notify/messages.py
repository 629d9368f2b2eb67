"""What receivers are told: CloudEvents, each with an id that stays the same however often it is made."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from adapters.clock import instant
from adapters.ledger.entries import Entry
from engine import moment_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

TYPES: Mapping[str, str] = {
    "warn": "guiju.clock.warning",
    "breach": "guiju.clock.breached",
    "escalation": "guiju.clock.escalated",
    "changed": "guiju.clock.changed",
    "strike": "guiju.ladder.reached",
    "missed": "guiju.schedule.missed",
    "withdrawn": "guiju.withdrawn",
}
"""By what there is to be told (a point by its kind), the `type` of its CloudEvent."""
CHANGED, WITHDRAWN = TYPES["changed"], TYPES["withdrawn"]
_JUST_AFTER = frozenset({TYPES["warn"], TYPES["breach"], TYPES["escalation"]})


def so_from(kind: str, at: int) -> int:
    """The first microsecond as of which it is so what a message of a type tells, whose point was reached at `at`.

    What is done at the very instant of a clock's point is in time; any other point is reached at its instant.
    """
    return at + (kind in _JUST_AFTER)


class About(NamedTuple):
    """Whose message it is.

    `source`: the URI-reference of the database that tells, `/guiju/ID`; `zone`: whose offset its instants have.
    """

    source: str
    zone: ZoneInfo
    branch: str
    policy: str
    revision: str
    case: str


def message(about: About, kind: str, at: int, of: tuple[object, ...], data: Mapping[str, Any]) -> Entry:
    """A message as the ledger keeps it, its body the CloudEvent that is sent (JSON format, CloudEvents 1.0).

    `at`: when what it tells became true, in microseconds; `of`: what makes it another message of the case than others.
    The id is `msg_` and 32 hexadecimal digits of a SHA-256 over the branch, the case, the policy and `of`.
    """
    named = [about.branch, about.case, about.policy, *of]
    digest = hashlib.sha256(_canonical(named).encode()).hexdigest()
    id_ = f"msg_{digest[:32]}"
    event = {
        "specversion": "1.0",
        "id": id_,
        "source": about.source,
        "type": kind,
        "subject": about.case,
        "time": moment_json(instant(at), about.zone),
        "datacontenttype": "application/json",
        "data": {
            "branch": about.branch,
            "policy": about.policy,
            "revision": about.revision,
            "case": about.case,
            **data,
        },
    }
    return Entry("message", id_, about.branch, about.policy, about.case, at, json.dumps(event, ensure_ascii=False))


def key_text(key: Any) -> str:
    """The key of what is kept per something as the database has it: JSON; empty where it is kept per nothing."""
    return "" if key is None else _canonical(key)


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
