"""What a rule with `requires` still waits for: evidence in any order, approvals in theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from engine.ir.program import Approval, Requires


class Approved(NamedTuple):
    """An approval in a case's history: an event of type `event`, given by the subject `by`."""

    event: str
    by: str
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
    """How many approvals, from the first, were given in order: each no earlier than the one before it."""
    since: dt.datetime | None = None
    for count, approval in enumerate(approvals):
        times = [
            given.at
            for given in history
            if (given.event, given.by) == (approval.event, approval.by) and (since is None or given.at >= since)
        ]
        if not times:
            return count
        since = min(times)
    return len(approvals)
