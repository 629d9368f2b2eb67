"""What a rule with `requires` still waits for: evidence in any order, approvals in theirs.

Of an approval the latest counts, as of a fact: whoever states anew what was approved after it opens the later ones
again, and what somebody else states, who isn't asked, opens it itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from engine.ir.program import Approval, Requires


class Approved(NamedTuple):
    """An event of a case's history that may approve: its type, and the subject that it is `by` (None: not said)."""

    event: str
    by: str | None
    at: dt.datetime


class Waiting(NamedTuple):
    """`missing`: evidence ids, then the events of approvals; `next`: the subject whose approval is next."""

    missing: tuple[str, ...]
    next: str | None


def waiting_for(requires: Requires, evidence: Collection[str], history: Sequence[Approved]) -> Waiting | None:
    """What is not there yet; None where all is."""
    lacking = tuple(item for item in requires.evidence if item not in evidence)
    open_approvals = requires.approvals[_granted(requires.approvals, history) :]
    missing = (*lacking, *(approval.event for approval in open_approvals))
    return Waiting(missing, open_approvals[0].by if open_approvals else None) if missing else None


def _granted(approvals: Sequence[Approval], history: Sequence[Approved]) -> int:
    """How many approvals, from the first, stand: each is there, no earlier than the one before it."""
    since: dt.datetime | None = None
    for count, approval in enumerate(approvals):
        asked = {other.by for other in approvals if other.event == approval.event} - {approval.by}
        stated = [given for given in history if given.event == approval.event and given.by not in asked]
        if not stated or stated[-1].by != approval.by or (since is not None and stated[-1].at < since):
            return count
        since = stated[-1].at
    return len(approvals)
