"""What both databases hold as text: anything but NUL and lone surrogates, and no names too long for an index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.ledger.errors import UNFIT, fault

if TYPE_CHECKING:
    from adapters.ledger.entries import Entry
    from adapters.ledger.errors import LedgerError

LONGEST = 600
"""Characters of an entry's id, branch, policy and case together: a row of PostgreSQL's index has 2,704 bytes."""

_NAMES = ("id", "branch", "policy", "case")
_UNFIT = re.compile("[\0\ud800-\udfff]")


def check(entry: Entry) -> None:
    """Raises `LedgerError` where a text of the entry can't be kept."""
    names = entry.id + entry.branch + entry.policy + entry.case
    if len(names) > LONGEST or not (_fits(names) and _fits(entry.body)):
        raise _fault(entry)


def _fits(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _fault(entry: Entry) -> LedgerError:
    texts = {name: text for name, text in entry._asdict().items() if name in {*_NAMES, "body"}}
    for name, text in texts.items():
        if unfit := _UNFIT.search(text):
            return fault(UNFIT, name=name, character=f"U+{ord(unfit.group()):04X}")
    longest = max(_NAMES, key=lambda name: len(texts[name]))
    return fault(UNFIT, name=longest, limit=LONGEST)
