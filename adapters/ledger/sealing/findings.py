"""What a verification found: each finding names entries or seals by their places; neighbours become one."""

from __future__ import annotations

from typing import NamedTuple

from engine.diagnostics import Diagnostic

LIMIT = 1000
"""How many findings are kept; beyond, they are counted."""

CHANGED, REMOVED, INSERTED, OTHERS = "GJ810", "GJ811", "GJ812", "GJ813"
FORGED, SEAL_MISSING, UNCHAINED, NOT_AS_EXPORTED = "GJ814", "GJ815", "GJ816", "GJ817"

OF_ROWS = frozenset({CHANGED, REMOVED, INSERTED, OTHERS})
"""What is wrong with entries, not with seals."""


class Finding(NamedTuple):
    """One thing that is wrong, or several of a kind in a row.

    `first`, `last`: places of entries; `batch`, `until`: numbers of seals, 0 where it isn't about seals; `note`: what
    else the words of the code tell.
    """

    code: str
    first: int
    last: int
    batch: int = 0
    until: int = 0
    note: str = ""

    def joined(self, other: Finding) -> Finding | None:
        """One finding for both, where the other, of the same code, follows this one and says the same."""
        follows = other.first == self.last + 1 and (not self.batch or other.batch == self.until + 1)
        if self.code == CHANGED and follows:
            return self._replace(last=other.last, note="")
        return self._replace(last=other.last, until=other.until) if follows and self.note == other.note else None

    def diagnostic(self) -> Diagnostic:
        """The finding in words, by its code."""
        args = {"entries": _span(self.first, self.last), "seals": _span(self.batch, self.until), "note": self.note}
        return Diagnostic(self.code, None, tuple(args.items()))


def _span(first: int, last: int) -> str:
    return str(first) if last <= first else f"{first}–{last}"


class Found:
    """Collects findings in the order of the ledger."""

    def __init__(self) -> None:
        self._open: dict[str, Finding] = {}
        self._closed: list[Finding] = []
        self.more = 0
        """Findings beyond `LIMIT`."""

    def add(self, finding: Finding) -> None:
        """One more; it becomes one with the last of its code where it follows that."""
        before = self._open.get(finding.code)
        joined = before.joined(finding) if before else None
        if before and not joined:
            self._close(before)
        self._open[finding.code] = joined or finding

    def _close(self, finding: Finding) -> None:
        if len(self._closed) < LIMIT:
            self._closed.append(finding)
        else:
            self.more += 1

    def all(self) -> tuple[Finding, ...]:
        """By place, what is wrong with a seal before what is wrong with its entries."""
        return tuple(sorted((*self._closed, *self._open.values()), key=_order))


def _order(finding: Finding) -> tuple[int, bool, str]:
    return finding.first, finding.code in OF_ROWS, finding.code
