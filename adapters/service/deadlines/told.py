"""What was told of a case: which points stand, and how often each was told."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from adapters.notify.messages import CHANGED, WITHDRAWN, key_text, so_from
from adapters.service.deadlines.reading import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapters.ledger.entries import Entry


class Told(NamedTuple):
    """`standing`: the message of each point that was told and not withdrawn; `times`: how often each was told.

    `until`: the latest instant that was told of; `read_to`: as of which the case was read at least, for some points are
    reached just after their instant. Microseconds; 0: nothing was told.
    """

    standing: Mapping[Mark, Entry]
    times: Mapping[Mark, int]
    until: int
    read_to: int


def told(messages: Iterable[Entry]) -> Told:
    """The messages of a case, in the order of the ledger."""
    standing: dict[Mark, Entry] = {}
    times: Counter[Mark] = Counter()
    until = read_to = 0
    for message in messages:
        event = json.loads(message.body)
        if event["type"] == CHANGED:
            continue
        data = event["data"]
        mark = Mark(message.policy, data["timer"], data["rung"], key_text(data["key"]), data["cycle"])
        until = max(until, message.at)
        read_to = max(read_to, so_from(event["type"], message.at))
        if event["type"] == WITHDRAWN:
            standing.pop(mark, None)
        else:
            standing[mark] = message
            times[mark] += 1
    return Told(standing, times, until, read_to)
