"""A ledger held against its seals: row by row, in the memory of a few rows, however long it is.

Somebody who has the database but not the key can change anything in it, triggers and hashes too. What can't be made is
a seal: so a sealed row that was changed, removed, inserted or moved is found. Two things can't be seen: what became of
rows that have no seal yet, and that the ledger's end was cut off together with its seals. Those rows are counted; that
end is missed with seals that were exported before.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from adapters.ledger.entries import Entry
from adapters.ledger.leaves import leaf
from adapters.ledger.sealing import findings, merkle
from adapters.ledger.sealing.as_stored import as_kept
from adapters.ledger.sealing.findings import Finding, Found
from adapters.ledger.sealing.seal import NOTHING_BEFORE, digest, statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from adapters.ledger.sealing.as_stored import Row
    from adapters.ledger.sealing.seal import Seal
    from adapters.ledger.sealing.signing import Public

    Pair = tuple[Seal | None, Seal | None]

_UNREADABLE = (AttributeError, TypeError, ValueError, struct.error)


class Verified(NamedTuple):
    """What a ledger is found to be.

    `entries`: all; `sealed`: those that are as they were sealed; `unsealed`: those after the last seal; `since`: when
    the first of these was recorded, in microseconds; `more`: findings beyond those that were kept.
    """

    entries: int
    sealed: int
    unsealed: int
    since: int | None
    seals: int
    findings: tuple[Finding, ...]
    more: int


class Trust(NamedTuple):
    """What seals are held against: the database's own id, and the public keys by their ids."""

    ledger: str
    keys: Mapping[str, Public]

    def made(self, seal: Seal) -> bool:
        """Whether a seal was signed with one of the keys, as it stands."""
        key = self.keys.get(seal.key_id)
        return key is not None and key.signed(seal.signature, statement(self.ledger, seal))


def verify(rows: Iterable[Row], stored: Iterable[Seal], trust: Trust, exported: Iterable[Seal] = ()) -> Verified:
    """Hold the rows, by place, against the seals, by batch; and those against seals that were exported."""
    found = Found()
    walk, chain = _Walk(rows, found), _Chain(trust, found)
    for pair in _side_by_side(stored, exported):
        seal = chain.judged(*pair)
        if seal is not None:
            walk.cover(seal)
    unsealed, since = walk.rest()
    return Verified(walk.entries, walk.sealed, unsealed, since, chain.count, found.all(), found.more)


def _side_by_side(stored: Iterable[Seal], exported: Iterable[Seal]) -> Iterator[Pair]:
    """Both by batch: the seals of the same batch together."""
    mine, others = iter(stored), iter(exported)
    seal, other = next(mine, None), next(others, None)
    while seal or other:
        if other is None or (seal and seal.batch < other.batch):
            yield seal, None
            seal = next(mine, None)
        elif seal is None or other.batch < seal.batch:
            yield None, other
            other = next(others, None)
        else:
            yield seal, other
            seal, other = next(mine, None), next(others, None)


class _Chain:
    """Goes from seal to seal: each is signed, follows the one before it, and is the exported one."""

    def __init__(self, trust: Trust, found: Found) -> None:
        self._trust = trust
        self._found = found
        self._batch = 0
        self._last = 0
        self._digest: bytes | None = NOTHING_BEFORE
        """Of the seal before; None where that can't be trusted."""
        self.count = 0
        """Seals in the database."""

    def judged(self, stored: Seal | None, exported: Seal | None) -> Seal | None:
        """The seal that the batch's rows are to be held against: the exported one, else the stored, if it is signed."""
        self.count += stored is not None
        if exported is not None and not self._trust.made(exported):
            self._tell(findings.FORGED, exported, "export")
            exported = None
        seal = exported or stored
        if seal is None:
            return None
        self._tell_of_gap(seal)
        signed = exported is not None or self._trust.made(seal)
        if exported is not None and exported != stored:
            self._tell(findings.NOT_AS_EXPORTED, exported, "replaced" if stored else "missing")
        elif not signed:
            self._tell(findings.FORGED, seal, "database")
        elif self._digest not in (None, seal.previous):
            self._tell(findings.UNCHAINED, seal, "")
        self._batch, self._last = seal.batch, seal.last if signed else self._last
        self._digest = digest(self._trust.ledger, seal) if signed else None
        return seal if signed else None

    def _tell_of_gap(self, seal: Seal) -> None:
        if seal.batch > self._batch + 1:
            first, last = self._last + 1, max(seal.first - 1, self._last)
            self._found.add(Finding(findings.SEAL_MISSING, first, last, self._batch + 1, seal.batch - 1))
            self._digest = None

    def _tell(self, code: str, seal: Seal, note: str) -> None:
        self._found.add(Finding(code, seal.first, seal.last, seal.batch, seal.batch, note))


class _Walk:
    """Goes once through the rows, a batch at a time."""

    def __init__(self, rows: Iterable[Row], found: Found) -> None:
        self._found = found
        self._next = 1
        """The place that comes next."""
        self.entries = 0
        self.sealed = 0
        self._rows = self._in_order(rows)
        self._row = next(self._rows, None)

    def cover(self, seal: Seal) -> None:
        """Hold the rows of a batch against its root: by their stored hashes, or by those that they should have."""
        if seal.first < self._next:
            return
        self._pass(seal.first - 1)
        rows = list(self._until(seal.last))
        self._missing_until(seal.last)
        if self._fits(seal, rows):
            self.sealed += sum(stored == true for stored, true in rows)
        elif rows:
            gap = len(rows) <= seal.last - seal.first
            self._found.add(Finding(findings.OTHERS, seal.first, seal.last, seal.batch, seal.batch, _WHY[gap]))

    @staticmethod
    def _fits(seal: Seal, rows: list[tuple[bytes, bytes]]) -> bool:
        """Whether one or the other of the hashes give the root: where they differ, only one of them was changed."""
        return any(merkle.root(leaves) == seal.root for leaves in dict.fromkeys(zip(*rows, strict=True)))

    def rest(self) -> tuple[int, int | None]:
        """How many rows are after the last seal, and when the first of them was recorded."""
        since = as_kept(int, self._row[1]) if self._row else None
        return self._pass(float("inf")), since

    def _pass(self, last: float) -> int:
        """Go through rows that no seal covers: their own hashes are all that they can be held against."""
        return sum(1 for _ in self._until(last))

    def _until(self, last: float) -> Iterator[tuple[bytes, bytes]]:
        """The hash that each row has, and the one that it should have, up to a place."""
        while (row := self._row) is not None and row[0] <= last:
            self._missing_until(row[0] - 1)
            self._next += 1
            self.entries += 1
            has, should_have = row[-1], leaf_of(row)
            if has != should_have:
                self._found.add(Finding(findings.CHANGED, row[0], row[0], note=_name(row)))
                has = as_kept(bytes, has)
            yield has, should_have
            self._row = next(self._rows, None)

    def _missing_until(self, last: int) -> None:
        if self._next <= last:
            self._found.add(Finding(findings.REMOVED, self._next, last))
            self._next = last + 1

    def _in_order(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows whose places ascend; another one can't have been appended."""
        place = 0
        for row in rows:
            seq = row[0]
            if type(seq) is int and seq > place:
                place = seq
                yield row
            else:
                self.entries += 1
                self._found.add(Finding(findings.INSERTED, place, place, note=f"{seq}: {_name(row)}"))


_WHY = {False: "changed", True: "gap"}


def leaf_of(row: Row) -> bytes:
    """The hash that a row should have; of one that has values of wrong types, none."""
    try:
        return leaf(row[0], row[1], Entry(*row[2:-1]))
    except _UNREADABLE:
        return b""


def _name(row: Row) -> str:
    return f"{row[2]} {row[3]}"
